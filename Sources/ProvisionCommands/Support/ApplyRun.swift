import ProvisioningApplication
import ProvisioningDomain

/// What `apply` and `deploy` do.
struct ApplyRun: Sendable {
    let target: TargetOptions
    let approval: ApprovalOptions
    let reason: String?
    let refresh: Bool
    let common: CommonOptions

    /// - Returns: the exit code.
    func run(_ environment: CommandEnvironment) async throws -> Int32 {
        try await ComponentRuns.approved(target, approval, common, environment) { run, place, questions in
            try await run.apply(reason: reason, refresh: refresh) { plan in
                try await questions.take {
                    try approval.confirm(
                        "Make these changes to \(run.component) in \(place)? (\(PlanRenderer.summary(plan.counts)))",
                        environment)
                }
            }
        }
    }
}

/// Lets one at a time.
actor Turn {
    /// Works while nobody else does.
    func take(_ work: @Sendable () throws -> Void) throws { try work() }
}
