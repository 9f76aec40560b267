import ArgumentParser
import FoundationEssentials
import OrderedJSON
import ProvisionConfiguration
import ProvisioningDomain

/// Writes a `provision.yaml` for the server in the working directory.
struct InitCommand: ReportingSubcommand {
    static let configuration = CommandConfiguration(
        commandName: "init", abstract: "Writes a provision.yaml for the Node.js server in this directory.")

    @OptionGroup var common: CommonOptions

    func run(in environment: CommandEnvironment) async throws -> Int32 {
        let path = environment.absolute(common.config)
        let directory = URL(filePath: path).deletingLastPathComponent()
        guard !FileManager.default.fileExists(atPath: path) else {
            throw ProvisioningError(
                .configuration, code: "ConfigurationExists", "\(path) exists already",
                hint: "Edit it, or name another file with --config.")
        }
        let files = (try? FileManager.default.subpathsOfDirectory(atPath: directory.path)) ?? []
        let manifest = try? Data(contentsOf: directory.appending(path: "package.json"))
        let facts = ProjectFacts(
            directoryName: directory.lastPathComponent,
            files: files.filter { !$0.contains("node_modules/") && $0.split(separator: "/").count <= 2 },
            packageJSON: manifest.map(Array.init))
        do {
            try Data(ProjectTemplate.text(for: facts).utf8).write(to: URL(filePath: path), options: .atomic)
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
