import ArgumentParser
import OrderedJSON
import ProvisioningApplication
import ProvisioningDomain

/// Tells how a deployment or a stack stands.
struct StatusCommand: ReportingSubcommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Tells how a deployment, or a component in an environment, stands.")

    @Option(name: .long, help: ArgumentHelp("A deployment, looked for in every stack.", valueName: "id"))
    var deployment: String?
    @OptionGroup var target: TargetOptions
    @OptionGroup var common: CommonOptions

    func run(in environment: CommandEnvironment) async throws -> Int32 {
        let workspace = try Workspace(config: common.config, environment)
        let status = StackStatus(backend: workspace.backend, repository: workspace.repository)
        if let deployment {
            let found = try await status.find(try DeploymentID(deployment), in: workspace.allStacks())
            show(found, environment)
            return 0
        }
        for component in try workspace.components(target) {
            let stack = try workspace.stack(component, target)
            show(try await status.run(stack), component, environment)
        }
        return 0
    }

    private func show(_ deployment: Deployment, _ environment: CommandEnvironment) {
        if common.json {
            environment.console.output(EventLine.line("deployment", Self.members(deployment)))
            return
        }
        environment.console.output(Self.text(deployment))
    }

    private func show(_ report: StackStatus.Report, _ component: String, _ environment: CommandEnvironment) {
        if common.json {
            environment.console.output(
                EventLine.line(
                    "status",
                    [
                        ("component", .string(component)), ("stack", .string("\(report.stack)")),
                        ("exists", .bool(report.exists)), ("resources", .number(report.resources.count)),
                        ("pendingOperations", .number(report.pendingOperations.count)),
                        ("deployment", report.latest.map { .object(JSONObject(Self.members($0))) } ?? .null),
                        ("outputs", EventLine.value(.object(report.outputs))),
                    ]))
            return
        }
        var text = "\(component)  \(report.stack)\n"
        text += report.resources.isEmpty ? "  not deployed\n" : "  \(report.resources.count) resources\n"
        for operation in report.pendingOperations {
            text += "  pending: \(operation.kind.rawValue) \(operation.resource.urn.name)\n"
        }
        text += report.latest.map(Self.text) ?? ""
        if let url = report.outputs["url"]?.stringValue { text += "  url          \(url)\n" }
        environment.console.output(text)
    }

    private static func text(_ deployment: Deployment) -> String {
        var lines = [
            ("deployment", "\(deployment.id)"), ("status", deployment.status.rawValue),
            ("requested", "\(deployment.requestedAt) by \(deployment.actor)"),
        ]
        if let reason = deployment.reason { lines.append(("reason", reason)) }
        if let artifact = deployment.artifact { lines.append(("artifact", artifact)) }
        if let ended = deployment.endedAt { lines.append(("ended", "\(ended)")) }
        if let failure = deployment.failure { lines.append(("failure", PrintableText.of(failure))) }
        return lines.map { "  \(TerminalStyle.padded($0.0, 11))  \($0.1)\n" }.joined()
    }

    /// The members that describe a deployment.
    static func members(_ deployment: Deployment) -> [JSONObject.Element] {
        let changes = deployment.changes.sorted { $0.key < $1.key }.map { ($0.key, JSONValue.number($0.value)) }
        let outputs = deployment.outputs.sorted { $0.key < $1.key }.map { ($0.key, JSONValue.string($0.value)) }
        return [
            ("deployment", .string("\(deployment.id)")), ("status", .string(deployment.status.rawValue)),
            ("stack", .string("\(deployment.stack)")), ("component", .string(deployment.component)),
            ("provider", .string(deployment.provider.rawValue)), ("environment", .string("\(deployment.environment)")),
            ("actor", .string(deployment.actor)), ("reason", deployment.reason.map { .string($0) } ?? .null),
            ("artifact", deployment.artifact.map { .string($0) } ?? .null),
            ("requestedAt", .string("\(deployment.requestedAt)")),
            ("endedAt", deployment.endedAt.map { .string("\($0)") } ?? .null),
            ("failure", deployment.failure.map { .string($0) } ?? .null), ("changes", .object(JSONObject(changes))),
            ("outputs", .object(JSONObject(outputs))),
        ]
    }
}
