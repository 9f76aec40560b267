import OrderedJSON
import ProvisionCommands
import Testing

@Suite struct CommandLineTests {
    @Test func helpAndVersionGoToTheStandardOutput() async throws {
        let harness = try CommandHarness()
        let help = await harness.run("--help")
        #expect(help.code == 0)
        #expect(help.output.contains("SUBCOMMANDS"))
        let version = await harness.run("--version")
        #expect(version.output == "\(Version.text)\n")
        let nothing = await harness.run([])
        #expect(nothing.code == 0)
        #expect(nothing.output.contains("USAGE"))
    }

    struct Case: Sendable, CustomTestStringConvertible {
        var line: String
        var code: Int32
        var words: [String]
        var testDescription: String { line }

        init(_ line: String, _ code: Int32, _ words: String...) {
            self.line = line
            self.code = code
            self.words = words
        }
    }

    @Test(arguments: [
        Case("nonsense", 64, "nonsense"), Case("apply --nonsense", 64, "--nonsense"),
        Case("apply --env development", 64, "ConfirmationNeeded", "--yes"),
        Case("apply --yes", 64, "EnvironmentNeeded", "development"),
        Case("plan", 64, "EnvironmentNeeded"), Case("destroy --yes", 64, "EnvironmentNeeded"),
        Case("deploy --env development --yes", 64, "ComponentNeeded", "rest-api"),
        Case("plan --env developmnt", 65, "UnknownEnvironment", "did you mean `development`?"),
        Case("plan --env development --component rest-apy", 65, "UnknownComponent", "did you mean `rest-api`?"),
        Case("plan --env development --provider asw", 64, "UnknownProvider", "did you mean aws?"),
        Case("plan --env development --provider azure", 65, "ProviderMismatch"),
        Case("plan --env development --config none.yaml", 65, "ConfigurationNotFound", "none.yaml"),
        Case("apply --env development --yes", 77, "NoCredentials", "AWS_ACCESS_KEY_ID", "profile"),
        Case("outputs --env development", 65, "NoSuchStack"), Case("state export --env development", 65, "NoSuchStack"),
        Case("state verify --env development --component rest-api", 65, "NoSuchStack"),
        Case("status --deployment dep_1", 65, "deployment id"),
        Case("status --deployment dep_01M847N3VQAB0A5TJ124QNYBWC", 65, "UnknownDeployment"),
        Case("secrets set 1x --env development", 65, "secret name"),
        Case("secrets set x --env development", 65, "EmptySecret"), Case("init", 65, "ConfigurationExists"),
    ])
    func badInputIsRefusedWithItsPlace(_ wrong: Case) async throws {
        let harness = try CommandHarness()
        let result = await harness.run(wrong.line)
        #expect(result.code == wrong.code, "\(result.error)")
        for word in wrong.words { #expect(result.error.contains(word), "\(result.error)") }
        #expect(!harness.exists(".pulumi/stacks"))
        #expect(!harness.exists(".provision"))
    }

    @Test func failuresInJSONAreASummary() async throws {
        let result = try await CommandHarness().run("plan --env nowhere --json")
        #expect(result.code == 65)
        #expect(result.summary["type"]?.string == "summary")
        #expect(result.summary["status"]?.string == "failed")
        #expect(result.summary["error"]?["code"]?.string == "UnknownEnvironment")
        #expect(result.summary["error"]?["exitCode"]?.int == 65)
    }

    @Test func everyErrorOfTheConfigurationIsReportedWithItsPlace() async throws {
        let harness = try CommandHarness("project: shop\ncomponents:\n  rest-api: { kind: rset, memry: 5 }\n")
        let result = await harness.run("plan --env development")
        #expect(result.code == 65)
        #expect(result.error.contains("provision.yaml:3:21:"), "\(result.error)")
        #expect(result.error.contains("provision.yaml:3:27:"), "\(result.error)")
        #expect(result.error.contains("did you mean `memory`?"), "\(result.error)")
    }

    @Test func initWritesAConfigurationThatLoads() async throws {
        let harness = try CommandHarness(nil)
        try harness.write("package.json", #"{"name":"my-server","main":"app/server.js"}"#)
        let written = await harness.run("init")
        #expect(written.code == 0, "\(written.error)")
        let status = await harness.run("status --env development")
        #expect(status.code == 0, "\(status.error)")
        #expect(status.output.contains("not deployed"))
        let again = try await CommandHarness(nil).run("init --json")
        #expect(again.summary["status"]?.string == "completed")
    }

    @Test func schemaIsJSON() async throws {
        let result = try await CommandHarness().run("schema")
        let schema = try JSONValue(parsing: result.output)
        #expect(schema["properties"]?["project"] != nil)
    }

    @Test func packageWritesTheSameBytesTwice() async throws {
        let harness = try CommandHarness()
        let first = await harness.run("package --output out --json")
        #expect(first.code == 0, "\(first.error)")
        let second = await harness.run("package --output out --json")
        #expect(first.summary["sha256"] == second.summary["sha256"])
        let human = await harness.run("package --output out")
        #expect(human.output == (first.summary["path"]?.string ?? "") + "\n")
        try harness.write("app/server.js", "require('not-there')\n")
        let broken = await harness.run("package --output out")
        #expect(broken.code == 65)
        #expect(broken.error.contains("server.js:1"), "\(broken.error)")
    }
}
