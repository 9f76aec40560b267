import OrderedJSON
import ProvisionCommands
import ProvisioningTestSupport
import Testing

/// Whole commands against the scripted AWS, over HTTP.
@Suite struct ScriptedAWSCommandTests {
    private static let twoComponents = """
        project: shop
        components:
          orders: { kind: rest, source: app, entry: server.js }
          prices: { kind: rest, source: app, entry: server.js }
        environments:
          development: { provider: aws, region: us-east-1 }

        """

    private static func harness(
        _ configuration: String, _ server: ScriptedServer, timer: any Clock<Duration> = ContinuousClock()
    ) throws -> CommandHarness {
        try CommandHarness(
            configuration,
            variables: [
                "AWS_ENDPOINT_URL": server.url, "AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test",
            ], timer: timer)
    }

    @Test func theComponentsOfARunShareWhatTheyAskFor() async throws {
        let aws = ScriptedAWS()
        try await withScriptedServer(aws.answer) { server in
            let harness = try Self.harness(Self.twoComponents, server)
            let applied = await harness.run("apply --env dev --yes --json")
            #expect(applied.code == 0, "\(applied.output)")
            #expect(aws.operations.count { $0 == "GetApis" } == 1)
            #expect(aws.operations.count { $0 == "GetCallerIdentity" } <= 1)
            #expect(aws.inventory.count { $0.hasPrefix("function ") } == 2)
            let destroyed = await harness.run("destroy --env dev --yes --json")
            #expect(destroyed.code == 0, "\(destroyed.output)")
            #expect(aws.inventory == [])
        }
    }

    @Test func fiftyComponentsInOneApplyBearALimitOfTenRequestsASecond() async throws {
        let clock = FastClock(factor: 10)
        let start = clock.now
        var settings = ScriptedAWS.Settings()
        settings.requestsPerSecond = 10
        settings.elapsed = { start.duration(to: clock.now) }
        let aws = ScriptedAWS(settings)
        let components = (1...50).map { "  api-\($0): { kind: rest, source: app, entry: server.js }\n" }.joined()
        let configuration =
            "project: shop\ncomponents:\n\(components)environments:\n"
            + "  development: { provider: aws, region: us-east-1 }\n"
        try await withScriptedServer(aws.answer) { server in
            let harness = try Self.harness(configuration, server, timer: clock)
            let applied = await harness.run("apply --env dev --yes --json")
            #expect(applied.code == 0, "\(applied.output.suffix(4000))")
            let components = applied.summary["components"]?.array ?? []
            #expect(components.count == 50)
            #expect(components.allSatisfy { $0["status"]?.string == "completed" })
            #expect(aws.throttles > 0, "the limit was never met")
            #expect(aws.inventory.count { $0.hasPrefix("function ") } == 50)
            #expect(aws.inventory.count { $0.hasPrefix("api ") } == 50)
            aws.forgetOperations()
            let again = await harness.run("apply --env dev --yes --json")
            #expect(again.summary["status"]?.string == "unchanged")
            #expect(aws.operations == [])
        }
    }

    @Test func anEmptyStateDirectoryAdoptsEverythingAndWritesNothing() async throws {
        let aws = ScriptedAWS()
        try await withScriptedServer(aws.answer) { server in
            let first = try Self.harness(CommandHarness.standardConfiguration, server)
            let applied = await first.run("apply --env dev --yes --json")
            #expect(applied.code == 0, "\(applied.output)")
            let inventory = aws.inventory
            aws.forgetOperations()

            // Another checkout of the project, whose state was never there.
            let second = try Self.harness(CommandHarness.standardConfiguration, server)
            let adopted = await second.run("apply --env dev --yes --json")
            #expect(adopted.code == 0, "\(adopted.output)")
            #expect(aws.writes == [])
            #expect(aws.inventory == inventory)
            #expect(adopted.summary["outputs"] == applied.summary["outputs"])
            let again = await second.run("apply --env dev --yes --json")
            #expect(again.summary["status"]?.string == "unchanged")
        }
    }
}
