import ArgumentParser
import OrderedJSON
import ProvisionConfiguration
import ProvisioningDomain
import SystemFiles

/// Writes a `provision.yaml` for the server in the working directory.
struct InitCommand: ReportingSubcommand {
    static let configuration = CommandConfiguration(
        commandName: "init", abstract: "Writes a provision.yaml for the Node.js server in this directory.")

    @OptionGroup var common: CommonOptions

    func run(in environment: CommandEnvironment) async throws -> Int32 {
        let path = environment.absolute(common.config)
        let parts = path.split(separator: "/").dropLast().filter { $0 != "." }
        let directory = "/\(parts.joined(separator: "/"))"
        guard !SystemFile.exists(path) else {
            throw ProvisioningError(
                .configuration, code: "ConfigurationExists", "\(path) exists already",
                hint: "Edit it, or name another file with --config.")
        }
        let files = SystemFile.paths(in: directory, depth: 2)
        let manifest = try? SystemFile.read("\(directory)/package.json")
        let facts = ProjectFacts(
            directoryName: parts.last.map { String($0) } ?? "",
            files: files.filter { !$0.contains("node_modules/") }, packageJSON: manifest)
        do {
            try SystemFile.write(Array(ProjectTemplate.text(for: facts).utf8), to: path)
        } catch {
            throw ProvisioningError(
                .configuration, code: "ConfigurationUnwritable", "\(path) could not be written: \(error)")
        }
        if common.json {
            environment.console.output(EventLine.line("summary", [("status", "completed"), ("path", .string(path))]))
        } else if !common.quiet {
            environment.console.error(
                "wrote \(path)\nnext: semantest-provision plan --env development\n")
        }
        return 0
    }
}
