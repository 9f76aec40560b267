import ProvisioningApplication
import ProvisioningDomain
import ProvisioningTestSupport
import Testing

/// A stack with its fake cloud and all its ports.
final class Lab: Sendable {
    static let stack = StackReference(project: "demo-api", stack: "aws-development")
    static let declaration = ProviderDeclaration(package: "aws", version: "7.51.1", inputs: ["region": "us-east-1"])

    let backend: FaultyStateBackend
    let cloud: InMemoryResourceProvider
    let publisher: CollectingPublisher
    let repository = InMemoryDeploymentRepository()
    let progress = CollectingProgress()
    let clock = FixedClock()
    let identifiers = SequenceIdentifiers()

    init(
        publisher: CollectingPublisher = CollectingPublisher(), snapshot: StackSnapshot? = nil,
        pause: @escaping @Sendable (InMemoryResourceProvider.Operation) async -> Void = { _ in await Task.yield() }
    ) {
        let backend = FaultyStateBackend(InMemoryStateBackend(snapshot.map { [$0] } ?? []))
        self.backend = backend
        self.publisher = publisher
        cloud = InMemoryResourceProvider(kill: { backend.kill() }, pause: pause)
    }

    var ports: ApplicationPorts {
        ApplicationPorts(
            provider: cloud, backend: backend, publisher: publisher, repository: repository, clock: clock,
            identifiers: identifiers, progress: progress)
    }

    /// The state as it is recorded.
    var snapshot: StackSnapshot {
        get async { await backend.inner.load(Self.stack) ?? StackSnapshot(stack: Self.stack) }
    }

    static func specification() throws -> ComponentSpecification {
        ComponentSpecification(
            project: try ResourceName("demo", what: "project"), component: try ResourceName("api", what: "component"),
            kind: .rest, environment: try EnvironmentName("development"), provider: .aws, region: "us-east-1",
            source: "/s", root: "/s", entry: nil, runtime: .standard, architecture: .amd64,
            memory: try MemorySize(megabytes: 512), timeout: try Timeout(seconds: 30), variables: [:], cors: nil,
            logRetentionDays: 14, tags: [:])
    }

    func apply(
        _ resources: [ResourceDeclaration], outputs: PropertyMap = [:],
        provider: ProviderDeclaration = Lab.declaration, reason: String? = nil,
        approve: @Sendable (Plan) async throws -> Void = { _ in }
    ) async throws -> RunResult {
        let request = ApplyRequest(
            specification: try Self.specification(),
            artifact: Artifact(path: "/a.zip", sha256: "abc", size: 1, unpackedSize: 2, handler: "h"),
            declaration: StackDeclaration(resources: resources, outputs: outputs), provider: provider,
            requestedAt: clock.now(), actor: "tester", reason: reason)
        return try await ApplyStack(ports: ports).run(request, approve: approve)
    }

    func destroy() async throws -> RunResult {
        try await DestroyStack(ports: ports).run(Self.stack, provider: Self.declaration) { _ in }
    }

    /// Checks what must hold whatever happened: the state is valid, and everything in the cloud is in it or about to be.
    ///
    /// It must hold for our state with its journal and for the checkpoint alone, which is what Pulumi sees.
    func verifyNothingIsLost(_ place: String, sourceLocation: SourceLocation = #_sourceLocation) async {
        let empty = StackSnapshot(stack: Self.stack)
        verify(await snapshot, place, sourceLocation)
        verify(await backend.inner.checkpoints[Self.stack] ?? empty, "\(place), checkpoint alone", sourceLocation)
    }

    private func verify(_ snapshot: StackSnapshot, _ place: String, _ sourceLocation: SourceLocation) {
        var seen: Set<URN> = []
        var providers: Set<String> = []
        var live: Set<URN> = []
        for resource in snapshot.resources {
            let missing = resource.predecessors.subtracting(seen)
            #expect(
                missing.isEmpty, "\(place): \(resource.urn.name) stands before \(missing)",
                sourceLocation: sourceLocation)
            if let provider = resource.provider {
                #expect(providers.contains(provider), "\(place): \(provider)", sourceLocation: sourceLocation)
            }
            if resource.type.isProvider, let id = resource.id { providers.insert("\(resource.urn)::\(id)") }
            if !resource.delete {
                #expect(live.insert(resource.urn).inserted, "\(place): twice", sourceLocation: sourceLocation)
            }
            seen.insert(resource.urn)
        }
        let ids = Set(snapshot.resources.compactMap(\.id))
        for thing in cloud.things.values where thing.owner == "us" && !ids.contains(thing.id) {
            let isPending = snapshot.pendingOperations.contains {
                $0.kind == .creating && $0.resource.type == thing.type
                    && $0.resource.inputs["name"] == thing.inputs["name"]
            }
            #expect(isPending, "\(place): \(thing.id) is lost", sourceLocation: sourceLocation)
        }
    }

    /// Checks that cloud and state are exactly what is declared.
    func verifyConverged(
        to resources: [ResourceDeclaration], _ place: String, withNeeds: Bool = true,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let snapshot = await snapshot
        let things = cloud.things
        #expect(snapshot.pendingOperations.isEmpty, "\(place)", sourceLocation: sourceLocation)
        let managed = Dictionary(snapshot.managed.map { ($0.urn.name, $0) }, uniquingKeysWith: { first, _ in first })
        #expect(Set(managed.keys) == Set(resources.map(\.name)), "\(place)", sourceLocation: sourceLocation)
        #expect(snapshot.managed.count == resources.count, "\(place)", sourceLocation: sourceLocation)
        #expect(things.count == resources.count, "\(place)", sourceLocation: sourceLocation)
        for resource in resources {
            let state = try #require(managed[resource.name], "\(place)", sourceLocation: sourceLocation)
            let thing = try #require(things[state.id ?? ""], "\(place)", sourceLocation: sourceLocation)
            var wanted = resource.inputs.mapValues { value in
                value.resolved { reference in
                    reference.output == "id"
                        ? managed[reference.resource]?.id.map { .string($0) }
                        : managed[reference.resource]?.outputs[reference.output]
                }
            }
            wanted["size"] = wanted["size"] ?? 1
            #expect(thing.inputs == wanted, "\(place): \(resource.name)", sourceLocation: sourceLocation)
            #expect(state.inputs == wanted, "\(place): \(resource.name)", sourceLocation: sourceLocation)
            #expect(
                thing.isReady && thing.publishedSize == wanted["size"], "\(place): \(resource.name)",
                sourceLocation: sourceLocation)
            #expect(
                state.outputs == thing.outcome.outputs, "\(place): \(resource.name)", sourceLocation: sourceLocation)
            #expect(
                state.initErrors.isEmpty && !state.delete && !state.pendingReplacement, "\(place)",
                sourceLocation: sourceLocation)
            #expect(
                !withNeeds || Set(state.dependencies.map(\.name)) == Set(resource.dependencies), "\(place)",
                sourceLocation: sourceLocation)
        }
    }
}

/// Declares a resource of the fake cloud whose physical name is its logical name.
func declare(
    _ name: String, _ type: ResourceType = InMemoryResourceProvider.box, _ inputs: PropertyMap = [:],
    dependsOn: [String] = [], protect: Bool = false
) -> ResourceDeclaration {
    ResourceDeclaration(
        type: type, name: name, inputs: ["name": .string(name)].merging(inputs) { _, given in given },
        dependsOn: dependsOn, protect: protect)
}

extension PropertyValue {
    static func output(_ resource: String, _ output: String = "id") -> PropertyValue {
        .output(OutputReference(resource: resource, output: output))
    }
}
