import Packager
import ProvisionConfiguration
import ProvisioningApplication
import ProvisioningDomain
import PulumiStateExport

/// What apply, plan and destroy do for one component.
struct ComponentRun: Sendable {
    let workspace: Workspace
    let component: String
    let target: TargetOptions
    let connections: CloudConnections
    let progress: any ProgressReporter

    /// Packages the component into a directory.
    func package(_ specification: ComponentSpecification, into directory: String) async throws -> Artifact {
        progress.report(.phase("packaging"))
        return try await workspace.packager().package(specification, into: directory)
    }

    /// The plan of the component, made without a lock; the package goes to a directory that is removed again.
    ///
    /// - Parameter refresh: whether it is made from what is in the cloud instead of the state.
    func plan(refresh: Bool) async throws -> (plan: Plan, drift: StackDrift?) {
        let specification = try await workspace.specification(component, target)
        let session = try await connections.session(for: specification, workspace)
        return try await TemporaryDirectory.with { directory in
            let artifact = try await place(try await package(specification, into: directory), session)
            let declaration = try declare(specification, artifact, session)
            progress.report(.phase("planning"))
            let planner = PlanStack(provider: session.provider, backend: workspace.backend)
            guard refresh else { return (try await planner.run(declaration, of: specification.stack), nil) }
            return try await planner.refreshed(
                declaration, of: specification.stack, provider: session.declaration,
                at: workspace.environment.clock.now())
        }
    }

    /// Applies the component.
    func apply(
        reason: String?, refresh: Bool, approve: @escaping @Sendable (Plan) async throws -> Void
    ) async throws -> RunResult {
        let requestedAt = workspace.environment.clock.now()
        let specification = try await workspace.specification(component, target)
        try await workspace.requirePassphrase(specification)
        let session = try await connections.session(for: specification, workspace)
        if try await workspace.backend.load(specification.stack) == nil { session.openConnections() }
        try await session.signIn()
        let folder = workspace.projectDirectory(specification.stack)
        let artifact = try await place(try await package(specification, into: "\(folder)/artifacts"), session)
        let declaration = try declare(specification, artifact, session)
        try await workspace.secrets.configure(specification.stack, session.configuration)
        let probe = RoutedHealthProbe(endpoint: connections.endpointProbe, function: session.functionProbe)
        let request = ApplyRequest(
            specification: specification, artifact: artifact, declaration: declaration, provider: session.declaration,
            requestedAt: requestedAt, actor: workspace.environment.actor, reason: reason, refresh: refresh,
            health: try await workspace.health(specification, target, by: probe))
        return try await ApplyStack(ports: ports(session, keeping: specification.stack)).run(request, approve: approve)
    }

    /// Removes everything of the component.
    func destroy(approve: @escaping @Sendable (Plan) async throws -> Void) async throws -> RunResult {
        let stack = try workspace.stack(component, target)
        guard try await workspace.backend.load(stack) != nil else { return .nothing(to: stack) }
        let session = try await connections.session(of: component, target, workspace)
        session.openConnections()
        try await session.signIn()
        return try await DestroyStack(ports: ports(session)).run(
            stack, provider: session.declaration, approve: approve)
    }

    /// Brings the state of the component to what is in the cloud.
    func refresh() async throws -> RunResult {
        let stack = try workspace.stack(component, target)
        guard try await workspace.backend.load(stack) != nil else { return .nothing(to: stack) }
        let session = try await connections.session(of: component, target, workspace)
        session.openConnections()
        try await session.signIn()
        return try await RefreshStack(ports: ports(session)).run(stack, provider: session.declaration)
    }

    /// The artifact with the object that the cloud is to fetch it from, if it is too large for a call.
    private func place(_ artifact: Artifact, _ session: CloudSession) async throws -> Artifact {
        var placed = artifact
        placed.place = try await session.artifacts.place(of: artifact)
        return placed
    }

    private func declare(
        _ specification: ComponentSpecification, _ artifact: Artifact, _ session: CloudSession
    ) throws -> StackDeclaration {
        try session.blueprint.declare(
            specification, artifact: artifact, archivePath: "artifacts/\(artifact.sha256).zip")
    }

    /// - Parameter stack: whose old artifacts and records go after a deployment.
    private func ports(_ session: CloudSession, keeping stack: StackReference? = nil) -> ApplicationPorts {
        let workspace = workspace
        let keeping = stack.map { stack in
            ArtifactKeeping(
                keep: workspace.configuration.keep, folder: workspace.artifactFolder(project: stack.project),
                states: workspace.sealedStates, stacks: { try await workspace.knownStacks() })
        }
        return ApplicationPorts(
            provider: session.provider, backend: workspace.backend, publisher: workspace.publisher,
            repository: workspace.repository, clock: workspace.environment.clock,
            identifiers: workspace.environment.identifiers, progress: progress, artifacts: session.artifacts,
            keeping: keeping)
    }
}
