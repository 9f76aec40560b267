import ProvisioningDomain
import ProvisioningTestSupport
import Testing

@Suite struct PlannerTests {
    private typealias Provider = InMemoryResourceProvider
    private static let stack = StackReference(project: "p", stack: "s")

    private static func urn(_ name: String, _ type: ResourceType = Provider.box) -> URN {
        URN(stack: stack, type: type, name: name)
    }

    private static func declared(
        _ name: String, _ inputs: PropertyMap = [:], type: ResourceType = Provider.box, needs: [String] = []
    ) -> ResourceDeclaration {
        ResourceDeclaration(
            type: type, name: name, inputs: ["name": .string(name)].merging(inputs) { $1 }, dependsOn: needs)
    }

    private static func state(
        _ name: String, _ inputs: PropertyMap = [:], type: ResourceType = Provider.box, needs: [String] = [],
        configure: (inout ResourceState) -> Void = { _ in }
    ) -> ResourceState {
        let all: PropertyMap = ["name": .string(name), "size": 1].merging(inputs) { $1 }
        var state = ResourceState(
            urn: urn(name, type), id: "id of \(name)", type: type, inputs: all,
            outputs: all.merging(["version": 1]) { $1 }, dependencies: needs.map { urn($0) })
        configure(&state)
        return state
    }

    private func plan(
        _ resources: [ResourceDeclaration], from states: [ResourceState], outputs: PropertyMap = [:]
    ) throws -> Plan {
        let root = ResourceState(urn: Self.stack.rootURN, custom: false, type: .stack, outputs: ["url": "u"])
        return try Planner(provider: InMemoryResourceProvider()).plan(
            StackDeclaration(resources: resources, outputs: outputs, warnings: ["careful"]),
            from: StackSnapshot(stack: Self.stack, resources: [root] + states))
    }

    @Test func namesEachStepAndItsReason() throws {
        let plan = try plan(
            [
                Self.declared("new"), Self.declared("same"), Self.declared("more", ["size": 2]),
                Self.declared("other", ["kind": "b"]), Self.declared("half"), Self.declared("away"),
            ],
            from: [
                Self.state("same"), Self.state("more"), Self.state("other", ["kind": "a"]),
                Self.state("half") { $0.initErrors = ["it broke"] },
                Self.state("away") { $0.pendingReplacement = true }, Self.state("old"),
                Self.state("other", ["kind": "z"]) { $0.delete = true },
            ], outputs: ["url": "u"])
        let steps = plan.steps.map { "\($0.action.rawValue) \($0.urn.name): \($0.reason)" }
        #expect(
            steps == [
                "create away: deleted to be replaced", "update half: the last operation did not finish: it broke",
                "update more: size changed", "create new: not in the state",
                "replace other: kind cannot be changed in place", "same same: unchanged",
                "delete other: replaced earlier", "delete old: not declared any more",
            ])
        #expect(plan.counts == [.create: 2, .update: 2, .replace: 1, .delete: 2])
        #expect(!plan.isEmpty && !plan.outputsChange && plan.warnings == ["careful"])
        #expect(plan.changes.count == 7)
    }

    @Test func nothingToDoIsEmpty() throws {
        let states = [Self.state("a")]
        #expect(try plan([Self.declared("a")], from: states, outputs: ["url": "u"]).isEmpty)
        let changed = try plan([Self.declared("a")], from: states, outputs: ["url": "v"])
        #expect(changed.outputsChange && !changed.isEmpty && changed.changes.isEmpty)
    }

    @Test func onlyUnstableOutputsBecomeUnknown() throws {
        let follow: PropertyMap = ["follow": .output(OutputReference(resource: "f", output: "version"))]
        let named: PropertyMap = ["follow": .output(OutputReference(resource: "f", output: "id"))]
        let states = [
            Self.state("f", type: Provider.versioned), Self.state("alias", ["follow": 1]),
            Self.state("grant", ["follow": "id of f"]),
        ]
        func actions(_ f: PropertyMap) throws -> [String] {
            try plan(
                [
                    Self.declared("f", f, type: Provider.versioned), Self.declared("alias", follow),
                    Self.declared("grant", named),
                ], from: states
            ).steps.map { "\($0.action.rawValue) \($0.urn.name)" }
        }
        #expect(try actions([:]) == ["same f", "same alias", "same grant"])
        #expect(try actions(["size": 2]) == ["update f", "update alias", "same grant"])
        #expect(try actions(["color": "red"]) == ["update f", "same alias", "same grant"])
        #expect(try actions(["kind": "k"]) == ["replace f", "update alias", "update grant"])
    }

    @Test func deletesDependentsFirst() throws {
        let states = [Self.state("a"), Self.state("b", needs: ["a"]), Self.state("c", needs: ["b", "a"])]
        let plan = try plan([], from: states)
        #expect(plan.steps.map(\.urn.name) == ["c", "b", "a"])
        #expect(Set(plan.steps[2].dependencies) == [Self.urn("b"), Self.urn("c")])
        let destruction = try Planner(provider: InMemoryResourceProvider()).destruction(
            of: StackSnapshot(stack: Self.stack, resources: states))
        #expect(destruction.steps.map(\.urn.name) == ["c", "b", "a"])
        #expect(!destruction.outputsChange)
    }

    @Test func refusesToTakeWhatIsProtected() throws {
        let protected = Self.state("a") { $0.protect = true }
        for wanted in [[], [Self.declared("a", ["kind": "b"])]] {
            let error = #expect(throws: ProvisioningError.self) { try plan(wanted, from: [protected]) }
            #expect(error?.code == "ProtectedResource")
        }
        #expect(try plan([Self.declared("a", ["size": 2])], from: [protected]).steps.map(\.action) == [.update])
        #expect(
            try plan(
                [],
                from: [
                    Self.state("a") {
                        $0.protect = true; $0.delete = true
                    }
                ]
            ).steps.count == 1)
    }

    @Test func badInputsAreFoundWhilePlanning() {
        let nameless = ResourceDeclaration(type: Provider.box, name: "a", inputs: [:])
        #expect(throws: ProvisioningError.self) { try plan([nameless], from: []) }
        #expect(throws: ProvisioningError.self) { try plan([Self.declared("a", type: "x:y:Z")], from: []) }
    }
}
