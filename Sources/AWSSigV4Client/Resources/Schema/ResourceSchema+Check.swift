internal import ProvisioningDomain

extension ResourceSchema {
    /// Validates inputs and adds what the Check of pulumi-aws 7.51.1 adds: the region, defaults, and `__defaults` on schema
    /// objects (the sorted names that a default filled).
    ///
    /// Checked inputs pass unchanged. References and unknown values pass as any kind.
    ///
    /// - Throws: `ProvisioningError` of category `configuration` that names the property.
    func check(_ inputs: PropertyMap, region: String) throws(ProvisioningError) -> PropertyMap {
        var checked = inputs
        for (name, value) in inputs.sorted(by: { $0.key < $1.key }) where !name.hasPrefix("__") {
            guard let property = properties[name] else { throw refusal(of: name) }
            checked[name] = try check(value, property.kind, at: name)
        }
        for (name, property) in properties.sorted(by: { $0.key < $1.key })
        where property.isRequired && Self.isMissing(inputs[name]) {
            throw ProvisioningError(
                .configuration, code: "MissingProperty", "\(type): the property \"\(name)\" is missing",
                hint: "Give it; it is required.")
        }
        try checkChoice(inputs)
        if isRegional, checked["region"] == nil { checked["region"] = .string(region) }
        var filled = Set((inputs["__defaults"]?.arrayValue ?? []).compactMap(\.stringValue))
        for (name, property) in properties where checked[name] == nil {
            guard let value = property.defaultValue else { continue }
            checked[name] = value
            filled.insert(name)
        }
        checked["__defaults"] = .array(filled.sorted().map { .string($0) })
        return checked
    }

    private func checkChoice(_ inputs: PropertyMap) throws(ProvisioningError) {
        if choice.isEmpty { return }
        let begun = choice.filter { group in group.contains { !Self.isMissing(inputs[$0]) } }
        if begun.count == 1, begun[0].allSatisfy({ !Self.isMissing(inputs[$0]) }) { return }
        let groups = choice.map { $0.map { "\"\($0)\"" }.joined(separator: " with ") }.joined(separator: " or ")
        throw ProvisioningError(
            .configuration, code: "MissingProperty", "\(type): exactly one of these must be given: \(groups)",
            hint: "Give one of them and leave out the rest.")
    }

    private static func isMissing(_ value: PropertyValue?) -> Bool {
        switch value {
        case nil, .null: true
        default: false
        }
    }

    private func refusal(of name: String) -> ProvisioningError {
        if unsupported.contains(name) {
            return ProvisioningError(
                .configuration, code: "UnsupportedProperty",
                "\(type): the property \"\(name)\" is not supported by this version", hint: "Leave it out.")
        }
        let nearest = NearestMatch.of(name, in: properties.keys.sorted())
        return ProvisioningError(
            .configuration, code: "UnknownProperty", "\(type): there is no property \"\(name)\"",
            hint: nearest.map { "Did you mean \"\($0)\"?" }
                ?? "It has \(properties.keys.sorted().joined(separator: ", ")).")
    }

    private func check(
        _ value: PropertyValue, _ kind: PropertySchema.Kind, at path: String
    ) throws(ProvisioningError) -> PropertyValue {
        switch value {
        case .unknown, .output, .sealed, .null: return value
        case .secret(let inner): return .secret(try check(inner, kind, at: path))
        default: break
        }
        switch (kind, value) {
        case (.string, .string), (.string, .concatenation), (.boolean, .bool), (.archive, .archive):
            return value
        case (.integer, .number(let number)):
            guard Int(exactly: number) != nil else { throw mismatch(value, "a whole number", at: path) }
            return value
        case (.list(let element), .array(let values)):
            var checked: [PropertyValue] = []
            for (index, value) in values.enumerated() {
                checked.append(try check(value, element, at: "\(path)[\(index)]"))
            }
            return .array(checked)
        case (.map(let element), .object(let map)):
            var checked: PropertyMap = [:]
            for (name, value) in map { checked[name] = try check(value, element, at: "\(path).\(name)") }
            return .object(checked)
        case (.object(let kinds), .object(let map)):
            return .object(try check(map, kinds, at: path))
        default:
            throw mismatch(value, kind.expectation, at: path)
        }
    }

    private func check(
        _ map: PropertyMap, _ kinds: [String: PropertySchema.Kind], at path: String
    ) throws(ProvisioningError) -> PropertyMap {
        var checked = map
        for (name, value) in map.sorted(by: { $0.key < $1.key }) where !name.hasPrefix("__") {
            guard let kind = kinds[name] else {
                let nearest = NearestMatch.of(name, in: kinds.keys.sorted())
                throw ProvisioningError(
                    .configuration, code: "UnknownProperty", "\(type): there is no property \"\(path).\(name)\"",
                    hint: nearest.map { "Did you mean \"\($0)\"?" }
                        ?? "It has \(kinds.keys.sorted().joined(separator: ", ")).")
            }
            checked[name] = try check(value, kind, at: "\(path).\(name)")
        }
        if checked["__defaults"] == nil { checked["__defaults"] = [] }
        return checked
    }

    private func mismatch(_ value: PropertyValue, _ expectation: String, at path: String) -> ProvisioningError {
        ProvisioningError(
            .configuration, code: "InvalidPropertyType",
            "\(type): the property \"\(path)\" is \(value) and must be \(expectation)", hint: "Correct its type.")
    }
}

extension PropertySchema.Kind {
    /// What must be given, in words.
    var expectation: String {
        switch self {
        case .string: "text"
        case .integer: "a whole number"
        case .boolean: "true or false"
        case .list: "a list"
        case .map, .object: "a map"
        case .archive: "a zip archive"
        }
    }
}
