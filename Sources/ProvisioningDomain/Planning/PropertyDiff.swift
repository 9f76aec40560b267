/// Compares property trees.
public enum PropertyDiff {
    /// The differences between two sets of inputs, sorted by path.
    ///
    /// Names that begin with `__` are Pulumi's own and never compared; secretness is not compared; archives are equal when their
    /// hashes are; a new value that is not known yet counts as a change.
    public static func changes(
        from old: PropertyMap, to new: PropertyMap, ignoring ignored: Set<String> = []
    ) -> [PropertyChange] {
        var changes: [PropertyChange] = []
        compare(old, new, prefix: "", ignoring: ignored, into: &changes)
        return changes.sorted { $0.path < $1.path }
    }

    private static func compare(
        _ old: PropertyMap, _ new: PropertyMap, prefix: String, ignoring ignored: Set<String>,
        into changes: inout [PropertyChange]
    ) {
        for name in Set(old.keys).union(new.keys) where !name.hasPrefix("__") && !ignored.contains(prefix + name) {
            compare(old[name], new[name], path: prefix + name, ignoring: ignored, into: &changes)
        }
    }

    private static func compare(
        _ old: PropertyValue?, _ new: PropertyValue?, path: String, ignoring ignored: Set<String>,
        into changes: inout [PropertyChange]
    ) {
        if isAbsent(old), isAbsent(new) { return }
        if let left = old?.withoutSecrets, let right = new?.withoutSecrets {
            switch (left, right) {
            case (.object, .object):
                // The wrappers stay on the parts, so that a changed secret is shown as one.
                compare(
                    parts(of: old), parts(of: new), prefix: path + ".", ignoring: ignored, into: &changes)
                return
            case (.archive(let left), .archive(let right)):
                if left.hash == right.hash { return }
            default:
                if !right.containsUnknown, withoutInternalNames(left) == withoutInternalNames(right) { return }
            }
        }
        changes.append(PropertyChange(path: path, old: old, new: new))
    }

    /// A list whose maps have no names of Pulumi's own.
    private static func withoutInternalNames(_ value: PropertyValue) -> PropertyValue {
        switch value {
        case .array(let values): .array(values.map(withoutInternalNames))
        case .object(let map):
            .object(map.filter { !$0.key.hasPrefix("__") }.mapValues(withoutInternalNames))
        default: value
        }
    }

    /// The parts of a map; those of a secret map are secret.
    private static func parts(of value: PropertyValue?) -> PropertyMap {
        guard let value else { return [:] }
        if case .secret(let inner) = value { return parts(of: inner).mapValues { .secret($0) } }
        return value.objectValue ?? [:]
    }

    /// Whether a value says nothing: absent, null, or a map or list with nothing in it.
    private static func isAbsent(_ value: PropertyValue?) -> Bool {
        switch value?.withoutSecrets {
        case nil, .null: true
        case .object(let map): map.keys.allSatisfy { $0.hasPrefix("__") }
        case .array(let values): values.isEmpty
        default: false
        }
    }
}
