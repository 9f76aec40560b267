import Glibc
import ProvisioningDomain
import Testing

@testable import Packager

/// A server that was packaged when all of its files were old enough to be believed.
@Suite struct RepeatedSelectionTests {
    private let tree: TemporaryTree

    init() throws {
        tree = try TemporaryTree()
        try tree.write("app/package.json", #"{"main":"server.js","dependencies":{"x":"1"}}"#)
        try tree.write("app/server.js", "require('./lib/a'); require('x')\n")
        try tree.write("app/lib/a.js", "exports.a = require('./b')\n")
        try tree.write("app/lib/b.js", "exports.b = 2\n")
        try tree.write("app/lib/unread.js", "exports.c = 3\n")
        try tree.write("app/lib/style.css", "a {}\n")
        try tree.write("app/data.json", "{}")
        try tree.write("app/node_modules/x/package.json", #"{"name":"x"}"#)
        try tree.write("app/node_modules/x/index.js", "module.exports = 1\n")
        try tree.write("app/node_modules/dev/package.json", #"{"name":"dev"}"#)
        try tree.write("app/node_modules/dev/index.js", "module.exports = 1\n")
        try tree.link("app/copy.js", to: "lib/b.js")
    }

    private func package(_ cache: String?, _ pruning: Pruning, later: Int64 = 10) throws -> PackagedArtifact {
        defer { TemporaryTree.remove(tree.location("out")) }
        return try NodePackager(cache: cache.map { tree.location($0) }, threads: 2) {
            FileSystem.now() + later * 1_000_000_000
        }.package(PackageRequest(source: tree.location("app"), pruning: pruning, destination: tree.location("out")))
    }

    private func index() throws -> (slot: String, index: CacheIndex) {
        let cache = try #require(PackageCache(tree.location("cache")))
        return try #require(cache.latestIndex())
    }

    /// The paths that go in again, nil when everything has to be decided anew.
    private func repeated(_ pruning: Pruning) throws -> [String]? {
        let (slot, index) = try index()
        let program = try FileSystem.status(of: "/proc/self/exe", followingLinks: true).identity
        let cache = try #require(PackageCache(tree.location("cache")))
        let stored = try #require(cache.scans(slot, program))
        #expect(index.scans == stored.digest)
        let scans = ModuleScans(isComplete: pruning == .traced, stored: stored)
        let selection = RepeatedSelection(index: index, listings: DirectoryListings(), scans: scans)
        return try selection.files(added: Set(BridgeFiles.names))?.map(\.path)
    }

    /// What can happen to the server, and whether that leaves what goes in as it was: by the tree's structure, and by what scripts say.
    static let changes: [(String, String, structure: Bool, scripts: Bool)] = [
        ("app/server.js", "require('./lib/a'); require('x') // again\n", true, true),
        ("app/lib/a.js", "exports.a = require('./b') + 1\n", true, true),
        ("app/lib/a.js", "\nexports.a = require('./b')\n", true, false),
        ("app/lib/a.js", "exports.a = require('./unread')\n", true, false),
        ("app/lib/a.js", "exports.a = require('./gone')\n", true, false),
        ("app/lib/style.css", "b {}\n", true, true),
        ("app/node_modules/x/index.js", "module.exports = 2\n", true, true),
        ("app/node_modules/dev/index.js", "module.exports = 2\n", true, true),
        ("app/node_modules/dev/package.json", #"{"name":"dev","version":"2"}"#, false, true),
        ("app/node_modules/x/package.json", #"{"name":"x","dependencies":{"dev":"1"}}"#, false, true),
        ("app/package.json", #"{"main":"lib/a.js","dependencies":{"x":"1"}}"#, false, true),
        ("app/data.json", "[]", false, true),
        ("app/new.js", "1", false, true),
        ("app/.provisionignore", "data.json\n", false, true),
    ]

    @Test(arguments: changes.indices, [Pruning.production, .traced])
    func whatDecidesOnNothingLeavesTheSelection(change: Int, pruning: Pruning) throws {
        let (name, text, sameStructure, _) = Self.changes[change]
        _ = try package("cache", pruning)
        let before = try index().index
        let members = Set(before.entries.map(\.name)).subtracting(BridgeFiles.names)
        #expect(try repeated(pruning).map(Set.init) == members)
        try tree.write(name, text)
        let expected = Result { try package(nil, pruning) }.map(\.sha256)
        let found = Result { try package("cache", pruning) }.map(\.sha256)
        #expect((try? found.get()) == (try? expected.get()))
        guard (try? found.get()) != nil else { return }
        #expect((try index().index.structure == before.structure) == sameStructure)
        // Once more, with all that the last run kept.
        try tree.write(name, text + " ")
        #expect(try package("cache", pruning).sha256 == package(nil, pruning).sha256)
    }

    @Test(arguments: changes.indices) func whatAScriptSaysDecides(change: Int) throws {
        let (name, text, sameStructure, sameScripts) = Self.changes[change]
        guard sameStructure else { return }
        _ = try package("cache", .production)
        try tree.write(name, text)
        #expect((try repeated(.production) != nil) == sameScripts, "\(name): \(text)")
    }

    @Test func whatIsGoneOrNoFileAnyMoreIsDecidedAnew() throws {
        _ = try package("cache", .production)
        unsafe unlink(tree.location("app/lib/b.js"))
        #expect(try repeated(.production) == nil)
        try tree.write("app/lib/b.js/x", "")
        #expect(try repeated(.production) == nil)
    }

    @Test func whatWasNotSettledIsDecidedAnew() throws {
        _ = try package("cache", .production, later: 10)
        try tree.write("app/lib/b.js", "exports.b = 4\n")
        _ = try package("cache", .production, later: 0)
        try tree.write("app/lib/b.js", "exports.b = 5\n")
        #expect(try repeated(.production) == nil)
        #expect(try package("cache", .production).sha256 == package(nil, .production).sha256)
        #expect(try repeated(.production) != nil)
    }

    @Test func tooLargeATreeIsDecidedAnew() throws {
        _ = try package("cache", .production)
        try #require(unsafe truncate(tree.location("app/lib/style.css"), (250 << 20) + 1) == 0)
        #expect(try repeated(.production) == nil)
        #expect(throws: ProvisioningError.self) { try package("cache", .production) }
    }
}
