internal import Glibc
import ProvisioningDomain

/// A job of GitHub Actions that this program runs in: annotations and the summary page.
struct GitHubActions: Sendable {
    private let console: Console
    private let workspace: String?
    private let summaryPath: String?
    private let directory: String

    /// Nil outside GitHub Actions.
    init?(_ environment: CommandEnvironment) {
        guard environment.variables["GITHUB_ACTIONS"] == "true" else { return nil }
        console = environment.console
        workspace = environment.variables["GITHUB_WORKSPACE"].flatMap { $0.isEmpty ? nil : $0 }
        summaryPath = environment.variables["GITHUB_STEP_SUMMARY"].flatMap { $0.isEmpty ? nil : $0 }
        directory = environment.directory
    }

    /// Writes an annotation; to the standard error, since `--json` has the standard output.
    func annotate(_ command: WorkflowCommand) { console.error(command.line) }

    /// Writes the annotations of a failure: each at its place in the configuration when it has one.
    func annotate(_ failure: FailureReport, title: String? = nil) {
        guard failure.places.isEmpty else {
            for place in failure.places {
                annotate(
                    WorkflowCommand(
                        .error, place: .init(file: relative(place.path), line: place.line, column: place.column),
                        place.message))
            }
            return
        }
        annotate(WorkflowCommand(.error, title: title ?? failure.code, failure.message))
    }

    /// Adds to the job's summary page; a page that cannot be written is no failure of the run.
    func summarize(_ markdown: String) {
        guard let summaryPath else { return }
        let descriptor = unsafe open(summaryPath, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else {
            annotate(WorkflowCommand(.warning, "the step summary \(summaryPath) cannot be written"))
            return
        }
        defer { _ = close(descriptor) }
        // GitHub drops a summary of more than 1 MiB.
        let bytes = Array(markdown.utf8.prefix(900_000))
        var written = 0
        while written < bytes.count {
            let count = unsafe bytes.withUnsafeBytes {
                unsafe write(descriptor, $0.baseAddress?.advanced(by: written), $0.count - written)
            }
            guard count > 0 else { return }
            written += count
        }
    }

    /// A path as annotations want it: relative to the repository.
    private func relative(_ path: String) -> String {
        let absolute = path.hasPrefix("/") ? path : "\(directory)/\(path)"
        guard let workspace, absolute.hasPrefix(workspace + "/") else { return path }
        return String(absolute.dropFirst(workspace.count + 1))
    }
}
