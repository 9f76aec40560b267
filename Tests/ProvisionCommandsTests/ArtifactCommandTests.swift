import FoundationEssentials
import OrderedJSON
import ProvisionCommands
import ProvisioningTestSupport
import Testing

/// `artifacts list`, `artifacts prune` and `keep`, with packages that go with the call.
@Suite(.enabled(if: LabPython.find() != nil, Comment(rawValue: LabPython.absence)))
struct ArtifactCommandTests {
    private static let configuration = CommandHarness.standardConfiguration.replacing(
        "project: shop", with: "project: shop\nkeep: 2")
    private static let folder = "pulumi/shop-rest-api/artifacts"

    private func packages(_ harness: CommandHarness) throws -> Set<String> {
        Set(try FileManager.default.contentsOfDirectory(atPath: "\(harness.directory)/\(Self.folder)"))
    }

    /// Makes every package look two hours old.
    private func age(_ harness: CommandHarness) throws {
        for name in try packages(harness) {
            try FileManager.default.setAttributes(
                [.modificationDate: Date(timeIntervalSinceNow: -7200)],
                ofItemAtPath: "\(harness.directory)/\(Self.folder)/\(name)")
        }
    }

    private func deploy(_ number: Int, _ harness: CommandHarness) async throws {
        try harness.write("app/server.js", "require('http').createServer((q, r) => r.end('\(number)')).listen(80)\n")
        let applied = await harness.run("apply --env dev --yes")
        #expect(applied.code == 0, "\(applied.error)")
    }

    @Test func keepsWhatIsNeededAndRemovesTheRest() async throws {
        try await MotoCommandTests.withMoto(Self.configuration) { harness in
            #expect(await harness.run("artifacts list --local").error.contains("\(Self.folder): nothing"))
            for number in 1...2 { try await deploy(number, harness) }
            #expect(try packages(harness).count == 2)
            try await deploy(3, harness)
            // The first one's record went; its package is not an hour old.
            #expect(await harness.run("history --env dev --json").lines.count == 3)
            #expect(try packages(harness).count == 3)
            try age(harness)
            try await deploy(4, harness)
            #expect(try packages(harness).count == 2)

            // A package of a run that was not confirmed.
            try harness.write("app/server.js", "require('http').createServer((q, r) => r.end('x')).listen(80)\n")
            #expect(await harness.run(["apply", "--env", "dev"], input: "no\n", isTerminal: true).code == 130)
            let listed = await harness.run("artifacts list --json")
            #expect(listed.code == 0, "\(listed.error)")
            #expect(listed.summary["artifacts"]?.int == 3)
            let running = try #require(listed.lines.first { $0["stacks"]?.array?.isEmpty == false })
            #expect(running["stacks"]?[0]?.string == "organization/shop-rest-api/aws-development")
            #expect(running["deployments"]?.array?.count == 1)
            #expect(running["location"]?.string == Self.folder)
            let text = await harness.run("artifacts list --env dev")
            #expect(text.output.contains("in use by shop-rest-api/aws-development  dep_"), "\(text.output)")

            let young = await harness.run("artifacts prune --yes")
            #expect(young.error.contains("1 stay because they are less than an hour old"), "\(young.error)")
            #expect(young.error.contains("nothing to remove"))
            try age(harness)
            let shown = await harness.run("artifacts prune --dry-run --json")
            #expect(shown.summary["status"]?.string == "planned", "\(shown.error)")
            #expect(shown.lines.first?["type"]?.string == "removable")
            #expect(try packages(harness).count == 3)
            #expect(await harness.run("artifacts prune").code == 64)
            let refused = await harness.run(["artifacts", "prune"], input: "n\n", isTerminal: true)
            #expect(refused.code == 130)
            let pruned = await harness.run("artifacts prune --yes --json --env dev")
            #expect(pruned.summary["status"]?.string == "completed", "\(pruned.error)")
            #expect(pruned.summary["artifacts"]?.int == 1)
            #expect(try packages(harness).count == 2)
            #expect(await harness.run("plan --env dev --json").code == 0)

            #expect(await harness.run("destroy --env dev --yes").code == 0)
            try age(harness)
            let last = await harness.run("artifacts prune --yes --local")
            #expect(last.error.contains("removed 2 packages"), "\(last.error)")
            #expect(try packages(harness).isEmpty)
        }
    }

    @Test func aLockedStackIsLeftAlone() async throws {
        try await MotoCommandTests.withMoto(Self.configuration) { harness in
            try await deploy(1, harness)
            try harness.write(
                ".pulumi/locks/organization/shop-rest-api/aws-development/11111111-1111-4111-8111-111111111111.json",
                #"{"pid":1,"username":"ada","hostname":"elsewhere","timestamp":"2026-11-22T10:00:00Z"}"#)
            let refused = await harness.run("artifacts prune --yes --local")
            #expect(refused.code == 75, "\(refused.error)")
            #expect(await harness.run("artifacts prune --dry-run --local").code == 0)
        }
    }

    @Test func withoutCredentialsTheFolderIsStillListed() async throws {
        let harness = try CommandHarness()
        #expect(await harness.run("artifacts list").code == 77)
        #expect(await harness.run("artifacts list --local").code == 0)
        #expect(await harness.run("artifacts list --local --env nowhere").code == 65)
    }
}
