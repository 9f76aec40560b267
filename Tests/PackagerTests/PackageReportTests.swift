import OrderedJSON
import ProvisioningDomain
import Testing

@testable import Packager

@Suite struct PackageReportTests {
    @Test(
        arguments: [
            ("express", "4.18.2", "pkg:npm/express@4.18.2"),
            ("@scope/name", "1.0.0-rc+1", "pkg:npm/%40scope/name@1.0.0-rc%2B1"),
            ("plain", nil, "pkg:npm/plain"),
        ] as [(String, String?, String)])
    func packageURLs(name: String, version: String?, expected: String) {
        #expect(PackageURL.npm(name, version: version) == expected)
    }

    @Test(
        arguments: [
            (#"{"license": "MIT"}"#, .identifier("MIT")),
            (#"{"license": "MIT OR Apache-2.0"}"#, .expression("MIT OR Apache-2.0")),
            (#"{"license": "(MIT AND CC-BY-3.0)"}"#, .expression("(MIT AND CC-BY-3.0)")),
            (#"{"license": "LicenseRef-x"}"#, .expression("LicenseRef-x")),
            (#"{"license": {"type": "BSD-3-Clause", "url": "x"}}"#, .identifier("BSD-3-Clause")),
            (#"{"licenses": [{"type": "MIT"}, {"type": "ISC"}]}"#, .expression("MIT OR ISC")),
            (#"{"licenses": [{"type": "MIT"}, {"type": "Own words"}]}"#, .names(["MIT", "Own words"])),
            (#"{"license": "SEE LICENSE IN x"}"#, .names(["SEE LICENSE IN x"])),
            (#"{"license": "UNLICENSED"}"#, .names(["UNLICENSED"])), (#"{"license": "BSD"}"#, .names(["BSD"])),
            (#"{"license": "MIT OR"}"#, .names(["MIT OR"])), (#"{"license": "OR MIT AND"}"#, .names(["OR MIT AND"])),
            (#"{"license": ""}"#, nil), ("{}", nil), (#"{"license": 1}"#, nil),
        ] as [(String, LicenseStatement?)])
    func licences(manifest: String, expected: LicenseStatement?) throws {
        #expect(LicenseStatement(try JSONValue(parsing: manifest)) == expected)
    }

    @Test(
        arguments: [
            ("sha512-\(String(repeating: "A", count: 86))==", ["sha512"]), ("sha1-AAAA", []), ("sha512-AAAA", []),
            ("sha1-x sha256-\(String(repeating: "A", count: 43))=?opt", ["sha256"]), ("", []),
        ] as [(String, [String])])
    func digestsOfALock(integrity: String, algorithms: [String]) {
        let lock = #"{"packages": {"": {}, "node_modules/a": {"integrity": "\#(integrity)"}}}"#
        let digests = LockDigests(Array(lock.utf8), in: "api").digests(at: "api/node_modules/a")
        #expect(digests.map(\.algorithm) == algorithms)
        #expect(digests.allSatisfy { $0.hex.utf8.allSatisfy { $0 == UInt8(ascii: "0") } })
    }

    @Test func aBrokenLockHasNoDigests() {
        #expect(LockDigests(Array("{".utf8), in: "").digests(at: "node_modules/a").isEmpty)
    }

    private static let commit = "0123456789abcdef0123456789abcdef01234567"

    @Test(
        arguments: [
            ([".git/HEAD": "ref: refs/heads/a/b\n", ".git/refs/heads/a/b": "\(commit)\n"], true),
            ([".git/HEAD": "\(commit)\n"], true),
            ([".git/HEAD": "ref: refs/heads/a\n", ".git/packed-refs": "# pack-refs\n\(commit) refs/heads/a\n"], true),
            (
                [
                    ".git": "gitdir: main/worktrees/w\n", "main/worktrees/w/HEAD": "ref: refs/heads/a\n",
                    "main/worktrees/w/commondir": "../..\n", "main/refs/heads/a": "\(commit)\n",
                ], true
            ),
            ([".git/HEAD": "ref: refs/heads/a\n"], false),
            ([".git/HEAD": "ref: ../../secret\n", "secret": commit], false),
            ([".git/HEAD": "what\n"], false), ([".git/x": ""], false),
        ] as [([String: String], Bool)])
    func commits(files: [String: String], isFound: Bool) throws {
        let tree = try TemporaryTree()
        for (path, text) in files { try tree.write("repository/\(path)", text) }
        try tree.write("repository/deep/server.js")
        let revision = SourceRevision(of: tree.location("repository/deep"))
        #expect(revision == (isFound ? SourceRevision(commit: Self.commit) : nil))
    }

    @Test(
        arguments: [
            ("[remote \"origin\"]\n\turl = https://a:b@example.com/x.git\n", "https://example.com/x.git"),
            ("[remote \"origin\"]\n  url=git@example.com:x.git\n", "git@example.com:x.git"),
            ("[remote \"other\"]\n\turl = https://example.com/x\n", nil),
            ("[core]\n\turl = x\n[remote \"origin\"]\n\tfetch = y\n[branch \"a\"]\n\turl = z\n", nil),
        ] as [(String, String?)])
    func origins(configuration: String, expected: String?) {
        #expect(SourceRevision.origin(configuration) == expected)
    }

    /// A server with two versions of a package, one of them nested.
    private func selection(_ tree: TemporaryTree, _ pruning: Pruning = .production) throws -> PackageSelection {
        let manifest = #"{"name":"@shop/api","version":"2.0.0","dependencies":{"a":"1","b":"1"}}"#
        try tree.write("app/package.json", manifest)
        try tree.write("app/server.js", "require('a')")
        try tree.write("app/node_modules/a/package.json", #"{"name":"a","version":"1.0.0","dependencies":{"b":"2"}}"#)
        try tree.write("app/node_modules/a/index.js", "require('b')")
        try tree.write("app/node_modules/a/node_modules/b/package.json", #"{"name":"b","version":"2.0.0"}"#)
        try tree.write("app/node_modules/a/node_modules/b/index.js")
        try tree.write("app/node_modules/b/package.json", #"{"name":"b","version":"1.0.0"}"#)
        try tree.write("app/node_modules/b/index.js")
        try tree.write("app/node_modules/b/lib/package.json", #"{"type":"module"}"#)
        return try NodePackager().select(
            PackageRequest(source: tree.location("app"), pruning: pruning, destination: tree.location("out")))
    }

    @Test func theInventoryFollowsNodesWayToDependencies() throws {
        let tree = try TemporaryTree()
        let inventory = try PackageInventory(try selection(tree))
        #expect(inventory.name == "@shop/api")
        #expect(inventory.version == "2.0.0")
        #expect(inventory.dependencies == ["pkg:npm/a@1.0.0", "pkg:npm/b@1.0.0"])
        #expect(inventory.components.map(\.purl) == ["pkg:npm/a@1.0.0", "pkg:npm/b@1.0.0", "pkg:npm/b@2.0.0"])
        #expect(inventory.components.map(\.dependencies) == [["pkg:npm/b@2.0.0"], [], []])
        #expect(inventory.components.last?.places == ["node_modules/a/node_modules/b"])
        let traced = try PackageInventory(try selection(tree, .traced))
        #expect(traced.components.map(\.purl) == ["pkg:npm/a@1.0.0", "pkg:npm/b@2.0.0"])
        #expect(traced.dependencies == ["pkg:npm/a@1.0.0"])
    }

    @Test func theBillIsDerivedFromTheArtifact() throws {
        let tree = try TemporaryTree()
        let inventory = try PackageInventory(try selection(tree))
        func bill(_ digest: String, time: String? = nil) throws -> JSONValue {
            try SoftwareBill(
                inventory, component: "api", artifactDigest: digest, tool: ("semantest-provision", "1.0.0"), time: time
            ).document()
        }
        let first = try bill("aa")
        #expect(try bill("aa") == first)
        #expect(try bill("bb")["serialNumber"] != first["serialNumber"])
        #expect(first["metadata"]?["component"]?["group"]?.string == "@shop")
        #expect(first["metadata"]?["component"]?["name"]?.string == "api")
        #expect(first["metadata"]?["timestamp"] == nil)
        #expect(
            try bill("aa", time: "2026-01-01T00:00:00Z")["metadata"]?["timestamp"]?.string == "2026-01-01T00:00:00Z")
        #expect(first["dependencies"]?.array?.count == 4)
    }

    @Test func modulesAreExplainedByWhoNeedsThem() throws {
        let tree = try TemporaryTree()
        let selection = try selection(tree)
        let explanations = selection.explanations(of: "b", from: "/")
        #expect(explanations.map(\.path) == ["node_modules/a/node_modules/b", "node_modules/b"])
        #expect(explanations.last?.steps == ["package.json (dependencies) needs b"])
        #expect(explanations.first?.steps.last?.hasSuffix("node_modules/a/package.json (dependencies) needs b") == true)
        #expect(selection.explanations(of: "nothing", from: "/").isEmpty)
        #expect(selection.explanations(of: "/etc/passwd", from: "/").isEmpty)
        #expect(
            selection.explanations(of: "semantest-bridge.mjs", from: "/").map(\.reason) == [
                "is the bridge that Lambda calls"
            ])
    }

    @Test func whatIsReachedIsExplainedByItsChain() throws {
        let tree = try TemporaryTree()
        let selection = try selection(tree, .traced)
        let file = selection.explanations(of: "index.js", from: tree.location("app/node_modules/a"))
        #expect(file.map(\.steps) == [["server.js is the entry", "server.js:1 requires a"]])
        #expect(selection.explanations(of: tree.location("app/server.js"), from: "/").map(\.path) == ["server.js"])
        let directory = selection.explanations(of: "node_modules/a", from: "/").first
        #expect(directory?.reason == "is reached from server.js: 4 files go in, 0 stay out")
        let other = selection.explanations(of: "node_modules/b/index.js", from: "/").first
        #expect(other?.isIncluded == false)
        #expect(other?.reason == "is not reached from server.js")
    }

    @Test func theListIsWhatIsWritten() throws {
        let tree = try TemporaryTree()
        let listing = PackageListing(try selection(tree, .traced))
        let artifact = try NodePackager().package(
            PackageRequest(source: tree.location("app"), pruning: .traced, destination: tree.location("out")))
        #expect(listing.files.count == artifact.entryCount)
        #expect(listing.size == artifact.unpackedSize)
        #expect(listing.files.map(\.path).contains("semantest-bridge.mjs"))
    }

    @Test func aReportAppearsWhole() throws {
        let tree = try TemporaryTree()
        try ReportFile.write(["a": 1], to: tree.location("deep/report.json"))
        #expect(try FileSystem.contents(of: tree.location("deep/report.json")) == Array("{\n  \"a\": 1\n}\n".utf8))
        #expect(throws: ProvisioningError.self) {
            try ReportFile.write(["a": 1], to: tree.location("deep/report.json/x"))
        }
    }
}
