import FoundationEssentials
import ProvisioningDomain
import PulumiStateExport
import Testing

@Suite struct ArtifactFolderTests {
    private static let hash = String(repeating: "0a", count: 32)

    @Test func listsOwnsAndRemovesPackagesOnly() async throws {
        let path = FileManager.default.temporaryDirectory.path + "/artifacts-\(UUID().uuidString)"
        let folder = ArtifactFolder(path + "/artifacts", project: "shop-api")
        #expect(try await folder.list().isEmpty)
        try await folder.remove([Self.hash])
        try FileManager.default.createDirectory(atPath: path + "/artifacts", withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: path) }
        let file = "\(path)/artifacts/\(Self.hash).zip"
        try Data("zip".utf8).write(to: URL(filePath: file))
        try FileManager.default.setAttributes(
            [.modificationDate: Date(timeIntervalSince1970: 1_700_000_000)], ofItemAtPath: file)
        // Unfinished packages, other files, links and directories are none.
        try Data().write(to: URL(filePath: "\(path)/artifacts/.package-1"))
        try Data().write(to: URL(filePath: "\(path)/artifacts/notes.zip"))
        let link = String(repeating: "0b", count: 32)
        try FileManager.default.createSymbolicLink(
            atPath: "\(path)/artifacts/\(link).zip", withDestinationPath: "\(Self.hash).zip")
        try FileManager.default.createDirectory(
            atPath: "\(path)/artifacts/\(String(repeating: "0c", count: 32)).zip", withIntermediateDirectories: true)
        #expect(
            try await folder.list()
                == [KeptArtifact(sha256: Self.hash, size: 3, modified: Timestamp(seconds: 1_700_000_000))])
        #expect(try await folder.owners(of: [Self.hash, link]) == [Self.hash: .project("shop-api")])
        #expect(try await folder.location() == path + "/artifacts")
        try await folder.remove([Self.hash, Self.hash])
        #expect(try await folder.list().isEmpty)
        #expect(FileManager.default.fileExists(atPath: "\(path)/artifacts/notes.zip"))
    }
}
