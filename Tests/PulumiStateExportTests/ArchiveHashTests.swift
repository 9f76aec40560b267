import FoundationEssentials
import Glibc
import OpenSSLCrypto
import OrderedJSON
import ProvisioningDomain
import PulumiStateExport
import Testing

@Suite struct ArchiveHashTests {
    /// Made with Go's archive/tar; the names are those of our reference vectors.
    @Test(
        arguments: [
            ([], 1024, "5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef"),
            ([("empty.txt", "")], 1536, "3573f17d5938fa975f411da2c94d3ed6a1a823c8ea0b55a9fe1fd1ce0bc7889e"),
            (
                [("index.js", "exports.handler = async () => 42;\n")], 2048,
                "1dbbf5973e3d2eed0c1a2894a5b08a47d635aa45ee16249aa2102dec47575a8d"
            ),
            (
                [("a.txt", "a\n"), ("b/c.txt", "bc\n")], 3072,
                "946ca30be86fd29362a97c6529761ec31c042dfa7f5aaed6cdecebd2b2dda8ba"
            ),
            (
                [(String(repeating: "g", count: 100), "r\n")], 2048,
                "00d760c8ce39dc1148fc9e6f82f6f3f46411899099c6ea0cb798da8a4bc8dad4"
            ),
            (
                [("donn\u{E9}es.txt", "d\n")], 3072,
                "af80af00b24d6a2c21659a7a0de2ae160beff61446e7bf1a96e5116ec06e2b8f"
            ),
        ] as [([(String, String)], Int, String)])
    func agreesWithGo(entries: [(String, String)], length: Int, hash: String) throws {
        let own = try ArchiveHash.canonicalTar(
            entries.map { entry in ArchiveHash.Entry(name: entry.0) { Array(entry.1.utf8) } })
        #expect(own.byteCount == length)
        #expect(own.hash == hash)
    }

    @Test(.enabled(if: Reference.isThere, "no reference data; set SEMANTEST_SHARED"))
    func agreesWithAllVectors() throws {
        let vectors = try JSONValue(parsing: Reference.bytes("vectors/archive-tar-hash.json")).object ?? [:]
        #expect(vectors.count == 12)
        for (name, vector) in vectors {
            let entries = (vector["entries"]?.array ?? []).map { entry in
                ArchiveHash.Entry(name: entry["name"]?.string ?? "") { Array((entry["data"]?.string ?? "").utf8) }
            }
            let own = try ArchiveHash.canonicalTar(entries)
            #expect(own.hash == vector["sha256"]?.string, "\(name)")
            #expect(own.byteCount == vector["tarLength"]?.int, "\(name)")
        }
    }

    @Test func walksAsPulumi() throws {
        let directory = try TemporaryDirectory()
        let root = directory.path + "/dist"
        let files = [
            ".hidden": "h\n", ".pulumi/skip": "no\n", "Z": "z\n", "a-b/x": "2\n", "a.txt": "3\n", "a/x": "1\n",
            "node_modules/m/i.js": "m\n", "run.sh": "#!/bin/sh\n",
        ]
        for (name, text) in files {
            let path = "\(root)/\(name)"
            let parent = path.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
            try FileManager.default.createDirectory(atPath: parent, withIntermediateDirectories: true)
            try Data(text.utf8).write(to: URL(filePath: path))
        }
        try FileManager.default.createSymbolicLink(atPath: root + "/link.txt", withDestinationPath: "a.txt")
        try FileManager.default.createSymbolicLink(atPath: root + "/linkdir", withDestinationPath: "a")
        #expect(
            try ArchiveHash.files(in: root).map(\.name)
                == [".hidden", "Z", "a/x", "a-b/x", "a.txt", "link.txt", "node_modules/m/i.js", "run.sh"])
        #expect(
            try ArchiveHash.ofFileArchive(root) == "4d85981c89f38a956d434a9e040fe5353d87d7e43042d3051260ded569c29e2a")
        #expect(try ArchiveHash.canonicalTar(ArchiveHash.files(in: root)).byteCount == 9216)
    }

    @Test func packedFilesCountByTheirBytes() throws {
        let directory = try TemporaryDirectory()
        try Data("abc".utf8).write(to: URL(filePath: directory.path + "/x.zip"))
        #expect(
            try ArchiveHash.ofFileArchive(directory.path + "/x.zip")
                == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        #expect(throws: ProvisioningError.self) { try ArchiveHash.ofFileArchive("/no/such.zip") }
        #expect(throws: ProvisioningError.self) { try ArchiveHash.ofFileArchive("/no/such") }
        try Data("abc".utf8).write(to: URL(filePath: directory.path + "/plain"))
        #expect(throws: ProvisioningError.self) { try ArchiveHash.ofFileArchive("/etc/hostname") }
    }

    @Test func refusesWhatIsNoFile() throws {
        let directory = try TemporaryDirectory()
        let path = directory.path
        let made = unsafe mkfifo(path + "/pipe", 0o600)
        #expect(made == 0)
        let error = try #require(throws: ProvisioningError.self) { try ArchiveHash.ofFileArchive(path) }
        #expect(error.code == "InvalidFile")
    }

    @Test func sizesBeyondEightGibibytesUseARecord() {
        let blocks = CanonicalTarHeader.blocks(name: "big", size: 8 << 30)
        #expect(blocks.count == 3 * 512)
        #expect(String(decoding: blocks[512..<531], as: UTF8.self) == "19 size=8589934592\n")
        #expect(CanonicalTarHeader.blocks(name: "big", size: 8 << 30 - 1).count == 512)
    }
}
