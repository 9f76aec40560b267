import Glibc
import Testing

@testable import Packager

@Suite struct StoredScansTests {
    private let program = FileIdentity(device: 1, inode: 2, modified: 3, changed: 4)

    private static let source = """
        const x = require("a"); import "./b.js"; try { require("c") } catch {}
        require.resolve("d"); require("./words/" + name); import(name)
        path.join(__dirname, "views"); process.cwd() + "/data"; new URL("./a.wasm", import.meta.url)
        require.resolve("e/package.json") + "/../x"; readdirSync(__dirname + "/" + y); "literal"
        """

    private func key(_ number: UInt64, _ size: UInt64 = 1) -> ModuleScans.Key {
        ModuleScans.Key(
            identity: FileIdentity(device: 1, inode: number, modified: -1, changed: 5), size: size,
            collectsLiterals: number % 2 == 0)
    }

    private func records() -> ScanRecords {
        var records = ScanRecords()
        for number in 0..<UInt64(20) {
            let source = Array(String(repeating: Self.source + "\n", count: Int(number)).utf8)
            records.add(
                key(number), location: "/srv/\(number)",
                ModuleReferenceScanner.scan(module: source, collectsLiterals: true))
        }
        return records
    }

    @Test func whatIsWrittenIsRead() throws {
        let scan = ModuleReferenceScanner.scan(module: Array(Self.source.utf8), collectsLiterals: true)
        #expect(
            ![scan.references.count, scan.lookups.count, scan.dynamics.count, scan.paths.count, scan.literals.count]
                .contains(0))
        let records = records()
        #expect(records.scan(key(1)) == scan)
        let stored = try #require(StoredScans(try StoredScans.encoded(records, program: program), program: program))
        #expect(Set(stored.records.keys) == Set(records.keys))
        for key in records.keys {
            #expect(stored.records.scan(key) == records.scan(key))
            #expect(stored.records.location(key) == "/srv/\(key.identity.inode)")
        }
        #expect(stored.records.scan(key(3, 2)) == nil)
        #expect(stored.records.location(key(99)) == nil)
    }

    @Test func whatIsDamagedOrOfAnotherProgramIsNotRead() throws {
        let bytes = try StoredScans.encoded(records(), program: program)
        var other = program
        other.changed += 1
        #expect(StoredScans(bytes, program: other) == nil)
        #expect(StoredScans(bytes + [0], program: program) == nil)
        for place in stride(from: 0, to: bytes.count, by: 97) {
            #expect(StoredScans(Array(bytes[..<place]), program: program) == nil)
            var changed = bytes
            changed[place] ^= 4
            #expect(StoredScans(changed, program: program) == nil)
        }
    }

    /// Bytes with the right digest in another layout, as another version of the program might write them.
    @Test func anotherLayoutIsNotRead() throws {
        let bytes = try StoredScans.encoded(records(), program: program)
        let start = try #require(bytes.firstIndex(of: UInt8(ascii: "\n"))) + 1
        for count in stride(from: start + 33, to: bytes.count, by: 61) {
            var file = LittleEndianBytes(bytes: Array(bytes[..<count]))
            try file.seal(after: start)
            #expect(StoredScans(file.bytes, program: program) == nil)
        }
    }

    @Test func aScriptThatSaysOtherThanItSaidIsFound() throws {
        let tree = try TemporaryTree()
        try tree.write("a.js", "require('x')")
        let (kind, identity) = try FileSystem.status(of: tree.location("a.js"), followingLinks: false)
        #expect(kind == .file(isExecutable: false, size: 12))
        func stored(_ source: String, _ identity: FileIdentity, _ name: String = "a.js") throws -> StoredScans? {
            var records = ScanRecords()
            records.add(
                ModuleScans.Key(identity: identity, size: 12, collectsLiterals: false), location: tree.location(name),
                ModuleReferenceScanner.scan(module: Array(source.utf8)))
            return StoredScans(try StoredScans.encoded(records, program: program), program: program)
        }
        #expect(try stored("require('x')", identity)?.hold(seed: 9, isComplete: true) == true)
        #expect(try stored("require('y')", identity)?.hold(seed: 9, isComplete: true) == false)
        // What changed with a sign is nobody's error, nor is what is gone.
        #expect(try stored("require('y')", program)?.hold(seed: 9, isComplete: true) == true)
        #expect(try stored("require('y')", identity, "gone")?.hold(seed: 9, isComplete: true) == true)
        let empty = StoredScans(try StoredScans.encoded(ScanRecords(), program: program), program: program)
        #expect(empty?.hold(seed: 1, isComplete: true) == true)
    }

    @Test func whatIsSettledAndNewIsKept() throws {
        let file = SourceFile(
            path: "a.js", location: "/a.js", isExecutable: false, size: 4,
            identity: FileIdentity(device: 1, inode: 1, modified: 0, changed: 5_000_000_000))
        let scans = ModuleScans()
        #expect(scans.scan(of: file) == nil)
        scans.note(ModuleScan(references: []), of: file)
        #expect(scans.scan(of: file) == ModuleScan())
        #expect(scans.news(before: 6_000_000_000) == nil)
        let records = try #require(scans.news(before: 8_000_000_000))
        let stored = StoredScans(try StoredScans.encoded(records, program: program), program: program)
        let next = ModuleScans(stored: stored)
        #expect(next.knows(file))
        #expect(next.scan(of: file) == ModuleScan())
        #expect(next.news(before: 8_000_000_000) == nil)
    }
}
