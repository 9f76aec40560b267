import Testing

@testable import Packager

@Suite struct ModuleResolverTests {
    static let files: [String: String] = [
        "package.json":
            ##"{"name":"app","imports":{"#db":"./lib/db.js","#x":"express","#fs":"node:fs","#gone":"./gone.js"}}"##,
        "server.js": "", "lib/db.js": "", "lib/data.json": "", "lib/addon.node": "", "lib/mod/index.js": "",
        "lib/pkg/package.json": #"{"main":"./out"}"#, "lib/pkg/out/index.js": "",
        "node_modules/express/package.json": #"{"main":"index"}"#, "node_modules/express/index.js": "",
        "node_modules/express/lib/router.js": "",
        "node_modules/express/node_modules/inner/index.js": "",
        "node_modules/plain.js": "",
        "node_modules/@scope/one/package.json": #"{"main":"a.js"}"#, "node_modules/@scope/one/a.js": "",
        "node_modules/dual/package.json":
            #"{"exports":{".":{"import":"./esm.mjs","require":["./none.cjs-not","./cjs.cjs"]},"./sub/*":"./lib/*.js","./sub/private/*":null,"./package.json":"./package.json","./old/":"./lib/"}}"#,
        "node_modules/dual/esm.mjs": "", "node_modules/dual/none.cjs-not": "", "node_modules/dual/lib/a.js": "",
        "node_modules/dual/package-lock": "",
        "node_modules/string/package.json": #"{"exports":"./main.js"}"#, "node_modules/string/main.js": "",
        "node_modules/browser/package.json": #"{"exports":{"browser":"./b.js"}}"#,
        "node_modules/self/package.json": #"{"name":"self","exports":{"./x":"./x.js"}}"#, "node_modules/self/x.js": "",
        "node_modules/self/y.js": "",
    ]

    private func resolve(
        _ specifier: String, from importer: String = "server.js", _ kind: ModuleReference.Kind = .require
    ) -> ModuleResolver<FixtureContents>.Resolution {
        ModuleResolver(contents: FixtureContents(files: Self.files)).resolve(specifier, from: importer, kind)
    }

    @Test(arguments: [
        ("./lib/db", "lib/db.js"), ("./lib/db.js", "lib/db.js"), ("./lib/data", "lib/data.json"),
        ("./lib/addon", "lib/addon.node"), ("./lib/mod", "lib/mod/index.js"), ("./lib/mod/", "lib/mod/index.js"),
        ("./lib/pkg", "lib/pkg/out/index.js"), ("express", "node_modules/express/index.js"),
        ("express/lib/router", "node_modules/express/lib/router.js"), ("plain", "node_modules/plain.js"),
        ("@scope/one", "node_modules/@scope/one/a.js"), ("dual", "node_modules/dual/none.cjs-not"),
        ("dual/sub/a", "node_modules/dual/lib/a.js"), ("dual/package.json", "node_modules/dual/package.json"),
        ("dual/old/a.js", "node_modules/dual/lib/a.js"), ("string", "node_modules/string/main.js"),
        ("#db", "lib/db.js"), ("#x", "node_modules/express/index.js"),
    ])
    func requires(specifier: String, file: String) {
        #expect(resolve(specifier) == .file(file))
    }

    @Test(arguments: [
        ("./lib/db.js", "lib/db.js"), ("./lib/db.js?v=1", "lib/db.js"), ("dual", "node_modules/dual/esm.mjs"),
        ("express", "node_modules/express/index.js"), ("express/lib/router.js", "node_modules/express/lib/router.js"),
    ])
    func imports(specifier: String, file: String) {
        #expect(resolve(specifier, from: "server.js", .import) == .file(file))
    }

    @Test(arguments: ["./lib/db", "./lib/mod", "express/lib/router"])
    func importsNeedTheWholeName(specifier: String) {
        guard case .missing = resolve(specifier, from: "server.js", .import) else {
            Issue.record("\(specifier) was resolved")
            return
        }
    }

    @Test(arguments: [
        "fs", "node:fs", "node:sqlite", "fs/promises", "#fs", "/opt/nodejs/x", "file:///x", "data:text/javascript,1",
        "@aws-sdk/client-s3", "@smithy/types",
    ])
    func provided(specifier: String) {
        #expect(resolve(specifier) == .provided)
    }

    @Test(arguments: [
        ("./nothing", "nothing"), ("missing", "node_modules/missing"), ("missing/a", "node_modules/missing"),
        ("@scope/two", "node_modules/@scope/two"), ("#gone", "gone.js"), ("#nothing", "#nothing"),
        ("dual/hidden", "node_modules/dual/hidden"), ("dual/sub/private/a", "node_modules/dual/sub/private/a"),
        ("browser", "node_modules/browser"), ("inner", "node_modules/inner"),
        ("express/nothing", "node_modules/express"),
    ])
    func missing(specifier: String, place: String) {
        #expect(resolve(specifier) == .missing(place))
    }

    @Test func aPathAboveTheRootLeavesIt() {
        #expect(resolve("../shared") == .leavesRoot)
        #expect(resolve("..", from: "lib/db.js") == .missing(""))
    }

    @Test func modulesAreLookedForUpwards() {
        #expect(
            resolve("inner", from: "node_modules/express/lib/router.js")
                == .file("node_modules/express/node_modules/inner/index.js"))
        #expect(resolve("plain", from: "node_modules/express/lib/router.js") == .file("node_modules/plain.js"))
    }

    @Test func aPackageMayNameItself() {
        #expect(resolve("self/x", from: "node_modules/self/y.js") == .file("node_modules/self/x.js"))
        #expect(resolve("self/y", from: "node_modules/self/x.js") == .missing("node_modules/self/y"))
    }
}
