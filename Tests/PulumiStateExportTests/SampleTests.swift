import OrderedJSON
import ProvisioningDomain
import ProvisioningTestSupport
import PulumiStateExport
import Testing

/// Pulumi's own checkpoints and our example, from the shared reference; skipped without it.
@Suite(.enabled(if: Reference.isThere, "no reference data; set SEMANTEST_SHARED"))
struct SampleTests {
    private let locked = SnapshotCodec(.locked(PassphraseSource.missing))

    @Test(arguments: ["v0", "v1", "v3", "v4", "secrets"])
    func readsAndKeepsPulumisCheckpoints(name: String) throws {
        let bytes = try Reference.bytes("samples/checkpoint-\(name).json")
        let envelope = try StateEnvelope(parsing: bytes)
        let deployment = try #require(envelope.deployment)
        #expect(envelope.features == (name == "v4" ? ["refreshBeforeUpdate"] : []))
        let stack = StackReference(project: "countdown", stack: "foo")
        let snapshot = try locked.decode(deployment, stack: stack)
        #expect(!snapshot.resources.isEmpty)
        let manifest = try #require(deployment["manifest"])
        let written = try locked.encode(
            snapshot, over: deployment, manifest: manifest, secretsProvider: deployment["secrets_providers"])
        #expect(
            written["resources"]?.text(JSONFormat(escapesHTML: true))
                == deployment["resources"]?.text(JSONFormat(escapesHTML: true)))
        if !["v0", "v1"].contains(name) {
            // Every text of the file comes back as it was, escapes included.
            let original = try JSONValue(parsing: bytes).text(JSONFormat(escapesHTML: true))
            let own = String(decoding: envelope.checkpointBytes(), as: UTF8.self)
            #expect(own == original + "\n")
        }
    }

    @Test func refusesAnUnknownFeature() throws {
        let bytes = try Reference.bytes("samples/checkpoint-v4-unsupported-feature.json")
        let error = try #require(throws: ProvisioningError.self) { try StateEnvelope(parsing: bytes) }
        #expect(error.code == "UnsupportedStateFeature" && error.message.contains("unsupported-feature"))
    }

    @Test func theExampleIsOursToTheByte() async throws {
        let bytes = try Reference.bytes("samples/example-aws-diy-checkpoint.json")
        let envelope = try StateEnvelope(parsing: bytes)
        #expect(IntegrityCheck.violations(in: envelope.deployment) == [])
        #expect(
            String(decoding: envelope.checkpointBytes().dropLast(), as: UTF8.self)
                == String(decoding: bytes, as: UTF8.self))
        let export = try Reference.bytes("samples/example-aws-export.json")
        let own = String(decoding: try StateEnvelope(parsing: export).exportBytes().dropLast(), as: UTF8.self)
        #expect(own == String(decoding: export, as: UTF8.self))
        let stack = StackReference(project: "hello", stack: "dev")
        let store = InMemoryObjectStore([".pulumi/stacks/hello/dev.json": bytes])
        let backend = makeBackend(store)
        let snapshot = try #require(try await backend.load(stack))
        let lock = try await backend.lock(stack)
        try await backend.save(snapshot, lock: lock)
        let resources = try store.json(".pulumi/stacks/hello/dev.json")?["checkpoint"]?["latest"]?["resources"]
        #expect(resources?.text() == envelope.deployment?["resources"]?.text())
    }

    @Test func passphraseVectors() throws {
        let vectors = try JSONValue(parsing: Reference.bytes("vectors/passphrase.json")).array ?? []
        #expect(vectors.count == 3)
        for vector in vectors {
            let manager = try PassphraseSecretsManager.open(
                encryptionSalt: vector["encryptionsalt"]?.string ?? "", passphrase: vector["passphrase"]?.string ?? "",
                identifiers: CountingIdentifiers())
            for (plaintext, ciphertext) in vector["plaintextJSON_to_ciphertext"]?.object ?? JSONObject() {
                #expect(try manager.decrypt(ciphertext.string ?? "") == plaintext)
            }
        }
    }
}
