import ProvisioningDomain
import ProvisioningTestSupport
import PulumiStateExport
import Testing

@Suite struct StoreContractTests {
    @Test(arguments: ObjectStoreContract.allCases)
    func inMemory(promise: ObjectStoreContract) async throws {
        try await promise.verify(InMemoryObjectStore())
    }

    @Test(arguments: ObjectStoreContract.allCases)
    func files(promise: ObjectStoreContract) async throws {
        let directory = try TemporaryDirectory()
        try await promise.verify(FileObjectStore(root: directory.path + "/new/", identifiers: CountingIdentifiers()))
    }

    @Test(arguments: StateBackendContract.allCases)
    func inMemory(promise: StateBackendContract) async throws {
        try await promise.verify(InMemoryStateBackend())
    }

    @Test(arguments: StateBackendContract.allCases)
    func diy(promise: StateBackendContract) async throws {
        try await promise.verify(makeBackend(InMemoryObjectStore()))
    }

    @Test func diyOverFiles() async throws {
        let directory = try TemporaryDirectory()
        for promise in StateBackendContract.allCases {
            let identifiers = CountingIdentifiers()
            let store = FileObjectStore(root: "\(directory.path)/\(promise.rawValue)", identifiers: identifiers)
            try await promise.verify(makeBackend(store, configurations: store, identifiers: identifiers))
        }
    }
}
