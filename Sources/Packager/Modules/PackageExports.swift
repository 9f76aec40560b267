import OrderedJSON

/// The `exports` or `imports` of a package.json (Node.js documentation, "Modules: Packages").
struct PackageExports {
    private let entries: JSONObject
    private let conditions: Set<String>

    init(_ value: JSONValue, kind: ModuleReference.Kind, knowsModuleSync: Bool = true) {
        var conditions: Set<String> = ["node", "node-addons", "default", kind == .require ? "require" : "import"]
        if knowsModuleSync { conditions.insert("module-sync") }
        self.conditions = conditions
        if let object = value.object, object.keys.contains(where: { $0.hasPrefix(".") || $0.hasPrefix("#") }) {
            entries = object
        } else {
            entries = [".": value]
        }
    }

    /// The target of `.`, `./path` or `#name`; nil when there is none.
    func target(of subpath: String) -> String? {
        if let value = entries[subpath], !subpath.contains("*") { return pick(value, filling: "") }
        var best: (prefixLength: Int, value: JSONValue, rest: String)?
        for (key, value) in entries {
            guard let rest = Self.match(subpath, key) else { continue }
            let length = key.prefix { $0 != "*" }.count
            if length > best?.prefixLength ?? -1 { best = (length, value, rest) }
        }
        return best.flatMap { pick($0.value, filling: $0.rest) }
    }

    /// What a `*` in `key`, or a `/` at its end, stands for in `subpath`; nil when they do not match.
    private static func match(_ subpath: String, _ key: String) -> String? {
        let parts = key.split(separator: "*", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2 else {
            return key.hasSuffix("/") && subpath.hasPrefix(key) ? String(subpath.dropFirst(key.count)) : nil
        }
        guard subpath.count > parts[0].count + parts[1].count || subpath.count == parts[0].count + parts[1].count,
            subpath.hasPrefix(parts[0]), subpath.hasSuffix(parts[1])
        else { return nil }
        return String(subpath.dropFirst(parts[0].count).dropLast(parts[1].count))
    }

    private func pick(_ value: JSONValue, filling rest: String) -> String? {
        if let text = value.string {
            if text.hasSuffix("/") { return text + rest }
            return text.split(separator: "*", omittingEmptySubsequences: false).joined(separator: rest)
        }
        if let choices = value.array { return choices.lazy.compactMap { pick($0, filling: rest) }.first }
        for (condition, value) in value.object ?? [:] where conditions.contains(condition) {
            if value.isNull { return nil }
            if let target = pick(value, filling: rest) { return target }
        }
        return nil
    }
}
