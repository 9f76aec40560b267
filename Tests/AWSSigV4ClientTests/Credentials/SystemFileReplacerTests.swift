import AWSSigV4Client
import FoundationEssentials
import Testing

@Suite struct SystemFileReplacerTests {
    @Test func aFileIsReplacedAsAWholeForItsOwnerOnly() async throws {
        try await Laboratory.withTemporaryFolder { folder in
            let path = "\(folder)/token.json"
            try "old".write(toFile: path, atomically: false, encoding: .utf8)
            try SystemFileReplacer().replace(path, with: Array("new".utf8))
            #expect(try SystemFileReader().bytes(path) == Array("new".utf8))
            let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
            #expect(mode == 0o600)
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["token.json"])
        }
    }

    @Test func aFailureNamesThePathAndLeavesNothing() async throws {
        try await Laboratory.withTemporaryFolder { folder in
            let missing = "\(folder)/none/token.json"
            let error = #expect(throws: FileReplaceError.self) { try SystemFileReplacer().replace(missing, with: [1]) }
            #expect(error?.description == "can't write \(missing): No such file or directory")
            // A directory can't be replaced by a file.
            try FileManager.default.createDirectory(atPath: "\(folder)/taken", withIntermediateDirectories: false)
            #expect(throws: FileReplaceError.self) { try SystemFileReplacer().replace("\(folder)/taken", with: [1]) }
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["taken"])
        }
    }
}
