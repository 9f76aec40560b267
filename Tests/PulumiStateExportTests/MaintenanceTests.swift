import OrderedJSON
import ProvisioningDomain
import ProvisioningTestSupport
import PulumiStateExport
import Testing

@Suite struct MaintenanceTests {
    private let stack = StackReference(project: "semantest-rest-api", stack: "aws-production")
    private let key = ".pulumi/stacks/semantest-rest-api/aws-production.json"

    private func filled(_ store: InMemoryObjectStore) async throws -> DIYStateBackend {
        let backend = makeBackend(store)
        let lock = try await backend.lock(stack)
        var snapshot = StateBackendContract.snapshot()
        snapshot.resources[3].inputs["token"] = .secret("hunter2")
        snapshot.pendingOperations = [PendingOperation(resource: snapshot.resources[3], kind: .updating)]
        try await backend.save(snapshot, lock: lock)
        try await backend.unlock(lock)
        return backend
    }

    @Test func exportsAndImports() async throws {
        let backend = try await filled(InMemoryObjectStore())
        let export = try #require(try await backend.exportDeployment(stack))
        let text = String(decoding: export, as: UTF8.self)
        #expect(
            text.hasPrefix("{\n    \"version\": 3,\n    \"deployment\": {\n        \"manifest\"")
                && text.hasSuffix("}\n"))
        #expect(!text.contains("hunter2") && text.contains("<a>&b"))
        let store = InMemoryObjectStore()
        let other = makeBackend(store)
        let lock = try await other.lock(stack)
        try await other.importDeployment(export, lock: lock)
        let imported = try #require(try await other.load(stack))
        #expect(imported.resources == (try await backend.load(stack))?.resources)
        #expect(imported.pendingOperations.isEmpty)
        #expect(try await makeBackend(InMemoryObjectStore()).exportDeployment(stack) == nil)
    }

    @Test func importEncryptsPlainSecrets() async throws {
        let urn = "urn:pulumi:aws-production::semantest-rest-api::a:b:C::r"
        let export =
            #"{"version":3,"deployment":{"manifest":{"magic":"","version":""},"secrets_providers":{"type":"passphrase","state":{"salt":"#
            + #""\#(PassphraseTests.vectors[0].encryptionSalt)"}},"resources":[{"urn":"\#(urn)","custom":true,"id":"r","type":"a:b:C","#
            + #""inputs":{"s":{"4dabf18193072939515e22adb298388d":"1b47061264138c4ac30d75fd1eb44270","plaintext":"\"x\""}}}]}}"#
        let store = InMemoryObjectStore()
        let backend = makeBackend(store)
        let lock = try await backend.lock(stack)
        try await backend.importDeployment(Array(export.utf8), lock: lock)
        #expect(
            try #require(store.text(key)).contains("ciphertext")
                && !(try #require(store.text(key))).contains("plaintext"))
        #expect(try await backend.load(stack)?.resources[0].inputs["s"] == .secret("x"))
    }

    @Test(arguments: [
        (
            #"{"version":3,"deployment":{"manifest":{"magic":"","version":""},"resources":[{"urn":"urn:pulumi:other::semantest-rest-api::a:b:C::r","type":"a:b:C"}]}}"#,
            "OtherStack"
        ),
        (
            #"{"version":3,"deployment":{"manifest":{"magic":"","version":""},"resources":[{"urn":"urn:pulumi:aws-production::other::a:b:C::r","type":"a:b:C"}]}}"#,
            "OtherStack"
        ),
        (#"{"version":3,"deployment":{"manifest":{"magic":"1","version":""}}}"#, "StateIntegrity"),
        (
            #"{"version":3,"deployment":{"manifest":{"magic":"","version":""},"resources":[{"urn":"nonsense","type":"a:b:C"}]}}"#,
            "StateIntegrity"
        ),
        (#"{"version":0,"checkpoint":{"stack":"s"}}"#, "MalformedState"), ("[", "MalformedState"),
    ])
    func refusesBadImports(text: String, code: String) async throws {
        let store = InMemoryObjectStore()
        let backend = makeBackend(store)
        let lock = try await backend.lock(stack)
        let error = await #expect(throws: ProvisioningError.self) {
            try await backend.importDeployment(Array(text.utf8), lock: lock)
        }
        #expect(error?.code == code)
        #expect(store.objects[key] == nil)
    }

    @Test func verifies() async throws {
        let store = InMemoryObjectStore()
        let backend = try await filled(store)
        let good = try #require(try await backend.verify(stack))
        #expect(good.violations.isEmpty && good.resourceCount == 4 && good.pendingOperationCount == 1)
        #expect(
            good.producer == "semantest-provision/1.2.3" && good.secretsProvider == "passphrase" && good.locks.isEmpty)
        _ = try await backend.lock(stack)
        let text = try #require(store.text(key)).replacing(
            "semantest-provision/1.2.3", with: "semantest-provision/1.2.4")
        try await store.put(key, Array(text.utf8), if: .always)
        let bad = try #require(try await backend.verify(stack))
        #expect(bad.violations.count == 1 && bad.locks.count == 1)
        #expect(try await makeBackend(InMemoryObjectStore()).verify(stack) == nil)
    }

    @Test func listsStacks() async throws {
        let store = InMemoryObjectStore([
            ".pulumi/meta.yaml": [], ".pulumi/stacks/b/x.json": [], ".pulumi/stacks/b/x.json.bak": [],
            ".pulumi/stacks/a/y.json.gz": [], ".pulumi/stacks/a/y.pulumi-tags": [], ".pulumi/stacks/z.json": [],
            ".pulumi/history/b/x/x-1.history.json": [],
        ])
        #expect(try await makeBackend(store).stacks().map(\.description) == ["organization/a/y", "organization/b/x"])
    }

    @Test func keepsTheUsersSecrets() async throws {
        let configurations = InMemoryObjectStore()
        let backend = makeBackend(InMemoryObjectStore(), configurations: configurations)
        let secrets = backend.secrets
        #expect(try await secrets.secretNames(of: stack).isEmpty)
        #expect(try await secrets.secret("database_url", of: stack) == nil)
        try await backend.setSecret("database_url", "postgres://u:p@h/d", of: stack)
        try await backend.setSecret("api_key", "é\n", of: stack)
        try await secrets.configure(stack, ["aws:region": "us-east-1", "semantest-rest-api:plain": "v"])
        try await secrets.configure(stack, ["aws:region": "eu-west-1"])
        #expect(try await secrets.secretNames(of: stack) == ["api_key", "database_url"])
        #expect(try await secrets.secret("database_url", of: stack) == "postgres://u:p@h/d")
        #expect(try await secrets.secret("api_key", of: stack) == "é\n")
        #expect(try await secrets.secret("plain", of: stack) == "v")
        let text = try #require(configurations.text("pulumi/semantest-rest-api/Pulumi.aws-production.yaml"))
        #expect(text.hasPrefix("encryptionsalt: v1:") && text.contains("\n  aws:region: us-east-1\n"))
        #expect(text.contains("\n  semantest-rest-api:database_url:\n    secure: v1:") && !text.contains("postgres"))
        let manager = try await backend.secretsManager(of: stack)
        #expect(try manager.decrypt(manager.encrypt("x")) == "x")
    }

    @Test func withoutPassphraseNoSecretIsSet() async throws {
        let configurations = InMemoryObjectStore()
        let backend = makeBackend(InMemoryObjectStore(), configurations: configurations, environment: [:])
        let error = await #expect(throws: ProvisioningError.self) { try await backend.setSecret("a", "b", of: stack) }
        #expect(error?.code == "MissingPassphrase")
        #expect(configurations.objects.isEmpty)
    }

    @Test func anotherSecretsProviderOfTheConfigurationIsRefused() async throws {
        let configurations = InMemoryObjectStore([
            "pulumi/semantest-rest-api/Pulumi.aws-production.yaml": Array("secretsprovider: awskms://k\n".utf8)
        ])
        let backend = makeBackend(InMemoryObjectStore(), configurations: configurations)
        let error = await #expect(throws: ProvisioningError.self) { try await backend.setSecret("a", "b", of: stack) }
        #expect(error?.code == "UnsupportedSecretsProvider")
    }
}
