import FoundationEssentials
import Glibc
import OrderedJSON
import ProvisioningDomain
import ProvisioningTestSupport
import PulumiStateExport
import Testing

/// The Python with jsonschema and pulumi-crypto: `LAB_PYTHON`, else `.venv-lab/bin/python`.
enum Lab {
    static let python: String? = {
        let candidates = [
            ProcessInfo.processInfo.environment["LAB_PYTHON"], Reference.packageRoot + "/.venv-lab/bin/python",
        ]
        let found = candidates.compactMap { $0 }.first { FileManager.default.isExecutableFile(atPath: $0) }
        if found == nil { print("SKIPPED: no lab Python; set LAB_PYTHON or make .venv-lab") }
        return found
    }()

    /// Runs a script with JSON as `sys.argv[1]` (a file) and returns what it printed.
    static func run(_ script: String, _ input: [UInt8]) throws -> String {
        let directory = try TemporaryDirectory()
        try Data(script.utf8).write(to: URL(filePath: directory.path + "/script.py"))
        try Data(input).write(to: URL(filePath: directory.path + "/input.json"))
        let command = "cd '\(directory.path)' && '\(python ?? "python3")' script.py input.json > output 2>&1"
        _ = unsafe system(command)
        return String(decoding: try Data(contentsOf: URL(filePath: directory.path + "/output")), as: UTF8.self)
    }
}

@Suite struct LabTests {
    private let stack = StackReference(project: "semantest-rest-api", stack: "aws-production")

    private func export(passphrase: String, secret: PropertyValue) async throws -> [UInt8] {
        let backend = makeBackend(InMemoryObjectStore(), environment: ["PULUMI_CONFIG_PASSPHRASE": passphrase])
        let lock = try await backend.lock(stack)
        var snapshot = StateBackendContract.snapshot()
        snapshot.resources[3].inputs["token"] = .secret(secret)
        snapshot.pendingOperations = [PendingOperation(resource: snapshot.resources[2], kind: .updating)]
        try await backend.save(snapshot, lock: lock)
        return try #require(try await backend.exportDeployment(stack))
    }

    /// The published schema forbids `created` and `modified` although Pulumi writes them, so they are taken off.
    @Test(.enabled(if: Lab.python != nil && Reference.isThere))
    func exportsFitPulumisSchema() async throws {
        let script = """
            import json, sys, jsonschema, referencing
            from jsonschema import Draft202012Validator
            base = "\(Reference.root)/reference/pulumi/schemas/"
            schemas = {n: json.load(open(base + n + ".json")) for n in ("deployments", "resources", "property-values")}
            registry = referencing.Registry().with_resources(
                [(s["$id"], referencing.Resource.from_contents(s)) for s in schemas.values()])
            document = json.load(open(sys.argv[1]))
            deployment = document["deployment"]
            for r in deployment["resources"] + [o["resource"] for o in deployment.get("pending_operations", [])]:
                r.pop("created", None); r.pop("modified", None)
            errors = list(Draft202012Validator(schemas["deployments"], registry=registry).iter_errors(document))
            print(document["version"], len(deployment["resources"]), [e.message for e in errors])
            deployment["resources"][0]["unheard"] = 1
            print(len(list(Draft202012Validator(schemas["deployments"], registry=registry).iter_errors(document))) > 0)
            """
        let output = try Lab.run(script, try await export(passphrase: "correct horse", secret: "x"))
        #expect(output == "3 4 []\nTrue\n")
    }

    @Test(.enabled(if: Lab.python != nil))
    func pulumiCryptoOpensOurSecrets() async throws {
        let script = """
            import json, sys
            from pulumi_crypto import PassphraseCipher
            deployment = json.load(open(sys.argv[1]))["deployment"]
            cipher = PassphraseCipher("correct horse", deployment["secrets_providers"]["state"]["salt"])
            print(json.loads(cipher.decrypt(deployment["resources"][3]["inputs"]["token"]["ciphertext"])) == {"a": ["<é>", 1.5]})
            """
        let output = try Lab.run(
            script, try await export(passphrase: "correct horse", secret: ["a": ["<é>", .number(1.5)]]))
        #expect(output == "True\n")
    }

    /// And the other way round: a salt and a secret that pulumi-crypto made.
    @Test(.enabled(if: Lab.python != nil))
    func weOpenWhatPulumiCryptoMade() throws {
        let script = """
            import json
            from pulumi_crypto import PassphraseCipher
            cipher = PassphraseCipher("correct horse")
            print(json.dumps({"salt": cipher.salt_state, "secret": cipher.encrypt('"hunter2"')}))
            """
        let made = try JSONValue(parsing: Lab.run(script, []))
        let manager = try PassphraseSecretsManager.open(
            encryptionSalt: made["salt"]?.string ?? "", passphrase: "correct horse", identifiers: CountingIdentifiers())
        #expect(try manager.decrypt(made["secret"]?.string ?? "") == "\"hunter2\"")
    }
}
