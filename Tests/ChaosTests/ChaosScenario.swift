import ProvisioningApplication
import ProvisioningDomain
import ProvisioningTestSupport
import Testing

/// A run that faults strike.
enum ChaosScenario: String, Sendable, CaseIterable {
    case apply
    case updateMemory
    case updateCode
    /// Tags of everything that has tags, log retention and CORS.
    case updateTags
    case destroy
    /// The first run without the state of an earlier one.
    case adopt

    /// Brings a lab to where the run begins.
    func prepare(_ lab: ChaosLab) async throws {
        if self != .apply {
            let first = try await lab.apply()
            try #require(first.status == .completed, "\(first.failures.map(\.message))")
        }
        if self == .adopt { try await lab.loseState() }
        lab.network.begin()
        lab.cloud.forgetOperations()
    }

    func run(_ lab: ChaosLab) async throws -> RunResult {
        self == .destroy ? try await lab.destroy() : try await lab.apply(wish)
    }

    /// What the component is to be after the run.
    var wish: ChaosLab.Wish {
        switch self {
        case .apply, .destroy, .adopt: ChaosLab.Wish()
        case .updateMemory: ChaosLab.Wish(memory: 1024)
        case .updateTags: ChaosLab.Wish(retention: 30, tags: ["Owner": "ops"], origins: ["https://shop.example"])
        case .updateCode: ChaosLab.Wish(code: "second")
        }
    }

    /// What an undisturbed run does.
    struct Reference: Sendable {
        /// Each request by its operation and how many of that operation there were up to it.
        var requests: [ChaosTarget]
        var operations: [String]
        var inventory: [String]
        var state: [String]
    }

    func reference() async throws -> Reference {
        let lab = ChaosLab()
        try await prepare(lab)
        _ = try await run(lab)
        let operations = lab.network.operations
        var seen: [String: Int] = [:]
        let requests = operations.map { operation in
            seen[operation, default: 0] += 1
            return ChaosTarget.operation(operation, seen[operation] ?? 0)
        }
        return Reference(
            requests: requests, operations: operations, inventory: lab.cloud.inventory, state: try await state(lab))
    }

    /// The names of the resources in the state.
    func names(_ lab: ChaosLab) async throws -> [String] {
        try await lab.snapshot()?.managed.map(\.urn.name).sorted() ?? []
    }

    /// Each resource of the state in a line, without what differs from run to run.
    func state(_ lab: ChaosLab) async throws -> [String] {
        guard let snapshot = try await lab.snapshot() else { return [] }
        let api = snapshot.managed.first { $0.type.token.hasSuffix(":Api") }?.id ?? "none"
        return snapshot.managed.map { resource in
            let outputs = resource.outputs.filter { !Self.changing.contains($0.key) }
            let inputs = resource.inputs.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
            let text = outputs.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
            return "\(resource.urn.name) \(inputs.joined(separator: " ")) -> \(text.joined(separator: " "))"
                .split(separator: api).joined(separator: "<api>")
        }.sorted()
    }

    /// Outputs that two clouds make up differently.
    private static let changing: Set<String> = ["id", "uniqueId", "target", "integrationId"]
}
