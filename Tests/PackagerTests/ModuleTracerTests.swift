import Testing

@testable import Packager

@Suite struct ModuleTracerTests {
    private func trace(
        _ files: [String: String], entry: String = "server.js", source: String = "", keeping kept: [String] = []
    ) throws -> ModuleTrace {
        let paths = files.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        var tracer = ModuleTracer(
            contents: FixtureContents(files: files), paths: paths, sourceDirectory: source, entry: entry)
        return try tracer.trace(keeping: kept)
    }

    /// What of a server with these files is not kept.
    private func dropped(_ files: [String: String], entry: String = "server.js", source: String = "") throws -> [String]
    {
        let trace = try trace(files, entry: entry, source: source)
        return files.keys.filter { !trace.keeps($0) }.sorted()
    }

    /// A server with a package `a` of which `index.js` is what is given, and files that nothing but an expression leads to.
    private func package(_ source: String) -> [String: String] {
        [
            "package.json": #"{"name":"app","dependencies":{"a":"1","late":"1"}}"#, "server.js": "require('a')",
            "unused.js": "", "node_modules/a/package.json": #"{"name":"a","dependencies":{"b":"1"}}"#,
            "node_modules/a/index.js": source, "node_modules/a/lib/one.js": "", "node_modules/a/lib/deep/two.js": "",
            "node_modules/a/data/x.bin": "", "node_modules/a/other.js": "",
            "node_modules/b/package.json": "{}", "node_modules/b/index.js": "", "node_modules/b/unused.js": "",
            "node_modules/late/package.json": "{}", "node_modules/late/index.js": "",
            "node_modules/driver-x/package.json": "{}", "node_modules/driver-x/index.js": "",
            "node_modules/@s/x-linux/package.json": "{}", "node_modules/@s/x-linux/x.node": "",
        ]
    }

    private static let rest = [
        "node_modules/@s/x-linux/package.json", "node_modules/@s/x-linux/x.node", "node_modules/b/index.js",
        "node_modules/b/package.json", "node_modules/b/unused.js", "node_modules/driver-x/index.js",
        "node_modules/driver-x/package.json", "node_modules/late/index.js", "node_modules/late/package.json",
        "unused.js",
    ]
    private static let own = [
        "node_modules/a/data/x.bin", "node_modules/a/lib/deep/two.js", "node_modules/a/lib/one.js",
        "node_modules/a/other.js",
    ]

    @Test(
        arguments: [
            ("", own + rest),
            ("require('./lib/one')", own.filter { !$0.hasSuffix("one.js") } + rest),
            ("require('./lib/' + name)", own.filter { !$0.contains("/lib/") } + rest),
            ("import(`./lib/${name}.js`)", own.filter { !$0.contains("/lib/") } + rest),
            ("fs.readFileSync(__dirname + '/data/x.bin')", own.filter { !$0.hasSuffix("x.bin") } + rest),
            ("fs.readdirSync(path.join(__dirname, 'data'))", own.filter { !$0.contains("/data/") } + rest),
            ("new URL('./data/x.bin', import.meta.url)", own.filter { !$0.hasSuffix("x.bin") } + rest),
            ("new Worker(path.join(__dirname, 'other'))", own.filter { !$0.hasSuffix("other.js") } + rest),
            ("find(__dirname)", rest), ("const root = path.join(__dirname, '..', 'a'); find(root)", rest),
            ("require('driver-' + name)", (own + rest).filter { !$0.contains("driver-x") }),
            ("require(`@s/x-${os}/x.node`)", (own + rest).filter { !$0.contains("/@s/") }),
            ("require('b/' + name)", (own + rest).filter { !$0.contains("/b/") }),
            (
                "require.resolve('b'); require.main.require('late')",
                (own + rest).filter { !$0.contains("/b/i") && !$0.contains("/b/p") && !$0.contains("/late/") }
            ),
            (
                "require(name)",
                rest.filter { !$0.contains("/b/i") && !$0.contains("/b/p") && !$0.contains("/late/") }
            ),
            ("process.cwd()", own + rest),
            ("fs = require('fs'); process.cwd()", own + rest.filter { $0 != "unused.js" }),
        ] as [(String, [String])])
    func whatAPackageDoesDecidesWhatIsKept(source: String, expected: [String]) throws {
        #expect(try dropped(package(source)) == expected.sorted())
    }

    @Test(
        arguments: [
            ("express.static('public')", ["b.js", "data/a.json", "views/x.ejs"]),
            ("app.set('views', './views')", ["b.js", "data/a.json", "public/i.html"]),
            ("load('data/' + name)", ["b.js", "public/i.html", "views/x.ejs"]),
            ("load(`${root}/data/a.json`)", ["b.js", "public/i.html", "views/x.ejs"]),
            ("mode === 'public'", ["b.js", "data/a.json", "public/i.html", "views/x.ejs"]),
            ("require('./b')", ["data/a.json", "public/i.html", "views/x.ejs"]),
            ("require(name)", []), ("serve(__dirname)", []),
            ("const f = require('fs'); f.readFileSync(process.cwd() + x)", []),
            ("import('./b.js')", ["data/a.json", "public/i.html", "views/x.ejs"]),
        ] as [(String, [String])])
    func theServersOwnFiles(source: String, expected: [String]) throws {
        let files = [
            "package.json": "{}", "server.js": source, "b.js": "", "public/i.html": "", "views/x.ejs": "",
            "data/a.json": "{}",
        ]
        #expect(try dropped(files) == expected)
        let wider = Dictionary(uniqueKeysWithValues: files.map { ("api/\($0.key)", $0.value) })
        #expect(try dropped(wider, entry: "api/server.js", source: "api") == expected.map { "api/\($0)" })
    }

    @Test func filesThatDataNamesAreKept() throws {
        let files = [
            "server.js": "require('./config')", "config.json": #"{"spec": "docs/api.yaml", "name": "docs"}"#,
            "docs/api.yaml": "", "docs/guide.md": "",
        ]
        #expect(try dropped(files) == ["docs/guide.md"])
    }

    @Test func whatIsKeptIsFollowed() throws {
        let files = [
            "server.js": "require('./routes/' + name)", "routes/a.js": "require('../lib/a'); require('x')",
            "lib/a.js": "", "lib/b.js": "", "node_modules/x/index.js": "", "node_modules/x/bench.js": "",
        ]
        #expect(try dropped(files) == ["lib/b.js", "node_modules/x/bench.js"])
    }

    @Test func mapsOfPackagesAreFollowed() throws {
        let exports =
            ##"{"name":"m","exports":{".":{"import":"./i.mjs","module-sync":"./s.js","require":"./r.cjs","browser":"./b.js"},"./sub/*":"./lib/*.js"},"imports":{"#in":"./in.js"}}"##
        let files = [
            "server.js": "require('m'); import('m/sub/a')", "node_modules/m/package.json": exports,
            "node_modules/m/i.mjs": "", "node_modules/m/s.js": "", "node_modules/m/r.cjs": "import '#in'",
            "node_modules/m/b.js": "", "node_modules/m/in.js": "", "node_modules/m/lib/a.js": "",
            "node_modules/m/lib/b.js": "",
        ]
        #expect(try dropped(files) == ["node_modules/m/b.js", "node_modules/m/i.mjs", "node_modules/m/lib/b.js"])
    }

    @Test func nativeModulesAreKeptWithTheirPackage() throws {
        let files = [
            "server.js": "require('n')",
            "node_modules/n/index.js": "module.exports = require('node-gyp-build')(__dirname)",
            "node_modules/n/package.json": "{}", "node_modules/n/prebuilds/linux-x64/n.node": "",
            "node_modules/n/lib/libn.so.1": "", "node_modules/n/src/n.cc": "",
            "node_modules/node-gyp-build/index.js": "",
        ]
        #expect(try dropped(files) == ["node_modules/n/src/n.cc"])
    }

    @Test func manifestsGoWithTheirFiles() throws {
        let files = [
            "package.json": "{}", "server.js": "require('d')",
            "node_modules/d/package.json": #"{"main":"dist/cjs/i.js"}"#,
            "node_modules/d/dist/cjs/package.json": "{}", "node_modules/d/dist/cjs/i.js": "",
            "node_modules/d/dist/esm/package.json": "{}", "node_modules/d/dist/esm/i.js": "",
        ]
        #expect(try dropped(files) == ["node_modules/d/dist/esm/i.js", "node_modules/d/dist/esm/package.json"])
    }

    @Test func aChainLeadsFromTheEntry() throws {
        let trace = try trace(package("\nrequire('./lib/' + name)"))
        #expect(
            trace.chain(to: "node_modules/a/lib/deep/two.js").map(\.description) == [
                "server.js is the entry", "server.js:1 requires a",
                "node_modules/a/index.js:2 loads a computed name (require('./lib/' + name))",
            ])
        #expect(
            trace.chain(to: "node_modules/a/package.json").map(\.description).last
                == "node_modules/a/index.js is governed by node_modules/a/package.json")
        #expect(trace.chain(to: "unused.js") == [])
    }

    @Test func computedNamesAreListed() throws {
        let trace = try trace(package("\nrequire(name)\nrequire('driver-' + name); f(path.join(__dirname, 'lib', x))"))
        #expect(
            trace.dynamicLoads.map(\.description) == [
                "node_modules/a/index.js:2: require(name): keeps all of node_modules/a, what its package.json and the server's declare",
                "node_modules/a/index.js:3: join(__dirname, 'lib',: keeps all of node_modules/a/lib",
                "node_modules/a/index.js:3: require('driver-' + name): keeps all of node_modules/driver-x",
            ])
    }

    @Test func whatTheUserKeepsIsKeptAndFollowed() throws {
        let files = ["server.js": "", "jobs/a.js": "require('x')", "node_modules/x/index.js": "", "b.js": ""]
        let trace = try trace(files, keeping: ["jobs/a.js"])
        #expect(Set(trace.steps.keys) == ["server.js", "jobs/a.js", "node_modules/x/index.js"])
        #expect(trace.chain(to: "jobs/a.js").map(\.description) == ["jobs/a.js is kept by a rule of .provisionignore"])
    }

    @Test func nothingLeavesTheRootAndCyclesEnd() throws {
        let files = [
            "server.js":
                "require('./a'); require('../x'); f(path.join(__dirname, '..', '..', 'y')); require('../' + z)",
            "a.js": "require('./server')", "node_modules/x/index.js": "",
        ]
        #expect(try dropped(files) == ["node_modules/x/index.js"])
    }
}
