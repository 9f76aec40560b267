import ProvisioningDomain
import Testing

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
