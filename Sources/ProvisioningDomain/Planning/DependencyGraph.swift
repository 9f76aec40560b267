/// The order in which declared resources can be made.
public enum DependencyGraph {
    /// Sorts declarations so that each comes after those that it needs; otherwise by name, so that the order is the same every time.
    ///
    /// - Throws: `ProvisioningError` of category `configuration` for a duplicate name, a missing dependency or a cycle.
    public static func sorted(_ declarations: [ResourceDeclaration]) throws -> [ResourceDeclaration] {
        var byName: [String: ResourceDeclaration] = [:]
        for declaration in declarations where byName.updateValue(declaration, forKey: declaration.name) != nil {
            throw invalid("two resources are named \"\(declaration.name)\"")
        }
        for declaration in declarations {
            for name in declaration.dependencies where byName[name] == nil {
                throw invalid("\"\(declaration.name)\" needs \"\(name)\", which is not declared")
            }
        }
        var sorted: [ResourceDeclaration] = []
        var placed: Set<String> = []
        var waiting = declarations.sorted { $0.name < $1.name }
        while !waiting.isEmpty {
            let ready = waiting.filter { $0.dependencies.allSatisfy(placed.contains) }
            if ready.isEmpty {
                throw invalid("resources need each other: \(waiting.map(\.name).joined(separator: ", "))")
            }
            sorted += ready
            placed.formUnion(ready.map(\.name))
            waiting.removeAll { placed.contains($0.name) }
        }
        return sorted
    }

    private static func invalid(_ message: String) -> ProvisioningError {
        ProvisioningError(.configuration, code: "InvalidDeclaration", "the stack cannot be planned: \(message)")
    }
}
