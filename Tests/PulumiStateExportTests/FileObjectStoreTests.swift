import FoundationEssentials
import ProvisioningDomain
import ProvisioningTestSupport
import PulumiStateExport
import Testing

@Suite struct FileObjectStoreTests {
    @Test func removesStaleSidecars() async throws {
        let directory = try TemporaryDirectory()
        let store = FileObjectStore(root: directory.path, identifiers: CountingIdentifiers())
        try await store.put("a/b.json", [1], if: .always)
        let sidecar = directory.path + "/a/b.json.attrs"
        try Data([1]).write(to: URL(filePath: sidecar))
        #expect(try await store.list("") == ["a/b.json"])
        try await store.put("a/b.json", [2], if: .always)
        #expect(!FileManager.default.fileExists(atPath: sidecar))
        try Data([1]).write(to: URL(filePath: sidecar))
        try await store.delete("a/b.json")
        #expect(!FileManager.default.fileExists(atPath: sidecar))
    }

    @Test func leavesNoTemporaryFiles() async throws {
        let directory = try TemporaryDirectory()
        let store = FileObjectStore(root: directory.path, identifiers: CountingIdentifiers())
        try await store.put("x", [1], if: .always)
        try await store.put("x", [1], if: .absent)
        let left = try FileManager.default.contentsOfDirectory(atPath: directory.path + "/.provision/tmp")
        #expect(left.isEmpty)
        // What a killed process left behind is no object.
        try Data([1]).write(to: URL(filePath: directory.path + "/.provision/tmp/left"))
        #expect(try await store.list("") == ["x"])
    }

    @Test func failuresNameThePath() async throws {
        let directory = try TemporaryDirectory()
        let file = directory.path + "/file"
        try Data([1]).write(to: URL(filePath: file))
        let store = FileObjectStore(root: file, identifiers: CountingIdentifiers())
        #expect(try await store.get("x") == nil)
        #expect(try await store.list("").isEmpty)
        let error = await #expect(throws: ProvisioningError.self) { try await store.put("a/x", [1], if: .always) }
        #expect(error?.message.contains(file) == true)
        let occupied = FileObjectStore(root: directory.path, identifiers: CountingIdentifiers())
        try await occupied.put("d/x", [1], if: .always)
        await #expect(throws: ProvisioningError.self) { try await occupied.put("d", [1], if: .always) }
        await #expect(throws: ProvisioningError.self) { try await occupied.delete("d") }
        #expect(try await occupied.get("d") == nil)
        #expect(try await occupied.list("").sorted() == ["d/x", "file"])
    }

    @Test func followsALinkedDirectoryAndSkipsDanglingLinks() async throws {
        let directory = try TemporaryDirectory()
        let store = FileObjectStore(root: directory.path, identifiers: CountingIdentifiers())
        try await store.put("real/x", [1], if: .always)
        try FileManager.default.createSymbolicLink(atPath: directory.path + "/gone", withDestinationPath: "/no/such")
        try FileManager.default.createSymbolicLink(atPath: directory.path + "/linked", withDestinationPath: "real")
        #expect(try await store.list("") == ["linked/x", "real/x"])
        #expect(try await store.get("linked/x") == [1])
    }
}
