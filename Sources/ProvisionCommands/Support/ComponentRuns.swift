import ProvisioningApplication
import ProvisioningDomain

/// Runs several components side by side; one that fails does not stop the others.
enum ComponentRuns {
    /// - Returns: the results in the order of the components.
    static func all(
        _ components: [String], _ work: @escaping @Sendable (String) async throws -> RunResult
    ) async -> [ComponentResult] {
        await withTaskGroup(of: (Int, ComponentResult).self) { group in
            for (index, component) in components.enumerated() {
                group.addTask {
                    do {
                        return (index, ComponentResult(component: component, result: try await work(component)))
                    } catch {
                        return (index, ComponentResult(component: component, failure: FailureReport(error)))
                    }
                }
            }
            return await group.reduce(into: []) { $0.append($1) }.sorted { $0.0 < $1.0 }.map(\.1)
        }
    }

    /// The exit code of the whole: the failure's own when all failures are of one kind.
    static func exitCode(_ results: [ComponentResult]) -> Int32 {
        let categories = Set(results.compactMap(\.category))
        guard let only = categories.first else { return 0 }
        return categories.count == 1 ? only.exitCode : FailureCategory.operation.exitCode
    }
}
