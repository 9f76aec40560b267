import Packager
import ProvisionConfiguration
import ProvisioningApplication
import ProvisioningDomain
import PulumiStateExport
import SemantestEventBus

/// A configuration with the state beside it: what every command that knows a stack works on.
struct Workspace: Sendable {
    let configuration: ConfigurationFile
    let environment: CommandEnvironment
    let backend: DIYStateBackend
    let secrets: StackSecrets
    let repository: ObjectStoreDeploymentRepository
    let publisher: LocalEventLog
    /// Reads states without opening their secrets, which takes no passphrase and no time.
    let sealedStates: DIYStateBackend

    /// Reads the configuration.
    ///
    /// - Throws: a `ProvisioningFailure` of category `configuration`.
    init(config: String, _ environment: CommandEnvironment) throws {
        configuration = try ConfigurationFile.load(
            config == ConfigurationFile.standardName ? nil : config, currentDirectory: environment.directory)
        self.environment = environment
        let store = FileObjectStore(root: configuration.stateDirectory, identifiers: environment.identifiers)
        secrets = StackSecrets(
            source: PassphraseSource(environment: environment.variables),
            configurations: StackConfigStore(
                FileObjectStore(root: configuration.directory, identifiers: environment.identifiers)),
            identifiers: environment.identifiers)
        let log = FileAppendLog(root: configuration.stateDirectory)
        let owner = LockOwner.current(environment: environment.variables)
        backend = DIYStateBackend(
            store: store, secrets: secrets, clock: environment.clock, identifiers: environment.identifiers,
            owner: owner, toolVersion: Version.text, log: log)
        sealedStates = DIYStateBackend(
            store: store,
            secrets: StackSecrets(
                source: PassphraseSource(environment: [:]),
                configurations: StackConfigStore(
                    FileObjectStore(root: configuration.directory, identifiers: environment.identifiers)),
                identifiers: environment.identifiers),
            clock: environment.clock, identifiers: environment.identifiers,
            owner: owner, toolVersion: Version.text, log: log)
        repository = ObjectStoreDeploymentRepository(store: store)
        publisher = LocalEventLog(log: log)
    }

    /// The components that a command is about: the named one, else all.
    func components(_ target: TargetOptions) throws -> [String] {
        if let name = target.component { return ["\(try configuration.component(name).name)"] }
        return configuration.components.map { "\($0.name)" }
    }

    /// The environment that a command is about.
    ///
    /// - Throws: `ProvisioningError` of category `usage` when it was not named.
    func environmentName(_ target: TargetOptions) throws -> String {
        guard let name = target.env else {
            let known = configuration.environments.map { "\($0.name)" }.joined(separator: ", ")
            throw ProvisioningError(
                .usage, code: "EnvironmentNeeded", "the environment is missing", hint: "Add --env with one of: \(known)"
            )
        }
        return "\(try configuration.environment(name).name)"
    }

    /// The one component that a command is about.
    ///
    /// - Throws: `ProvisioningError` of category `usage` when it was not named and there are several.
    func component(_ target: TargetOptions) throws -> String {
        let names = try components(target)
        guard let only = names.first, names.count == 1 else {
            throw ProvisioningError(
                .usage, code: "ComponentNeeded", "the component is missing",
                hint: "Add --component with one of: \(names.joined(separator: ", "))")
        }
        return only
    }

    /// The cloud that `--provider` names.
    func provider(_ target: TargetOptions) throws -> CloudProvider? {
        guard let name = target.provider else { return nil }
        if let provider = CloudProvider(rawValue: name) { return provider }
        let known = CloudProvider.allCases.map(\.rawValue)
        let nearest = NearestMatch.of(name, in: known).map { "; did you mean \($0)?" } ?? ""
        throw ProvisioningError(
            .usage, code: "UnknownProvider", "--provider is \"\(name)\"\(nearest)",
            hint: "Use one of: \(known.joined(separator: ", "))")
    }

    /// The stack of a component.
    func stack(_ component: String, _ target: TargetOptions) throws -> StackReference {
        try configuration.stack(
            component: component, environment: try environmentName(target), provider: try provider(target))
    }

    /// The component with its overrides and its secrets, which needs the passphrase if there are any.
    func specification(_ component: String, _ target: TargetOptions) async throws -> ComponentSpecification {
        let known = try await secretValues(component, target)
        return try configuration.resolve(
            component: component, environment: try environmentName(target), provider: try provider(target)
        ) { known[$0].map { .secret(.string($0)) } }
    }

    /// The secrets that a component needs, by name; those without a value are left out.
    private func secretValues(_ component: String, _ target: TargetOptions) async throws -> [String: String] {
        let stack = try stack(component, target)
        var values: [String: String] = [:]
        for name in try configuration.secretNames(component: component, environment: try environmentName(target)) {
            if let value = try await secrets.secret(name, of: stack) { values[name] = value }
        }
        return values
    }

    /// How the component shows that it serves, if it is to; secrets are taken out of what it says.
    func health(
        _ specification: ComponentSpecification, _ target: TargetOptions, by probe: any HealthProbe
    ) async throws -> HealthVerification? {
        guard let check = specification.health else { return nil }
        let secrets = try await secretValues("\(specification.component)", target).values
        let variables = specification.variables.values.filter(\.containsSecret).compactMap(\.stringValue)
        return HealthVerification(
            check, by: probe, redaction: SecretRedaction(secrets + variables), timer: environment.timer)
    }

    /// Makes sure, before any request, that secrets can be written when there are some.
    ///
    /// - Throws: `ProvisioningError` when the passphrase is missing or wrong.
    func requirePassphrase(_ specification: ComponentSpecification) async throws {
        guard PropertyValue.object(specification.variables).containsSecret else { return }
        let stack = specification.stack
        _ = try await secrets.manager(for: stack, provider: try await backend.currentSecretsProvider(of: stack))
    }

    /// The packager, with the cache in the project's own folder for what is not state.
    func packager(usesCache: Bool = true) -> NodePackager {
        NodePackager(cache: usesCache ? "\(configuration.directory)/.provision/cache" : nil)
    }

    /// The folder of the stack's Pulumi project.
    func projectDirectory(_ stack: StackReference) -> String { "\(configuration.directory)/pulumi/\(stack.project)" }

    /// The packages of a Pulumi project.
    func artifactFolder(project: String) -> ArtifactFolder {
        ArtifactFolder("\(configuration.directory)/pulumi/\(project)/artifacts", project: project)
    }

    /// Every stack of the configuration and of the state, which may have those of former environments, too.
    func knownStacks() async throws -> [StackReference] {
        let configured = allStacks()
        return configured + (try await backend.stacks()).filter { !configured.contains($0) }
    }

    /// Every stack of the configuration.
    func allStacks() -> [StackReference] {
        configuration.environments.flatMap { place in
            configuration.components.compactMap {
                try? configuration.stack(component: "\($0.name)", environment: "\(place.name)")
            }
        }
    }
}
