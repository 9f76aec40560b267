import ArgumentParser
import OrderedJSON
import ProvisioningApplication
import ProvisioningDomain

/// Prints the outputs of a stack.
struct OutputsCommand: ReportingSubcommand {
    static let configuration = CommandConfiguration(
        commandName: "outputs", abstract: "Prints the outputs of a component, such as its public URL.")

    @Argument(help: "One output, printed alone.") var name: String?
    @OptionGroup var target: TargetOptions
    @OptionGroup var common: CommonOptions

    func run(in environment: CommandEnvironment) async throws -> Int32 {
        let workspace = try Workspace(config: common.config, environment)
        let stack = try workspace.stack(try workspace.component(target), target)
        let report = try await StackStatus(backend: workspace.backend, repository: workspace.repository).run(stack)
        guard report.exists else { throw noStack(stack) }
        if let name {
            guard let value = report.outputs[name] else {
                let known = report.outputs.keys.sorted()
                let nearest = NearestMatch.of(name, in: known).map { "; did you mean \($0)?" } ?? ""
                throw ProvisioningError(
                    .configuration, code: "NoSuchOutput", "\(stack) has no output \"\(name)\"\(nearest)",
                    hint: known.isEmpty ? nil : "It has: \(known.joined(separator: ", "))")
            }
            environment.console.output(
                common.json ? EventLine.value(value).text(.compact) + "\n" : Self.text(value) + "\n")
            return 0
        }
        if common.json {
            environment.console.output(
                EventLine.line(
                    "summary", [("status", "completed"), ("outputs", EventLine.value(.object(report.outputs)))]))
        } else {
            for (name, value) in report.outputs.sorted(by: { $0.key < $1.key }) {
                environment.console.output("\(name) = \(Self.text(value))\n")
            }
        }
        return 0
    }

    private static func text(_ value: PropertyValue) -> String {
        value.containsSecret ? "[secret]" : value.stringValue ?? value.description
    }
}
