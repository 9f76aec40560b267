import Glibc
import ProvisioningDomain
import Testing

@testable import Packager

/// Runs a program of the machine; gives its exit status.
private func run(_ arguments: [String], output: String? = nil) throws -> Int32 {
    let pointers: [UnsafeMutablePointer<CChar>?] = unsafe arguments.map { unsafe strdup($0) } + [nil]
    defer { unsafe pointers.forEach { unsafe free($0) } }
    var actions = unsafe posix_spawn_file_actions_t()
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe posix_spawn_file_actions_destroy(&actions) }
    unsafe posix_spawn_file_actions_addopen(&actions, 1, output ?? "/dev/null", O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    var pid: pid_t = 0
    let result = unsafe posix_spawnp(&pid, arguments[0], &actions, nil, pointers, environ)
    try #require(result == 0, "\(arguments[0]) cannot be started")
    var status: Int32 = 0
    let waited = unsafe waitpid(pid, &status, 0)
    try #require(waited == pid)
    return (status >> 8) & 0xff
}

/// Whether a program is there.
private func has(_ program: String) -> Bool {
    ["/usr/bin", "/bin", "/usr/local/bin"].contains { FileSystem.canonicalPath("\($0)/\(program)") != nil }
}

/// Python's zipfile reads every member, checks its CRC, and holds names, modes and times to what the packager promises.
private let checkWithPython = """
    import sys, zipfile
    archive = zipfile.ZipFile(sys.argv[1])
    assert archive.testzip() is None
    names = archive.namelist()
    assert names == sorted(names, key=lambda name: name.encode()), names
    assert len(set(names)) == len(names)
    for member in archive.infolist():
        assert member.date_time == (1980, 1, 1, 0, 0, 0), member
        assert member.external_attr >> 16 in (0o100644, 0o100755), member
        assert member.flag_bits == 0x800, member
        assert member.create_system == 3, member
        if len(names) < 60000: assert member.extra == b'', member
    print('\\n'.join(names))
    """

@Suite struct ArchiveReaderTests {
    private func write(_ path: String, in tree: TemporaryTree, _ items: [ArchiveItem]) throws -> String {
        let file = try AtomicFile(in: tree.path)
        var writer = ArchiveWriter(items, to: file, threads: 2)
        _ = try writer.write()
        let digest = try file.digest()
        try file.commit(as: path)
        return digest
    }

    private func expectReadable(_ archive: String) throws {
        #expect(try run(["python3", "-c", checkWithPython, archive]) == 0)
        if has("unzip") { #expect(try run(["unzip", "-tqq", archive]) == 0) }
        if has("bsdtar") { #expect(try run(["bsdtar", "-xOf", archive]) == 0) }
    }

    @Test(.enabled(if: has("python3"))) func otherProgramsReadAPackage() throws {
        let tree = try TemporaryTree()
        try tree.write("app/server.js", "require('./lib/ü')\n")
        try tree.write("app/lib/ü.js", String(repeating: "// text\n", count: 4000))
        try tree.write("app/bin/tool", "#!/bin/sh\n", mode: 0o755)
        try tree.write("app/z-after-the-bridge.js", "1")
        try tree.write("app/empty")
        let artifact = try NodePackager().package(
            PackageRequest(source: tree.location("app"), destination: tree.location("out")))
        try expectReadable(artifact.path)
        let list = tree.location("list")
        #expect(try run(["python3", "-c", checkWithPython, artifact.path], output: list) == 0)
        let names = String(decoding: try FileSystem.contents(of: list), as: UTF8.self).split(separator: "\n")
        #expect(
            names == [
                "bin/tool", "empty", "lib/ü.js", "semantest-bridge.cjs", "semantest-bridge.config.json",
                "semantest-bridge.mjs", "server.js", "z-after-the-bridge.js",
            ])
        #expect(try run(["sha256sum", artifact.path], output: list) == 0)
        let sum = String(decoding: try FileSystem.contents(of: list), as: UTF8.self)
        #expect(sum.hasPrefix(artifact.sha256))
    }

    @Test(.enabled(if: has("python3"))) func otherProgramsReadMoreThan65535Members() throws {
        let tree = try TemporaryTree()
        _ = try write("many.zip", in: tree, (100_000..<165_600).map { ArchiveItem("\($0)", []) })
        try expectReadable(tree.location("many.zip"))
    }

    @Test(.enabled(if: has("python3"))) func otherProgramsReadBeyond4GiB() throws {
        let tree = try TemporaryTree()
        let path = tree.location("large.zip")
        let hole: UInt64 = 5 << 30
        let large = ZipRecords.Member(
            name: "a", isExecutable: false, method: .stored, crc32: 0, compressedSize: hole, size: hole, offset: 0)
        let start = ZipRecords.localHeader(large)
        let small = ZipRecords.Member(
            name: "b", isExecutable: false, method: .stored, crc32: 0x3524_41c2, compressedSize: 3, size: 3,
            offset: UInt64(start.count) + hole)
        let directory = ZipRecords.centralHeader(large) + ZipRecords.centralHeader(small)
        let second = ZipRecords.localHeader(small) + Array("abc".utf8)
        let end = ZipRecords.end(
            count: 2, directorySize: UInt64(directory.count), directoryOffset: small.offset + UInt64(second.count))
        try tree.write("large.zip", start)
        let descriptor = unsafe open(path, O_WRONLY)
        defer { close(descriptor) }
        try #require(lseek(descriptor, off_t(small.offset), SEEK_SET) > 0)
        try FileSystem.write(second + directory + end, to: descriptor, path: path)
        let script = """
            import sys, zipfile
            archive = zipfile.ZipFile(sys.argv[1])
            a, b = archive.infolist()
            assert (a.file_size, a.compress_size, a.header_offset) == (5 << 30, 5 << 30, 0), a
            assert b.header_offset == (5 << 30) + 51, b.header_offset
            assert archive.read('b') == b'abc'
            assert archive.open('a').read(3) == bytes(3)
            """
        #expect(try run(["python3", "-c", script, path]) == 0)
    }

    @Test func theBytesOfASmallTreeNeverChange() throws {
        let tree = try TemporaryTree()
        try tree.write("app/index.js", String(repeating: "console.log('hello')\n", count: 50))
        try tree.write("app/bin/run", "#!/bin/sh\nexit 0\n", mode: 0o755)
        try tree.write("app/lib/é.txt", "é")
        try tree.write("app/lib/bytes.bin", (0..<10_000).map { UInt8(truncatingIfNeeded: $0 * $0 / 7) })
        try tree.write("app/empty")
        try tree.link("app/lib/link.js", to: "../index.js")
        var walker = SourceTreeWalker(root: tree.location("app"), rules: IgnoreRules())
        let files = try walker.walk().files
        let digest = try write("golden.zip", in: tree, files.map { ArchiveItem($0) })
        #expect(digest == "d96e27126263f03682af15e5e85f6a5374663ea12006127867346548aed2a754")
    }
}

@Suite struct BridgeFilesTests {
    @Test func theBinaryHoldsTheBridgeAsItIsInTheSources() throws {
        let sources = Path.directory(of: Path.directory(of: Path.directory(of: #filePath)))
        let bridges = "\(sources)/Sources/Packager/Bridges"
        #expect(try BridgeFiles.awsRest() == FileSystem.contents(of: "\(bridges)/aws-rest.cjs"))
        #expect(try BridgeFiles.awsWebSocket() == FileSystem.contents(of: "\(bridges)/aws-websocket.cjs"))
        #expect(try BridgeFiles.awsRestModule() == FileSystem.contents(of: "\(bridges)/aws-rest.mjs"))
    }

    @Test func theConfigurationIsCompactJSON() {
        let bytes = BridgeFiles.configuration(entry: "api/ü.js", directory: "api", kind: "rest")
        #expect(
            String(decoding: bytes, as: UTF8.self) == #"{"entry":"api/ü.js","directory":"api","kind":"rest"}"# + "\n")
    }
}
