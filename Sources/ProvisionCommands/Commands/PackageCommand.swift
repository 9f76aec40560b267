import ArgumentParser
import OrderedJSON
import Packager
import ProvisionConfiguration
import ProvisioningDomain

/// Packages a component without touching a cloud, or tells what would go in.
struct PackageCommand: ReportingSubcommand {
    static let configuration = CommandConfiguration(
        commandName: "package", abstract: "Packages a component as a zip; the same files give the same bytes.")

    @OptionGroup var target: TargetOptions
    @Option(name: [.short, .long], help: ArgumentHelp("The directory to write to.", valueName: "directory"))
    var output = "."
    @Flag(name: .long, help: "List the files that would go in, with their bytes, and write nothing.")
    var list = false
    @Option(
        name: .long,
        help: ArgumentHelp(
            "Say why a file, a directory or a module would go in or not, and write nothing; may be repeated.",
            valueName: "file"))
    var explain: [String] = []
    @Option(
        name: .long,
        help: ArgumentHelp(
            "Write a bill of materials of the zip, as CycloneDX 1.6 JSON; - is the standard output.", valueName: "file")
    )
    var sbom: String?
    @Option(
        name: .long,
        help: ArgumentHelp(
            "Write where the zip comes from, as in-toto Statement with SLSA provenance; - is the standard output.",
            valueName: "file"))
    var provenance: String?
    @Flag(help: "Compress everything again and keep nothing for the next run.")
    var noCache = false
    @OptionGroup var common: CommonOptions

    func validate() throws {
        let reports = [sbom, provenance].compactMap { $0 }
        if list || !explain.isEmpty, !reports.isEmpty {
            throw ValidationError("--list and --explain write no zip, which --sbom and --provenance are about.")
        }
        if list, !explain.isEmpty { throw ValidationError("Use either --list or --explain.") }
        let toOutput = reports.count { $0 == "-" }
        if toOutput > 1 || toOutput > 0 && common.json {
            throw ValidationError("Only one thing can go to the standard output: name a file instead of -.")
        }
    }

    func run(in environment: CommandEnvironment) async throws -> Int32 {
        let workspace = try Workspace(config: common.config, environment)
        let component = try workspace.component(target)
        let place =
            try target.env.map { try workspace.configuration.environment($0) }
            ?? workspace.configuration.environments.first
        guard let place else {
            throw ProvisioningError(.configuration, code: "NoEnvironment", "the configuration has no environments")
        }
        // A package holds no values of variables, so no secret is needed.
        let specification = try workspace.configuration.resolve(
            component: component, environment: "\(place.name)", provider: try workspace.provider(target)
        ) { _ in .secret("") }
        let packager = workspace.packager(usesCache: !noCache)
        let request = try NodePackager.request(for: specification, into: environment.absolute(output))
        let report = PackageReport(
            component: component, isJSON: common.json, isQuiet: common.quiet, console: environment.console)
        if list {
            report.list(try packager.select(request))
        } else if !explain.isEmpty {
            try report.explain(explain, try packager.select(request), from: environment.directory)
        } else {
            let hasReports = sbom != nil || provenance != nil
            let (artifact, selection) = try packager.package(
                request, withSelection: hasReports || request.pruning == .traced)
            if let selection { try writeReports(selection, artifact, specification, environment) }
            report.written(selection, artifact, pathGoesToError: sbom == "-" || provenance == "-")
        }
        return 0
    }

    private func writeReports(
        _ selection: PackageSelection, _ artifact: PackagedArtifact, _ specification: ComponentSpecification,
        _ environment: CommandEnvironment
    ) throws {
        guard sbom != nil || provenance != nil else { return }
        let inventory = try PackageInventory(selection)
        // Times would make two reports of one artifact differ (reproducible-builds.org, SOURCE_DATE_EPOCH).
        let time = environment.variables["SOURCE_DATE_EPOCH"].flatMap { Int64($0) }.map {
            "\(Timestamp(seconds: $0))"
        }
        if let sbom {
            let bill = SoftwareBill(
                inventory, component: "\(specification.component)", artifactDigest: artifact.sha256,
                tool: ("semantest-provision", Version.text), time: time)
            try write(try bill.document(), to: sbom, environment)
        }
        if let provenance {
            let statement = BuildProvenance(
                artifact, of: specification, inventory: inventory, revision: SourceRevision(of: selection.root),
                version: Version.text, time: time
            ).statement
            try write(statement, to: provenance, environment)
        }
    }

    private func write(_ document: JSONValue, to file: String, _ environment: CommandEnvironment) throws {
        if file == "-" { return environment.console.output(ReportFile.text(document)) }
        try ReportFile.write(document, to: environment.absolute(file))
    }
}
