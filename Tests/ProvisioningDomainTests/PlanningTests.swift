import ProvisioningDomain
import ProvisioningTestSupport
import Testing

@Suite struct PropertyDiffTests {
    private static let reference = PropertyValue.output(OutputReference(resource: "r", output: "o"))

    @Test(
        arguments: [
            (["a": 1], ["a": 1], []), (["a": 1], ["a": 2], ["a"]), ([:], ["a": 1], ["a"]), (["a": 1], [:], ["a"]),
            (["a": ["b": 1, "c": 2]], ["a": ["b": 1, "c": 3]], ["a.c"]), (["a": ["b": 1]], ["a": [:]], ["a.b"]),
            (["a": ["b": ["c": 1]]], ["a": ["b": ["c": 2, "d": 1]]], ["a.b.c", "a.b.d"]),
            (["a": [1, 2]], ["a": [2, 1]], ["a"]), (["a": .secret("x")], ["a": "x"], []),
            (["a": .secret("x")], ["a": .secret("y")], ["a"]), (["a": "x"], ["a": .unknown], ["a"]),
            (["a": "x"], ["a": reference], ["a"]), (["a": ["b": "x"]], ["a": ["b": .unknown]], ["a.b"]),
            (["a": .null], [:], []), ([:], ["a": []], []), (["a": [:]], [:], []), (["a": .null], ["a": [:]], []),
            (["a": []], ["a": .null], []), ([:], ["a": ["__defaults": []]], []), ([:], ["a": ""], ["a"]),
            (["__defaults": [1], "a": ["__defaults": [2]]], ["a": ["__defaults": [3]]], []),
            (["a": .archive(Archive(hash: "h", path: "p"))], ["a": .archive(Archive(hash: "h", path: "q"))], []),
            (["a": .archive(Archive(hash: "h", path: "p"))], ["a": .archive(Archive(hash: "i", path: "p"))], ["a"]),
            (["a": .sealed("c")], ["a": .secret("x")], ["a"]), (["skip": 1], ["skip": 2], []),
            (["a": ["skip": 1]], ["a": ["skip": 2]], []), (["a": ["b": 1]], ["a": "text"], ["a"]),
        ] as [(PropertyMap, PropertyMap, [String])])
    func finds(old: PropertyMap, new: PropertyMap, paths: [String]) {
        #expect(PropertyDiff.changes(from: old, to: new, ignoring: ["skip", "a.skip"]).map(\.path) == paths)
    }

    @Test func partsOfASecretMapStaySecret() {
        let changes = PropertyDiff.changes(
            from: ["a": .secret(["b": "old"])], to: ["a": ["b": .secret("new"), "c": "d"]])
        #expect(changes.map(\.path) == ["a.b", "a.c"])
        #expect(changes[0].old == .secret("old") && changes[0].new == .secret("new"))
        #expect(changes[0].property == "a")
        #expect(PropertyChange(path: "", old: nil, new: nil).property == "")
        #expect(ResourceDiff(changes: changes).touches("x", "a"))
        #expect(!ResourceDiff(changes: changes).touches("b"))
    }
}

@Suite struct DependencyGraphTests {
    private static func node(_ name: String, _ needs: [String] = [], refers: [String] = []) -> ResourceDeclaration {
        ResourceDeclaration(
            type: "t", name: name,
            inputs: ["refs": .array(refers.map { .output(OutputReference(resource: $0, output: "id")) })],
            dependsOn: needs)
    }

    @Test func sortsByNeedThenName() throws {
        let sorted = try DependencyGraph.sorted([
            Self.node("d", ["b"], refers: ["c"]), Self.node("c", refers: ["a"]), Self.node("b", ["a"]), Self.node("a"),
            Self.node("e"),
        ])
        #expect(sorted.map(\.name) == ["a", "e", "b", "c", "d"])
        #expect(sorted.last?.dependencies == ["b", "c"])
        #expect(try DependencyGraph.sorted([]).isEmpty)
    }

    @Test(arguments: [
        ([node("a"), node("a")], "two resources are named \"a\""),
        ([node("a", ["b"])], "\"a\" needs \"b\", which is not declared"),
        ([node("a", refers: ["b"])], "\"a\" needs \"b\", which is not declared"),
        ([node("a", ["a"])], "resources need each other: a"),
        ([node("x"), node("a", ["b"]), node("b", ["c"]), node("c", ["a"])], "resources need each other: a, b, c"),
    ])
    func refuses(declarations: [ResourceDeclaration], message: String) {
        let error = #expect(throws: ProvisioningError.self) { try DependencyGraph.sorted(declarations) }
        #expect(error?.category == .configuration)
        #expect(error?.message == "the stack cannot be planned: \(message)")
    }
}

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

@Suite struct StackSnapshotTests {
    private static let stack = StackReference(project: "p", stack: "s")

    private static func state(_ name: String, _ needs: [String] = [], delete: Bool = false) -> ResourceState {
        ResourceState(
            urn: URN(stack: stack, type: "t", name: name), id: delete ? "old" : "new", type: "t",
            dependencies: needs.map { URN(stack: stack, type: "t", name: $0) }, delete: delete)
    }

    @Test(arguments: [
        ([state("a"), state("b", ["a"])], "a b"), ([state("b", ["a"]), state("a")], "a b"),
        ([state("c", ["b"]), state("b", ["a"]), state("a"), state("d")], "a d b c"),
        ([state("a", ["elsewhere"])], "a"), ([state("a", ["a"])], "a"),
        ([state("a", delete: true), state("b", ["a"]), state("a")], "a a- b"),
        ([state("a", delete: true), state("b")], "a- b"),
        ([state("x", ["y"]), state("y", ["x"]), state("z")], "z x y"), ([], ""),
    ])
    func sorts(resources: [ResourceState], order: String) {
        let sorted = StackSnapshot(stack: Self.stack, resources: resources).topologicallySorted()
        #expect(sorted.resources.map { $0.urn.name + ($0.delete ? "-" : "") }.joined(separator: " ") == order)
        #expect(sorted.topologicallySorted() == sorted)
    }

    @Test func findsTheLiveOne() {
        var root = ResourceState(urn: Self.stack.rootURN, custom: false, type: .stack, outputs: ["a": 1])
        root.parent = nil
        let provider = ResourceState(
            urn: URN(stack: Self.stack, type: "pulumi:providers:aws", name: "d"), id: "u", type: "pulumi:providers:aws")
        let snapshot = StackSnapshot(
            stack: Self.stack, resources: [root, provider, Self.state("a", delete: true), Self.state("a")])
        #expect(snapshot.resource(URN(stack: Self.stack, type: "t", name: "a"))?.id == "new")
        #expect(snapshot.outputs == ["a": 1])
        #expect(snapshot.managed.count == 2)
        #expect(StackSnapshot(stack: Self.stack).outputs == [:])
    }

    @Test func knowsWhatMustStandBefore() {
        var state = Self.state("a", ["b"])
        state.parent = Self.stack.rootURN
        state.propertyDependencies = ["p": [URN(stack: Self.stack, type: "t", name: "c")]]
        state.provider = "urn:pulumi:s::p::pulumi:providers:aws::d::id"
        #expect(Set(state.predecessors.map(\.name)) == ["b", "c", "p-s", "d"])
    }
}
