import Glibc
import ProvisioningDomain
import Testing

@testable import Packager

/// A server with a cache, packaged at a time when all of its files are old enough to be believed.
private final class CachedServer: Sendable {
    let tree: TemporaryTree

    init() throws {
        tree = try TemporaryTree()
        try tree.write("app/server.js", "require('./lib/a')\n")
        try tree.write("app/lib/a.js", String(repeating: "exports.a = 1\n", count: 400))
        try tree.write("app/lib/b.js", String(repeating: "exports.b = 2\n", count: 500))
        try tree.write("app/noise.bin", noise(3000))
        try tree.write("app/large.txt", String(repeating: "0123456789abcdef", count: 90_000))
        try tree.write("app/large.bin", noise(1_500_000))
        try tree.write("app/empty", "")
    }

    /// Packages, by default ten seconds after everything was written.
    @discardableResult func package(
        _ destination: String = "out", cache: String? = "cache", later: Int64 = 10, entry: String? = nil
    ) throws -> PackagedArtifact {
        try NodePackager(cache: cache.map { tree.location($0) }) { FileSystem.now() + later * 1_000_000_000 }.package(
            PackageRequest(source: tree.location("app"), entry: entry, destination: tree.location(destination)))
    }

    /// What a run without a cache writes.
    func expected() throws -> String {
        defer { TemporaryTree.remove(tree.location("reference")) }
        return try package("reference", cache: nil).sha256
    }

    func cached(_ suffix: String) throws -> String {
        let names = try tree.names(in: "cache").filter { $0.hasSuffix(suffix) }
        #expect(names.count == 1)
        return "cache/\(try #require(names.first))"
    }

    func inode(_ name: String) throws -> UInt64 {
        try FileSystem.status(of: tree.location(name), followingLinks: false).identity.inode
    }

    func change(_ name: String, _ body: (inout [UInt8]) -> Void) throws {
        var bytes = try FileSystem.contents(of: tree.location(name))
        body(&bytes)
        // Another file: that of the archive has other names, which are to stay as they are.
        unsafe unlink(tree.location(name))
        try tree.write(name, bytes)
    }
}

@Suite struct PackageCacheTests {
    private let server: CachedServer
    private var tree: TemporaryTree { server.tree }

    init() throws { server = try CachedServer() }

    @Test func anUnchangedTreeGivesTheSameArchiveAndWarnings() throws {
        try tree.write("app/.env", "A=1")
        let first = try server.package()
        #expect(first.sha256 == (try server.expected()))
        #expect(first.warnings.count == 1)
        let inode = try server.inode("out/\(first.sha256).zip")
        #expect(try server.package() == first)
        #expect(try server.inode("out/\(first.sha256).zip") == inode)
        TemporaryTree.remove(first.path)
        #expect(try server.package() == first)
        #expect(FileDigest.isFile(first.path, sha256: first.sha256, size: first.size))
        let elsewhere = try server.package("out2")
        #expect(elsewhere.sha256 == first.sha256)
        #expect(try tree.names(in: "out2") == ["\(first.sha256).zip"])
        #expect(try tree.names(in: "cache").count == 5)
    }

    /// What can happen to a tree between two runs.
    static let changes: [(String, @Sendable (TemporaryTree) throws -> Void)] = [
        ("nothing", { _ in }),
        ("another content", { try $0.write("app/lib/a.js", "exports.a = 3\n") }),
        ("another content of the same size", { try $0.write("app/noise.bin", noise(3000, seed: 7)) }),
        ("another large content", { try $0.write("app/large.bin", noise(1_500_000, seed: 7)) }),
        ("a large file again", { try $0.write("app/large.txt", String(repeating: "0123456789abcdef", count: 90_000)) }),
        ("a new file", { try $0.write("app/lib/c.js", "exports.c = 1\n") }),
        ("a copy", { try $0.write("app/copy.bin", noise(3000)) }),
        ("no file", { unsafe unlink($0.location("app/lib/b.js")) }),
        ("another name", { unsafe rename($0.location("app/lib/b.js"), $0.location("app/moved.js")) }),
        ("another mode", { unsafe chmod($0.location("app/lib/b.js"), 0o755) }),
        ("another entry", { try $0.write("app/package.json", #"{"main":"lib/a.js"}"#) }),
        ("a file for an empty one", { try $0.write("app/empty", "x") }),
        ("an empty one for a file", { try $0.write("app/noise.bin", "") }),
    ]

    @Test(arguments: changes.indices) func aChangedTreeGivesWhatARunWithoutCacheGives(change: Int) throws {
        try server.package()
        try Self.changes[change].1(tree)
        let expected = try server.expected()
        #expect(try server.package().sha256 == expected, "\(Self.changes[change].0)")
        #expect(try server.package(later: 20).sha256 == expected)
        #expect(try tree.names(in: "cache").count == 5)
    }

    @Test func whatIsNotYetSettledIsReadAgain() throws {
        try tree.write("app/a.txt", "one")
        try server.package(later: 0)
        let index = try #require(CacheIndex(try FileSystem.contents(of: tree.location(server.cached(".index")))))
        #expect(!index.isSettled)
        #expect(index.entries.allSatisfy { $0.identity == nil })
        try server.package(later: 10)
        let later = try #require(CacheIndex(try FileSystem.contents(of: tree.location(server.cached(".index")))))
        #expect(later.isSettled)
        #expect(later.entries.filter { $0.identity == nil }.count == 3)
        #expect(later.sha256 == index.sha256)
    }

    /// As if a file had changed and the system had not told: what the index says of it is wrong.
    @Test(arguments: [true, false]) func whatTheSystemDoesNotTellIsFound(everythingElseIsUnchanged: Bool) throws {
        try server.package()
        let file = try server.cached(".index")
        var index = try #require(CacheIndex(try FileSystem.contents(of: tree.location(file))))
        let wrong = try #require(index.entries.firstIndex { $0.name == "lib/a.js" })
        let other = try #require(index.entries.firstIndex { $0.name == "lib/b.js" })
        let identity = index.entries[wrong].identity
        index.entries[wrong] = index.entries[other]
        index.entries[wrong].name = "lib/a.js"
        index.entries[wrong].location = tree.location("app/lib/a.js")
        index.entries[wrong].identity = identity
        index.entries[wrong].size = 14 * 400
        try tree.write(file, try index.encoded())
        if !everythingElseIsUnchanged { try tree.write("app/new.js", "1") }
        #expect(try server.package("out2").sha256 == server.expected())
    }

    @Test(arguments: [".index", ".zip"]) func aDamagedCacheIsNoCache(suffix: String) throws {
        let first = try server.package()
        let file = try server.cached(suffix)
        let size = try FileSystem.contents(of: tree.location(file)).count
        let changes: [(inout [UInt8]) -> Void] =
            [0, 40, 100, size / 3, size / 2, size - 1].map { place in { $0[place] ^= 1 } } + [
                { $0.removeAll() }, { $0.removeLast() }, { $0.append(0) }, { $0 = noise($0.count) },
            ]
        for change in changes {
            try server.change(file, change)
            TemporaryTree.remove(tree.location("out"))
            #expect(try server.package() == first)
            #expect(FileDigest.isFile(first.path, sha256: first.sha256, size: first.size))
            try server.change(file, change)
            try tree.write("app/new", "\(size)")
            let expected = try server.expected()
            #expect(try server.package("out2").sha256 == expected)
            unsafe unlink(tree.location("app/new"))
            #expect(try server.package("out3") == PackagedArtifact(first, at: tree.location("out3")))
        }
    }

    @Test func aDamagedArchiveInTheDestinationIsWrittenAgain() throws {
        let first = try server.package()
        unsafe unlink(first.path)
        try tree.write("out/\(first.sha256).zip", "no archive")
        #expect(try server.package() == first)
        #expect(FileDigest.isFile(first.path, sha256: first.sha256, size: first.size))
    }

    @Test func anArchiveChangedInPlaceIsNotHandedOut() throws {
        let first = try server.package()
        let descriptor = unsafe open(first.path, O_WRONLY)
        try FileSystem.write([1, 2, 3], to: descriptor, at: 100, path: first.path)
        close(descriptor)
        #expect(try server.package() == first)
        #expect(FileDigest.isFile(first.path, sha256: first.sha256, size: first.size))
    }

    /// A rule leaves the directory out, a link brings the file in: its changes must count.
    @Test func aChangeBehindALinkIntoWhatIsLeftOutIsFound() throws {
        try tree.write("app/.provisionignore", "made/\n")
        try tree.write("app/made/data.json", "1")
        try tree.link("app/data.json", to: "made/data.json")
        try tree.link("app/lib/again.json", to: "../data.json")
        let first = try server.package()
        try tree.write("app/made/data.json", "2")
        let expected = try server.expected()
        #expect(expected != first.sha256)
        #expect(try server.package().sha256 == expected)
    }

    /// What scripts say is known from the last run, and a change of one is seen.
    @Test(arguments: [Pruning.production, .traced, .none]) func whatScriptsSayIsFollowedAnew(pruning: Pruning) throws {
        func package(_ cache: String?) throws -> PackagedArtifact {
            try NodePackager(cache: cache.map { tree.location($0) }, threads: 2) { FileSystem.now() + 10_000_000_000 }
                .package(
                    PackageRequest(source: tree.location("app"), pruning: pruning, destination: tree.location("out")))
        }
        _ = try package("cache")
        for text in ["require('./b')\n", "require('./gone')\n", "try { require('./gone') } catch {}\n"] {
            try tree.write("app/lib/a.js", text)
            let expected = Result { try package(nil) }
            let found = Result { try package("cache") }
            #expect((try? found.get()) == (try? expected.get()), "\(text)")
            if case .failure(let error as ProvisioningError) = found { #expect(error.code == "UnresolvedModules") }
        }
    }

    @Test func otherOptionsHaveASlotOfTheirOwn() throws {
        try server.package()
        let other = try server.package("out2", entry: "lib/a.js")
        #expect(try server.package("out2", cache: nil, entry: "lib/a.js").sha256 == other.sha256)
        #expect(try tree.names(in: "cache").count == 8)
    }

    @Test func aCacheThatCannotBeMadeIsDoneWithout() throws {
        let artifact = try server.package(cache: "app/server.js/cache")
        #expect(artifact.sha256 == (try server.expected()))
    }

    @Test func runsAtTheSameTimeDoNotDisturbEachOther() async throws {
        let expected = try server.expected()
        let server = server
        try await withThrowingTaskGroup { group in
            for number in 0..<6 {
                group.addTask {
                    for _ in 0..<4 {
                        let artifact = try server.package("out\(number % 2)")
                        #expect(artifact.sha256 == expected)
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(try server.package().sha256 == expected)
        #expect(try tree.names(in: "cache").count == 5)
        #expect(try tree.names(in: "out0") == ["\(expected).zip"])
    }
}

extension PackagedArtifact {
    /// The same in another directory.
    fileprivate init(_ other: PackagedArtifact, at directory: String) {
        self = other
        path = "\(directory)/\(other.sha256).zip"
    }
}
