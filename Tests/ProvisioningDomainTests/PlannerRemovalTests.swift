import ProvisioningDomain
import ProvisioningTestSupport
import Testing

@Suite struct PlannerRemovalTests {
    private typealias Provider = InMemoryResourceProvider
    private static let stack = StackReference(project: "p", stack: "s")
    private static let stranger: ResourceType = "aws:sqs/queue:Queue"

    private static func state(
        _ name: String, _ type: ResourceType = Provider.box, needs: [ResourceState] = [],
        configure: (inout ResourceState) -> Void = { _ in }
    ) -> ResourceState {
        var state = ResourceState(
            urn: URN(stack: stack, type: type, name: name), id: name, type: type,
            inputs: ["name": .string(name), "size": 1], dependencies: needs.map(\.urn))
        configure(&state)
        return state
    }

    private static func steps(_ plan: Plan) -> [String] {
        plan.steps.map { "\($0.action.rawValue) \($0.urn.name): \($0.reason)" }
    }

    private static func destruction(_ states: [ResourceState]) throws -> Plan {
        try Planner(provider: Provider()).destruction(of: StackSnapshot(stack: stack, resources: states))
    }

    @Test func whatIsNotOursIsOnlyForgotten() throws {
        let plan = try Self.destruction([
            Self.state("read") { $0.external = true },
            Self.state("kept") {
                $0.retainOnDelete = true
                $0.protect = true
            },
            Self.state("ours"),
        ])
        #expect(
            Self.steps(plan) == [
                "delete ours: destroyed", "forget kept: destroyed; it stays in the cloud (retainOnDelete)",
                "forget read: destroyed; it stays in the cloud (external)",
            ])
        #expect(plan.counts == [.delete: 1, .forget: 2])
    }

    @Test func unknownTypesAndWhatTheyNeedAreLeftAlone() throws {
        let role = Self.state("role")
        let function = Self.state("function", needs: [role])
        let alias = Self.state("alias", needs: [function])
        let queue = Self.state("queue", Self.stranger, needs: [function])
        let plan = try Self.destruction([role, function, alias, queue])
        #expect(Self.steps(plan) == ["delete alias: destroyed"])
        #expect(
            plan.warnings == [
                "queue is left alone: this version does not manage aws:sqs/queue:Queue; remove it with Pulumi",
                "role is left alone: resources that are left alone need it",
                "function is left alone: resources that are left alone need it",
            ])
        let apply = try Planner(provider: Provider()).plan(
            StackDeclaration(resources: [], outputs: [:]),
            from: StackSnapshot(stack: Self.stack, resources: [queue, Self.state("old")]))
        #expect(Self.steps(apply) == ["delete old: not declared any more"])
        #expect(apply.warnings.count == 1)
    }

    @Test(
        arguments: [
            (Provider.box, ["kind": "b"], true, false, "ExternalResource"),
            (Provider.box, ["size": 2], true, false, "ExternalResource"), (Provider.box, [:], true, false, nil),
            (Provider.named, ["kind": "b"], false, true, "RetainedResource"),
            (Provider.box, ["kind": "b"], false, true, nil), (Provider.named, ["size": 2], false, true, nil),
        ] as [(ResourceType, PropertyMap, Bool, Bool, String?)])
    func changesThatWouldTouchThemAreRefused(
        type: ResourceType, inputs: PropertyMap, external: Bool, retained: Bool, code: String?
    ) throws {
        let state = Self.state("a", type) {
            $0.external = external
            $0.retainOnDelete = retained
        }
        let declaration = ResourceDeclaration(
            type: type, name: "a", inputs: ["name": "a"].merging(inputs) { $1 })
        var refusal: ProvisioningError?
        do {
            _ = try Planner(provider: Provider()).plan(
                StackDeclaration(resources: [declaration]), from: StackSnapshot(stack: Self.stack, resources: [state]))
        } catch let error as ProvisioningError {
            refusal = error
        }
        #expect(refusal?.code == code)
        if code != nil { #expect(refusal?.hint?.contains("pulumi state delete") == true) }
    }
}
