import ProvisioningDomain
import Testing

@testable import Packager

/// A package held in memory.
struct FixtureContents: PackageContents {
    var files: [String: String]

    func hasFile(_ path: String) -> Bool { files[path] != nil }
    func contents(of path: String) throws -> [UInt8] { Array((files[path] ?? "").utf8) }
}

@Suite struct EntryPointTests {
    private func resolve(_ files: [String: String], _ entry: String? = nil, in directory: String = "") throws -> String
    {
        try EntryPoint.resolve(
            configured: entry, sourceDirectory: directory, root: "/srv/app", contents: FixtureContents(files: files),
            ignoredBy: { $0.hasPrefix("coverage/") ? "coverage" : nil })
    }

    @Test(
        arguments: [
            (["server.js": ""], nil, "server.js"),
            (["app.js": "", "index.js": ""], nil, "index.js"),
            (["package.json": #"{"main":"dist/start"}"#, "dist/start.js": "", "index.js": ""], nil, "dist/start.js"),
            (["package.json": #"{"main":"./lib"}"#, "lib/index.js": ""], nil, "lib/index.js"),
            (["package.json": #"{"main":"a.js"}"#, "b.mjs": ""], "b.mjs", "b.mjs"),
            (["dist/a.js": ""], "./dist/a", "dist/a.js"),
            (["dist/a.js": ""], "/srv/app/dist/a.js", "dist/a.js"),
            (["package.json": "not JSON", "index.js": ""], nil, "index.js"),
        ] as [([String: String], String?, String)])
    func found(files: [String: String], entry: String?, path: String) throws {
        #expect(try resolve(files, entry) == path)
    }

    @Test func theEntryIsRelativeToTheSource() throws {
        let files = ["api/package.json": #"{"main":"server.js"}"#, "api/server.js": "", "shared/a.js": ""]
        #expect(try resolve(files, in: "api") == "api/server.js")
        #expect(try resolve(files, "../shared/a.js", in: "api") == "shared/a.js")
    }

    @Test(
        arguments: [
            ([:], nil, "EntryMissing", "nothing says which file starts the server"),
            (
                ["package.json": #"{"main":"dist/index.js"}"#], nil, "EntryMissing",
                "dist/index.js (main of package.json) does not exist"
            ),
            (
                [:], "x.js", "EntryMissing",
                "x.js (entry: of the configuration) does not exist: there is no /srv/app/x.js"
            ),
            ([:], "../x.js", "EntryOutsideRoot", "lies outside the package root /srv/app"),
            ([:], "/etc/x.js", "EntryOutsideRoot", "lies outside the package root /srv/app"),
            ([:], "coverage/x.js", "EntryIgnored", "left out of the package by a rule for coverage"),
        ] as [([String: String], String?, String, String)])
    func refused(files: [String: String], entry: String?, code: String, message: String) {
        let error = #expect(throws: ProvisioningError.self) { try resolve(files, entry) }
        #expect(error?.code == code)
        #expect(error?.message.contains(message) == true)
        #expect(error?.category == .configuration)
        #expect(error?.hint != nil)
    }
}
