import OrderedJSON
import ProvisionCommands
import ProvisioningTestSupport
import Testing

/// Whole commands against moto.
@Suite(.enabled(if: LabPython.find() != nil, Comment(rawValue: LabPython.absence)))
struct MotoCommandTests {
    /// Starts moto, gives a harness that speaks to it, and stops it.
    static func withMoto(
        _ configuration: String = CommandHarness.standardConfiguration, _ body: (CommandHarness) async throws -> Void
    ) async throws {
        let moto = try MotoServer(try #require(LabPython.find()))
        defer { moto.stop() }
        try await body(
            try CommandHarness(
                configuration,
                variables: [
                    "AWS_ENDPOINT_URL": moto.url, "AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test",
                ]))
    }

    @Test func deploysShowsChangesAndDestroys() async throws {
        try await Self.withMoto { harness in
            let plan = await harness.run("plan --env dev --detailed-exitcode")
            #expect(plan.code == 2, "\(plan.error)")
            #expect(plan.output.contains("10 to create"))
            #expect(!harness.exists(".pulumi"))

            let applied = await harness.run("apply --env dev --yes --json --verbose --reason first")
            #expect(applied.code == 0, "\(applied.error) \(applied.output)")
            #expect(applied.summary["status"]?.string == "completed")
            #expect(applied.summary["changes"]?["create"]?.int == 10)
            #expect(applied.summary["outputs"]?["url"]?.string?.contains("/_aws/execute-api/") == true)
            #expect(applied.error.contains("hosts contacted: 127.0.0.1"))
            let requests = applied.error.split(separator: "\n").filter { $0.contains("answered") }.count
            #expect(requests <= 13)
            let deployment = try #require(applied.summary["deployment"]?.string)

            let again = await harness.run("apply --env dev --yes --json --verbose")
            #expect(again.summary["status"]?.string == "unchanged")
            #expect(again.summary["deployment"]?.string == deployment)
            #expect(!again.error.contains("answered"))

            let shown = await harness.run("status --deployment \(deployment) --json")
            #expect(shown.summary["status"]?.string == "completed")
            #expect(shown.summary["reason"]?.string == "first")
            #expect(await harness.run("status --deployment \(deployment)").output.contains("by tester"))
            #expect(await harness.run("status --env dev").output.contains("10 resources"))
            #expect(await harness.run("status --env dev --json").summary["resources"]?.int == 10)
            try await outputs(harness)
            try await state(harness)

            try harness.write("app/server.js", "require('http').createServer((q, r) => r.end('2')).listen(80)\n")
            let changed = await harness.run("plan --env dev --json")
            #expect(changed.summary["changes"]?["update"]?.int == 2, "\(changed.output)")
            let deployed = await harness.run(
                "deploy --component rest-api --provider aws --env development --yes --quiet")
            #expect(deployed.code == 0, "\(deployed.error)")
            #expect(deployed.error == "")

            let destroyed = await harness.run("destroy --env dev --yes --json")
            #expect(destroyed.summary["changes"]?["delete"]?.int == 10, "\(destroyed.output)")
            #expect(await harness.run("destroy --env dev --yes --json").summary["status"]?.string == "unchanged")
        }
    }

    private func outputs(_ harness: CommandHarness) async throws {
        let all = await harness.run("outputs --env dev")
        #expect(all.output.contains("functionName = shop-rest-api-development\n"))
        #expect(await harness.run("outputs functionName --env dev").output == "shop-rest-api-development\n")
        #expect(await harness.run("outputs functionName --env dev --json").output == "\"shop-rest-api-development\"\n")
        #expect(
            await harness.run("outputs --env dev --json").summary["outputs"]?["functionName"]?.string
                == "shop-rest-api-development")
        let unknown = await harness.run("outputs functionNam --env dev")
        #expect(unknown.code == 65)
        #expect(unknown.error.contains("did you mean functionName?"))
    }

    private func state(_ harness: CommandHarness) async throws {
        let exported = await harness.run("state export --env dev")
        let json = try JSONValue(parsing: exported.output)
        #expect(json["version"]?.int == 3)
        #expect(json["deployment"]?["resources"]?.array?.count == 12)
        #expect(await harness.run("state export --env dev --output state.json").code == 0)
        let written = try harness.text("state.json")
        #expect(written == exported.output)
        #expect(await harness.run("state verify --env dev").output.contains("sound, 12 resources"))
        #expect(await harness.run("state verify --env dev --json").lines.first?["sound"]?.bool == true)
    }

    @Test func asksOnATerminalAndTakesOnlyAYes() async throws {
        try await Self.withMoto { harness in
            let refused = await harness.run(["apply", "--env", "dev"], input: "y\n", isTerminal: true)
            #expect(refused.code == 130)
            #expect(refused.error.contains("NotConfirmed"))
            let applied = await harness.run(
                ["apply", "--env", "dev", "--color", "always"], input: "yes\n", isTerminal: true)
            #expect(applied.code == 0, "\(applied.error)")
            #expect(applied.error.contains("\u{1B}[32m"))
            let kept = await harness.run(["destroy", "--env", "dev"], input: "yes\n", isTerminal: true)
            #expect(kept.code == 130)
            let gone = await harness.run(["destroy", "--env", "dev"], input: "destroy-development\n", isTerminal: true)
            #expect(gone.code == 0, "\(gone.error)")
        }
    }

    @Test func secretsNeedTheirPassphraseAndAreNeverShown() async throws {
        let configuration = CommandHarness.standardConfiguration.replacing(
            "entry: server.js", with: "entry: server.js, environment: { DB: \"pg:${secrets.db}\" }")
        try await Self.withMoto(configuration) { harness in
            let passphrase = ["PULUMI_CONFIG_PASSPHRASE": "pass"]
            let missing = await harness.run(["apply", "--env", "dev", "--yes"], variables: passphrase)
            #expect(missing.code == 65)
            #expect(missing.error.contains("SecretMissing"))
            let locked = await harness.run(["secrets", "set", "db", "--env", "dev"], input: "hush-hush\n")
            #expect(locked.code == 65)
            #expect(locked.error.contains("MissingPassphrase"))
            let set = await harness.run(
                ["secrets", "set", "db", "--env", "dev", "--json"], input: "hush-hush\n", variables: passphrase)
            #expect(set.summary["status"]?.string == "completed", "\(set.error)")
            #expect(await harness.run("secrets list --env dev").output == "rest-api db\n")
            #expect(
                await harness.run("secrets list --env dev --json").summary["components"]?[0]?["names"]?[0]?.string
                    == "db")
            let unasked = await harness.run("apply --env dev --yes --verbose")
            #expect(unasked.code == 65)
            #expect(!unasked.error.contains("answered"))
            let applied = await harness.run(
                ["apply", "--env", "dev", "--yes", "--json", "--verbose"], variables: passphrase)
            #expect(applied.code == 0, "\(applied.output)")
            #expect(!applied.output.contains("hush") && !applied.error.contains("hush"))
            let plan = await harness.run(["plan", "--env", "dev", "--json"], variables: passphrase)
            #expect(plan.summary["status"]?.string == "unchanged", "\(plan.output)")
            let file = ".pulumi/stacks/shop-rest-api/aws-development.json"
            let stored = try harness.text(file)
            #expect(!stored.contains("hush"))
            #expect(stored.contains("1b47061264138c4ac30d75fd1eb44270"))
            #expect(await harness.run(["destroy", "--env", "dev", "--yes"], variables: passphrase).code == 0)
        }
    }

    @Test func severalComponentsGoSideBySide() async throws {
        let configuration = """
            project: shop
            components:
              one: { kind: rest, source: app, entry: server.js }
              two: { kind: rest, source: app, entry: missing.js }
            environments:
              development: { provider: aws, region: us-east-1 }

            """
        try await Self.withMoto(configuration) { harness in
            let half = await harness.run("apply --env dev --yes --json")
            #expect(half.code == 65)
            #expect(half.summary["status"]?.string == "failed")
            #expect(half.summary["components"]?[0]?["status"]?.string == "completed")
            #expect(half.summary["components"]?[1]?["error"] != nil)
            try harness.write("app/missing.js", "require('http').createServer((q, r) => r.end()).listen(80)\n")
            let whole = await harness.run("apply --env dev --yes")
            #expect(whole.code == 0, "\(whole.error)")
            #expect(whole.error.contains("two completed"))
            let ambiguous = await harness.run("outputs --env dev")
            #expect(ambiguous.code == 64)
            #expect(ambiguous.error.contains("one, two"))
        }
    }

    @Test func resourcesOfAnotherAccountAreNotTakenForGone() async throws {
        try await Self.withMoto { harness in
            #expect(await harness.run("apply --env dev --yes").code == 0)
            let file = ".pulumi/stacks/shop-rest-api/aws-development.json"
            let moved = try harness.text(file).replacing("123456789012", with: "999999999999")
            try harness.write(file, moved)
            for line in ["destroy --env dev --yes", "refresh --env dev", "apply --env dev --yes --refresh"] {
                let result = await harness.run(line)
                #expect(result.code == 77, "\(line): \(result.error)")
                #expect(result.error.contains("WrongAccount"))
                #expect(result.error.contains("999999999999") && result.error.contains("123456789012"))
                let kept = try harness.text(file)
                #expect(kept == moved)
            }
        }
    }

    @Test func anUnreachableCloudIsAnErrorWithAHost() async throws {
        let harness = try CommandHarness(
            variables: [
                "AWS_ENDPOINT_URL": "http://127.0.0.1:1", "AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test",
            ])
        let result = await harness.run("apply --env dev --yes")
        #expect(result.code == 1)
        #expect(result.error.contains("127.0.0.1"), "\(result.error)")
        let json = await harness.run("apply --env dev --yes --json")
        #expect(json.summary["failures"]?.array?.isEmpty == false)
        #expect(await harness.run("status --env dev").output.contains("failed"))
    }
}
