import ProvisioningDomain
import Testing

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
