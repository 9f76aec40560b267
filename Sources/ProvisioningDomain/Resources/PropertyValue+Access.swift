extension PropertyValue {
    /// The value inside secrets, however deeply they are nested.
    public var revealed: PropertyValue {
        if case .secret(let inner) = self { return inner.revealed }
        return self
    }

    /// The text, also of a secret.
    public var stringValue: String? {
        if case .string(let text) = revealed { return text }
        return nil
    }

    /// The number, also of a secret.
    public var numberValue: Double? {
        if case .number(let number) = revealed { return number }
        return nil
    }

    /// The number as a whole number, when it is one.
    public var intValue: Int? { numberValue.flatMap(Int.init(exactly:)) }

    /// The truth value, also of a secret.
    public var boolValue: Bool? {
        if case .bool(let flag) = revealed { return flag }
        return nil
    }

    /// The list, also of a secret.
    public var arrayValue: [PropertyValue]? {
        if case .array(let values) = revealed { return values }
        return nil
    }

    /// The map, also of a secret.
    public var objectValue: PropertyMap? {
        if case .object(let map) = revealed { return map }
        return nil
    }

    /// The archive, also of a secret.
    public var archiveValue: Archive? {
        if case .archive(let archive) = revealed { return archive }
        return nil
    }

    /// Whether some part of the value is known only later.
    public var containsUnknown: Bool {
        switch self {
        case .unknown, .output: true
        case .array(let values), .concatenation(let values): values.contains(where: \.containsUnknown)
        case .object(let map): map.values.contains(where: \.containsUnknown)
        case .secret(let inner): inner.containsUnknown
        case .null, .bool, .number, .string, .sealed, .archive: false
        }
    }

    /// Whether some part of the value is secret.
    public var containsSecret: Bool {
        switch self {
        case .secret, .sealed: true
        case .array(let values), .concatenation(let values): values.contains(where: \.containsSecret)
        case .object(let map): map.values.contains(where: \.containsSecret)
        case .null, .bool, .number, .string, .archive, .unknown, .output: false
        }
    }

    /// Whether some part of the value is a secret of which only the ciphertext is known.
    public var containsSealed: Bool {
        switch self {
        case .sealed: true
        case .array(let values), .concatenation(let values): values.contains(where: \.containsSealed)
        case .object(let map): map.values.contains(where: \.containsSealed)
        case .secret(let inner): inner.containsSealed
        case .null, .bool, .number, .string, .archive, .unknown, .output: false
        }
    }

    /// The logical names of the resources whose outputs the value needs.
    public var referencedResources: Set<String> {
        switch self {
        case .output(let reference): [reference.resource]
        case .array(let values), .concatenation(let values):
            values.reduce(into: []) { $0.formUnion($1.referencedResources) }
        case .object(let map): map.values.reduce(into: []) { $0.formUnion($1.referencedResources) }
        case .secret(let inner): inner.referencedResources
        case .null, .bool, .number, .string, .sealed, .archive, .unknown: []
        }
    }

    /// The value without secret wrappers at any depth, for comparison: Pulumi's engine ignores secretness there.
    public var withoutSecrets: PropertyValue {
        switch self {
        case .secret(let inner): inner.withoutSecrets
        case .array(let values): .array(values.map(\.withoutSecrets))
        case .object(let map): .object(map.mapValues(\.withoutSecrets))
        case .concatenation(let parts): .concatenation(parts.map(\.withoutSecrets))
        case .null, .bool, .number, .string, .sealed, .archive, .unknown, .output: self
        }
    }
}
