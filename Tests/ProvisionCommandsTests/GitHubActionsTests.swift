import OrderedJSON
import ProvisionCommands
import ProvisioningApplication
import ProvisioningDomain
import ProvisioningTestSupport
import Testing

@Suite struct GitHubActionsTests {
    @Test(arguments: [
        (WorkflowCommand(.warning, "a\r\nb: 5%"), "::warning::a%0D%0Ab: 5%25\n"),
        (WorkflowCommand(.error, title: "a: b, c", "m"), "::error title=a%3A b%2C c::m\n"),
        (
            WorkflowCommand(.error, place: .init(file: "a,b.yaml", line: 3, column: 21), "m"),
            "::error file=a%2Cb.yaml,line=3,col=21::m\n"
        ),
    ])
    func commandsAreEscaped(_ command: WorkflowCommand, _ line: String) {
        #expect(command.line == line)
    }

    @Test func errorsOfTheConfigurationAreAnnotationsAtTheirPlaces() async throws {
        let harness = try CommandHarness("project: shop\ncomponents:\n  rest-api: { kind: rset, memry: 5 }\n")
        let result = await harness.run(
            ["plan", "--env", "development", "--json"],
            variables: ["GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": "\(harness.directory)/summary.md"])
        #expect(result.code == 65)
        #expect(result.error.contains("::error file=provision.yaml,line=3,col=21::"), "\(result.error)")
        #expect(result.error.contains("::error file=provision.yaml,line=3,col=27::"), "\(result.error)")
        #expect(result.summary["status"]?.string == "failed")
        #expect(try harness.text("summary.md").contains("### Failed: InvalidConfiguration"))
    }

    @Test func placesAreRelativeToTheRepository() async throws {
        let harness = try CommandHarness()
        try harness.write("deep/provision.yaml", "project: Shop!\n")
        let result = await harness.run(
            ["plan", "--env", "development", "--config", "deep/provision.yaml"],
            variables: ["GITHUB_ACTIONS": "true", "GITHUB_WORKSPACE": harness.directory])
        #expect(result.error.contains("::error file=deep/provision.yaml,line=1,"), "\(result.error)")
        let elsewhere = await harness.run(
            ["plan", "--env", "nowhere"],
            variables: [
                "GITHUB_ACTIONS": "true", "GITHUB_WORKSPACE": "/elsewhere", "GITHUB_STEP_SUMMARY": "/nonexistent/a/b",
            ])
        #expect(elsewhere.error.contains("::error title=UnknownEnvironment::"))
        #expect(elsewhere.error.contains("::warning::the step summary"))
    }

    @Test func elsewhereThereAreNone() async throws {
        let result = try await CommandHarness().run("plan --env nowhere")
        #expect(!result.error.contains("::error"))
    }

    @Test func doctorsFailuresAreAnnotations() async throws {
        let harness = try CommandHarness(nil)
        let result = await harness.run(["doctor"], variables: ["GITHUB_ACTIONS": "true"])
        #expect(result.error.contains("::error title=doctor%3A configuration::"), "\(result.error)")
    }

    @Test func theSummaryPageRedactsAndEscapes() throws {
        let stack = StackReference(project: "shop-api", stack: "aws-development")
        let failure = FailureReport(category: .operation, code: "Code", message: "a | b\n<script>`x`")
        #expect(StepSummary.text(failure).contains("a \\| b<br>&lt;script>\\`x\\`"))
        var result = RunResult.nothing(to: stack)
        result.outputs = ["url": "https://x", "token": .secret(.string("canary"))]
        let text = StepSummary.text([
            ComponentResult(component: "api", result: result), ComponentResult(component: "b", failure: failure),
        ])
        #expect(text.contains("| url | https://x |") && text.contains("| token | [secret] |"))
        #expect(!text.contains("canary"))
        #expect(text.contains("### b: failed"))
    }
}

/// Whole runs in GitHub Actions against moto.
@Suite(.enabled(if: LabPython.find() != nil, Comment(rawValue: LabPython.absence)))
struct GitHubActionsMotoTests {
    @Test func aRunWritesItsSummaryPageAndNoSecret() async throws {
        let configuration = CommandHarness.standardConfiguration.replacing(
            "entry: server.js", with: "entry: server.js, timeout: 60, environment: { DB: \"pg:${secrets.db}\" }")
        try await MotoCommandTests.withMoto(configuration) { harness in
            let variables = [
                "PULUMI_CONFIG_PASSPHRASE": "p", "GITHUB_ACTIONS": "true",
                "GITHUB_STEP_SUMMARY": "\(harness.directory)/summary.md",
            ]
            _ = await harness.run(["secrets", "set", "db", "--env", "dev"], input: "canary-7\n", variables: variables)
            let plan = await harness.run(["plan", "--env", "dev"], variables: variables)
            #expect(plan.error.contains("::warning title=rest-api::"), "\(plan.error)")
            let applied = await harness.run(["apply", "--env", "dev", "--yes", "--verbose"], variables: variables)
            #expect(applied.code == 0, "\(applied.error)")
            try harness.write("app/server.js", "require('http').createServer((q, r) => r.end('2')).listen(80)\n")
            let failed = await harness.run(
                ["apply", "--env", "dev", "--yes", "--json"],
                variables: variables.merging(["AWS_ENDPOINT_URL": "http://127.0.0.1:1"]) { $1 })
            #expect(failed.code == 1)
            #expect(failed.error.contains("::error title="), "\(failed.error)")

            let page = try harness.text("summary.md")
            #expect(page.contains("### Plan of rest-api: 10 to create"))
            #expect(page.contains("### rest-api: completed") && page.contains("### rest-api: failed"))
            #expect(page.contains("| create | shop-rest-api-role | Role |"))
            #expect(page.contains("Deployment `dep_"))
            #expect(page.contains("| url |"))
            for text in [page, plan.error, plan.output, applied.error, applied.output, failed.error, failed.output] {
                #expect(!text.contains("canary"))
            }

            let history = await harness.run("history --env dev")
            #expect(history.output.contains("(10 created)"), "\(history.output)")
            let latest = await harness.run("history --env dev --limit 1 --json")
            #expect(latest.summary["deployments"]?.int == 1)
            // The account could not be asked, so the second run ended before it was a deployment.
            #expect(latest.lines.first?["status"]?.string == "completed")
        }
    }
}
