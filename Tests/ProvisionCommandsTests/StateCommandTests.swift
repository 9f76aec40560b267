import OrderedJSON
import ProvisionCommands
import ProvisioningTestSupport
import Testing

@Suite struct StateCommandTests {
    private static let locks = ".pulumi/locks/organization/shop-rest-api/aws-development"
    private static let lock =
        #"{"pid":7,"username":"bob","hostname":"elsewhere","timestamp":"2026-01-01T00:00:00Z"}"#

    /// A deployment with one resource beside the stack.
    private static func export(project: String = "shop-rest-api") -> String {
        """
        {"version":3,"deployment":{"manifest":{"time":"2026-01-01T00:00:00Z","magic":"e0d2747b9ab7abb6eb65e0373fa1b428a28bd6d8a2380106dcc080f58005ee14","version":"v3"},"resources":[
        {"urn":"urn:pulumi:aws-development::\(project)::pulumi:pulumi:Stack::\(project)-aws-development",
        "custom":false,"type":"pulumi:pulumi:Stack"}]}}
        """
    }

    @Test func unlockShowsTheHolderAndAsks() async throws {
        let harness = try CommandHarness()
        try harness.write(".pulumi/meta.yaml", "version: 1\n")
        try harness.write("\(Self.locks)/1.json", Self.lock)
        let unconfirmed = await harness.run("state unlock --env dev")
        #expect(unconfirmed.code == 64)
        #expect(unconfirmed.output.contains("bob@elsewhere (pid 7) since 2026-01-01"))
        let refused = await harness.run(["state", "unlock", "--env", "dev"], input: "yes\n", isTerminal: true)
        #expect(refused.code == 130)
        #expect(harness.exists("\(Self.locks)/1.json"))
        let json = await harness.run("state unlock --env dev --yes --json")
        #expect(json.code == 0)
        #expect(json.lines.first?["user"]?.string == "bob")
        #expect(json.summary["removed"]?.int == 1)
        #expect(!harness.exists("\(Self.locks)/1.json"))
        let nothing = await harness.run("state unlock --env dev")
        #expect(nothing.code == 0)
        #expect(nothing.error.contains("is not locked"))
        #expect(await harness.run("state unlock --env dev --json").summary["status"]?.string == "unchanged")
    }

    @Test func importIsUnderTheLockAndKeepsWhatWasThere() async throws {
        let harness = try CommandHarness()
        try harness.write("export.json", Self.export())
        let made = await harness.run("state import --file export.json --env dev --yes")
        #expect(made.code == 0, "\(made.error)")
        #expect(made.error.contains("holds 1 resources"))
        #expect(await harness.run("state verify --env dev").output.contains("sound, 1 resources"))
        #expect(!harness.exists("\(Self.locks)/1.json"))

        let piped = await harness.run(
            ["state", "import", "--file", "-", "--env", "dev", "--json"], input: Self.export(), isTerminal: true)
        #expect(piped.code == 130)
        let again = await harness.run(
            ["state", "import", "--file", "-", "--env", "dev", "--yes", "--json"], input: Self.export())
        #expect(again.summary["resources"]?.int == 1, "\(again.output)")
        #expect(harness.exists(".pulumi/stacks/shop-rest-api/aws-development.json.bak"))

        try harness.write("\(Self.locks)/1.json", Self.lock)
        let locked = await harness.run("state import --file export.json --env dev --yes")
        #expect(locked.code == 75)
        #expect(locked.error.contains("bob@elsewhere"))
    }

    @Test func aWrongExportLeavesTheStateAndNoLock() async throws {
        let harness = try CommandHarness()
        try harness.write("other.json", Self.export(project: "other"))
        try harness.write("broken.json", "{")
        for (file, code) in [("other.json", "OtherStack"), ("broken.json", ""), ("none.json", "ImportUnreadable")] {
            let result = await harness.run("state import --file \(file) --env dev --yes")
            #expect(result.code != 0)
            #expect(result.error.contains(code), "\(result.error)")
        }
        #expect(await harness.run("state unlock --env dev").error.contains("is not locked"))
        #expect(await harness.run("state import --file other.json --env dev").code == 64)
    }

    @Test func secretsAreWrittenOnlyOnPurpose() async throws {
        let harness = try CommandHarness(variables: ["PULUMI_CONFIG_PASSPHRASE": "p"])
        let set = await harness.run(["secrets", "set", "token", "--env", "dev"], input: "hush\n")
        #expect(set.code == 0, "\(set.error)")
        let hidden = await harness.run("secrets get token --env dev")
        #expect(hidden.code == 64)
        #expect(hidden.error.contains("--show") && !hidden.error.contains("hush"))
        #expect(await harness.run("secrets get token --env dev --show").output == "hush\n")
        #expect(await harness.run("secrets get token --env dev --show --json").summary["value"]?.string == "hush")
        let unknown = await harness.run("secrets get tokn --env dev --show")
        #expect(unknown.code == 65)
        #expect(unknown.error.contains("did you mean token?"))
    }

    @Test func historyOfNothing() async throws {
        let harness = try CommandHarness()
        let human = await harness.run("history --env dev")
        #expect(human.code == 0)
        #expect(human.error.contains("no deployments"))
        #expect(await harness.run("history --env dev --json").summary["deployments"]?.int == 0)
        #expect(await harness.run("history --env dev --limit 0").code == 64)
    }
}
