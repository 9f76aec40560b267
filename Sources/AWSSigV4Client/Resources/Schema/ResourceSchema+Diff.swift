internal import OrderedJSON
internal import ProvisioningDomain

extension ResourceSchema {
    /// The differences between a resource and the inputs that it should have.
    ///
    /// A property that the old inputs lack and whose output says what is wanted is no difference: another tool's state
    /// leaves out what it found as a default. JSON documents are compared by their meaning.
    func changes(from old: ResourceOutcome, to inputs: PropertyMap) -> [PropertyChange] {
        var before = old.inputs
        for (name, property) in properties where before[name] == nil || property.isJSON {
            guard let wanted = inputs[name] else { continue }
            if before[name] == nil, let output = old.outputs[name],
                PropertyDiff.changes(from: [name: output], to: [name: wanted]).isEmpty
            {
                before[name] = wanted
            } else if property.isJSON, Self.isSameDocument(before[name], wanted) {
                before[name] = wanted
            }
        }
        // `tagsAll` is an input only in states of older providers; the cloud's choice stays when nothing is wanted.
        let ignored = Set(["tagsAll"]).union(
            properties.filter { $0.value.isComputed && inputs[$0.key] == nil }.keys)
        return PropertyDiff.changes(from: before, to: inputs, ignoring: ignored).map { change in
            var marked = change
            marked.forcesReplacement = properties[change.property]?.forcesReplacement ?? false
            return marked
        }
    }

    /// Whether the old resource must be gone before the new one is made: it has a name of its own and keeps it.
    func deletesBeforeReplace(_ changes: [PropertyChange]) -> Bool {
        guard changes.contains(where: \.forcesReplacement), !identity.isEmpty else { return false }
        return !changes.contains { identity.contains($0.property) }
    }

    /// Whether two texts hold the same JSON document.
    static func isSameDocument(_ left: PropertyValue?, _ right: PropertyValue?) -> Bool {
        guard let left = left?.stringValue, let right = right?.stringValue else { return false }
        if left == right { return true }
        guard let first = try? JSONValue(parsing: left), let second = try? JSONValue(parsing: right) else {
            return false
        }
        return first == second
    }
}
