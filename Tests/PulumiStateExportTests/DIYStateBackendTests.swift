import OrderedJSON
import ProvisioningDomain
import ProvisioningTestSupport
import PulumiStateExport
import Testing

@Suite struct DIYStateBackendTests {
    private let stack = StackReference(project: "semantest-rest-api", stack: "aws-production")
    private let key = ".pulumi/stacks/semantest-rest-api/aws-production.json"
    private let yaml = "pulumi/semantest-rest-api/Pulumi.aws-production.yaml"

    private func save(_ snapshot: StackSnapshot, _ backend: DIYStateBackend) async throws {
        let lock = try await backend.lock(snapshot.stack)
        try await backend.save(snapshot, lock: lock)
        try await backend.unlock(lock)
    }

    private func withSecret() -> StackSnapshot {
        var snapshot = StateBackendContract.snapshot()
        snapshot.resources[3].inputs["token"] = .secret("hunter2")
        return snapshot
    }

    @Test func writesPulumisLayout() async throws {
        let store = InMemoryObjectStore()
        try await save(StateBackendContract.snapshot(), makeBackend(store))
        #expect(store.text(".pulumi/meta.yaml") == "version: 1\n")
        #expect(Set(store.objects.keys) == [".pulumi/meta.yaml", key])
        let document = try #require(try store.json(key))
        #expect(document["version"]?.int == 3)
        #expect(document["checkpoint"]?["stack"]?.string == "organization/semantest-rest-api/aws-production")
        let latest = try #require(document["checkpoint"]?["latest"])
        #expect(latest.object?.keys == ["manifest", "resources", "metadata"])
        #expect(latest["manifest"]?["version"]?.string == "semantest-provision/1.2.3")
        #expect(latest["manifest"]?["time"]?.string == "2026-11-22T10:00:00.000000001Z")
        let text = try #require(store.text(key))
        #expect(!text.contains(": ") && text.hasSuffix("}\n") && text.contains(#"\u003ca\u003e\u0026b"#))
        #expect(!text.contains("\"delete\"") && !text.contains("\"inputs\":{}"))
    }

    @Test func aPendingOperationMayChangeWhileItIsPending() async throws {
        let backend = makeBackend(InMemoryObjectStore())
        var snapshot = StateBackendContract.snapshot()
        snapshot.pendingOperations = [PendingOperation(resource: snapshot.resources[3], kind: .updating)]
        try await save(snapshot, backend)
        snapshot.pendingOperations[0].resource.initErrors = ["half done"]
        try await save(snapshot, backend)
        #expect(try await backend.load(stack)?.pendingOperations == snapshot.pendingOperations)
    }

    @Test func untouchedResourcesKeepTheirBytes() async throws {
        let store = InMemoryObjectStore()
        let role =
            #"{"urn":"urn:pulumi:aws-production::semantest-rest-api::aws:iam/role:Role::r","custom":true,"id":"r","#
            + #""type":"aws:iam/role:Role","inputs":{"b":1.0,"a":"<&>","name":"r"},"#
            + #""outputs":{"__pulumi_raw_state_delta":{"obj":{}},"z":{"4dabf18193072939515e22adb298388d":"new","x":1},"name":"r"},"#
            + #""taint":true,"created":"2026-11-22T10:00:00.120Z","future":[1]}"#
        let other = role.replacing("::r\"", with: "::s\"").replacing(#""id":"r""#, with: #""id":"s""#)
        let text =
            #"{"version":4,"features":["taint"],"checkpoint":{"stack":"","latest":{"manifest":{"time":"2026-11-22T10:00:00Z","#
            + #""magic":"","version":"","plugins":[{"name":"aws"}]},"resources":[\#(role),\#(other)],"metadata":{},"extensions":{"k":1}}}}"#
        try await store.put(".pulumi/meta.yaml", Array("version: 1".utf8), if: .always)
        try await store.put(key, Array(text.utf8), if: .always)
        let backend = makeBackend(store)
        var snapshot = try #require(try await backend.load(stack))
        snapshot.resources[1].inputs["name"] = "changed"
        try await save(snapshot, backend)
        let written = try #require(store.text(key))
        #expect(written.contains(role + ","))
        #expect(written.hasPrefix(#"{"version":4,"features":["taint"],"#))
        #expect(written.contains(#""plugins":[{"name":"aws"}]"#) && written.contains(#""extensions":{"k":1}"#))
        let changed = try #require(try store.json(key))["checkpoint"]?["latest"]?["resources"]?[1]
        #expect(changed?["outputs"]?["__pulumi_raw_state_delta"] == nil)
        #expect(changed?["outputs"]?["z"] == [PropertySignature.key: "new", "x": 1])
        #expect(changed?["future"] == [1] && changed?["taint"]?.bool == true)
        #expect(changed?["inputs"]?.object?.keys == ["a", "b", "name"])
        #expect(store.text(key + ".bak") == text)
    }

    @Test func theSaltStandsInBothFiles() async throws {
        let store = InMemoryObjectStore()
        let configurations = InMemoryObjectStore([yaml: Array("# mine\nconfig:\n  aws:region: us-east-1\n".utf8)])
        let backend = makeBackend(store, configurations: configurations)
        try await save(withSecret(), backend)
        let text = try #require(store.text(key))
        #expect(!text.contains("hunter2"))
        let salt = try #require(
            try store.json(key)?["checkpoint"]?["latest"]?["secrets_providers"]?["state"]?["salt"]?.string)
        #expect(
            configurations.text(yaml) == "encryptionsalt: \(salt)\n# mine\nconfig:\n  aws:region: us-east-1\n")
        // A second process reads it; a save without a change keeps the ciphertext.
        let other = makeBackend(store, configurations: configurations)
        #expect(try await other.load(stack) == withSecret())
        try await save(withSecret(), other)
        let resources = try store.json(key)?["checkpoint"]?["latest"]?["resources"]
        #expect(resources == (try JSONValue(parsing: text))["checkpoint"]?["latest"]?["resources"])
    }

    @Test func theSaltOfAnExistingFileIsTaken() async throws {
        let salt = PassphraseTests.vectors[0].encryptionSalt
        let configurations = InMemoryObjectStore([yaml: Array("encryptionsalt: \(salt)\n".utf8)])
        let store = InMemoryObjectStore()
        let backend = makeBackend(store, configurations: configurations)
        try await save(StateBackendContract.snapshot(), backend)
        func written() throws -> String? {
            try store.json(key)?["checkpoint"]?["latest"]?["secrets_providers"]?["state"]?["salt"]?.string
        }
        #expect(try written() == salt)
        try await save(withSecret(), backend)
        #expect(try written() == salt)
        try await configurations.delete(yaml)
        try await save(withSecret(), backend)
        #expect(configurations.text(yaml) == "encryptionsalt: \(salt)\n")
    }

    @Test func withoutPassphraseSecretsStaySealed() async throws {
        let store = InMemoryObjectStore()
        try await save(withSecret(), makeBackend(store))
        let before = try #require(try store.json(key)?["checkpoint"]?["latest"]?["resources"])
        let backend = makeBackend(store, environment: [:])
        var snapshot = try #require(try await backend.load(stack))
        guard case .sealed = snapshot.resources[3].inputs["token"] else {
            Issue.record("the secret is not sealed")
            return
        }
        snapshot.resources[3].outputs["publish"] = true
        try await save(snapshot, backend)
        let after = try #require(try store.json(key)?["checkpoint"]?["latest"]?["resources"])
        #expect(after[3]?["inputs"]?["token"] == before[3]?["inputs"]?["token"])
        snapshot.resources[3].inputs["more"] = .secret("x")
        let lock = try await backend.lock(stack)
        let sealed = snapshot
        let error = await #expect(throws: ProvisioningError.self) { try await backend.save(sealed, lock: lock) }
        #expect(error?.code == "MissingPassphrase" && error?.category == .configuration)
    }

    @Test func aWrongPassphraseIsRefusedWhereThereAreSecrets() async throws {
        let store = InMemoryObjectStore()
        try await save(withSecret(), makeBackend(store))
        let backend = makeBackend(store, environment: ["PULUMI_CONFIG_PASSPHRASE": "wrong"])
        let error = await #expect(throws: ProvisioningError.self) { try await backend.load(stack) }
        #expect(error?.code == "WrongPassphrase")
    }

    @Test func readsAFreshStackOfPulumi() async throws {
        let store = InMemoryObjectStore([
            ".pulumi/meta.yaml": Array("version: 1\n".utf8),
            key: Array(#"{"version":0,"checkpoint":{"stack":"organization/semantest-rest-api/aws-production"}}"#.utf8),
        ])
        let backend = makeBackend(store)
        #expect(try await backend.load(stack) == StackSnapshot(stack: stack))
        try await save(StateBackendContract.snapshot(), backend)
        #expect(try await backend.load(stack) == StateBackendContract.snapshot())
    }

    @Test(arguments: [
        (".pulumi/meta.yaml", "version: 2\n", "UnsupportedBackend"),
        (".pulumi/meta.yaml", "version: 0\n", "UnsupportedBackend"),
        (".pulumi/meta.yaml", "", "UnsupportedBackend"), (".pulumi/stacks/dev.json", "{}", "LegacyBackend"),
        (".pulumi/stacks/semantest-rest-api/aws-production.json.gz", "x", "CompressedState"),
        (".pulumi/stacks/semantest-rest-api/aws-production.json.zst", "x", "CompressedState"),
        (".pulumi/stacks/semantest-rest-api/aws-production.json", "{", "MalformedState"),
        (".pulumi/stacks/semantest-rest-api/aws-production.json", #"{"version":9,"checkpoint":{}}"#, "StateTooNew"),
        (
            ".pulumi/stacks/semantest-rest-api/aws-production.json",
            #"{"version":3,"checkpoint":{"latest":{"manifest":{"magic":"x","version":""}}}}"#, "StateIntegrity"
        ),
    ])
    func refusesWhatItCannotKeep(key: String, text: String, code: String) async throws {
        let backend = makeBackend(InMemoryObjectStore([key: Array(text.utf8)]))
        let error = await #expect(throws: ProvisioningError.self) { try await backend.load(stack) }
        #expect(error?.code == code, "\(String(describing: error))")
    }

    @Test func refusesCompressedContent() async throws {
        let backend = makeBackend(InMemoryObjectStore([key: [0x1F, 0x8B, 8]]))
        let error = await #expect(throws: ProvisioningError.self) { try await backend.lock(stack) }
        #expect(error?.code == "CompressedState")
    }

    @Test func otherSecretsProvidersStaySealed() async throws {
        let resource =
            #"{"urn":"urn:pulumi:aws-production::semantest-rest-api::a:b:C::r","custom":true,"id":"r","type":"a:b:C","inputs":{"s":"#
            + #"{"4dabf18193072939515e22adb298388d":"1b47061264138c4ac30d75fd1eb44270","ciphertext":"v1:x"}}}"#
        let text =
            #"{"version":3,"checkpoint":{"latest":{"manifest":{"magic":"","version":""},"secrets_providers":"#
            + #"{"type":"cloud","state":{"url":"awskms://k"}},"resources":[\#(resource)]}}}"#
        let store = InMemoryObjectStore([key: Array(text.utf8)])
        let backend = makeBackend(store)
        var snapshot = try #require(try await backend.load(stack))
        #expect(snapshot.resources[0].inputs["s"] == .sealed("v1:x"))
        try await save(snapshot, backend)
        #expect(try store.json(key)?["checkpoint"]?["latest"]?["secrets_providers"]?["type"]?.string == "cloud")
        snapshot.resources[0].inputs["t"] = .secret("x")
        let lock = try await backend.lock(stack)
        let sealed = snapshot
        let error = await #expect(throws: ProvisioningError.self) { try await backend.save(sealed, lock: lock) }
        #expect(error?.code == "UnsupportedSecretsProvider")
    }

    /// A failure at any request of a save leaves the old state or the new one, and the next save succeeds.
    @Test(arguments: 0..<12)
    func anInterruptedSaveLosesNothing(failing: Int) async throws {
        let store = InMemoryObjectStore()
        let backend = makeBackend(store)
        try await save(StateBackendContract.snapshot(), backend)
        let lock = try await backend.lock(stack)
        var changed = StateBackendContract.snapshot()
        changed.resources[3].outputs["publish"] = true
        let count = LockedBox(0)
        store.setHook { _, _ in
            let number = count.withLock { count in
                count += 1
                return count - 1
            }
            if number == failing { throw ProvisioningError(.operation, code: "Killed", "the store failed") }
        }
        do {
            try await backend.save(changed, lock: lock)
        } catch {
            #expect((error as? ProvisioningError)?.code == "Killed")
        }
        store.setHook(nil)
        let state = try await backend.load(stack)
        #expect(state == changed || state == StateBackendContract.snapshot())
        try await backend.save(changed, lock: lock)
        #expect(try await backend.load(stack) == changed)
    }

    @Test func theBackupStandsBeforeTheNewState() async throws {
        let store = InMemoryObjectStore()
        let backend = makeBackend(store)
        try await save(StateBackendContract.snapshot(), backend)
        let begin = store.operations.count
        try await save(withSecret(), backend)
        let operations = store.operations[begin...]
        let copy = try #require(operations.firstIndex(of: "copy \(key)"))
        let put = try #require(operations.firstIndex(of: "put \(key)"))
        #expect(copy < put && !operations.contains("delete \(key)"))
    }

    @Test func historyIsPulumis() async throws {
        let store = InMemoryObjectStore()
        let configurations = InMemoryObjectStore([
            yaml: Array("config:\n  aws:region: us-east-1\n  p:t:\n    secure: v1:a:b\n".utf8)
        ])
        let backend = makeBackend(store, configurations: configurations)
        let lock = try await backend.lock(stack)
        try await backend.save(StateBackendContract.snapshot(), lock: lock)
        let update = UpdateRecord(
            kind: .update, startedAt: Timestamp(seconds: 1), endedAt: Timestamp(seconds: 2), succeeded: false,
            message: "why", resourceChanges: ["same": 1, "create": 2])
        try await backend.record(update, lock: lock)
        let prefix = ".pulumi/history/semantest-rest-api/aws-production/aws-production-1795341600000000001"
        #expect(
            store.text(prefix + ".history.json")
                == #"{"kind":"update","startTime":1,"message":"why","environment":{"exec.agent":"semantest-provision"},"#
                + #""config":{"aws:region":"us-east-1","p:t":{"secure":"v1:a:b"}},"version":0,"result":"failed","endTime":2,"#
                + #""resourceChanges":{"create":2,"same":1}}"# + "\n")
        #expect(store.objects[prefix + ".checkpoint.json"] == store.objects[key])
    }
}
