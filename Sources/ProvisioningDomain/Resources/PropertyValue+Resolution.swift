extension PropertyValue {
    /// Replaces each reference by the value that `lookup` knows for it; `nil` means that it is known only later.
    ///
    /// A concatenation of known parts becomes text; with an unknown part, or one of which only the ciphertext is known, it is
    /// unknown; with a secret part it is secret.
    public func resolved(_ lookup: (OutputReference) -> PropertyValue?) -> PropertyValue {
        switch self {
        case .output(let reference):
            return lookup(reference) ?? .unknown
        case .array(let values):
            return .array(values.map { $0.resolved(lookup) })
        case .object(let map):
            return .object(map.mapValues { $0.resolved(lookup) })
        case .secret(let inner):
            return .secret(inner.resolved(lookup))
        case .concatenation(let parts):
            return Self.joined(parts.map { $0.resolved(lookup) })
        case .null, .bool, .number, .string, .sealed, .archive, .unknown:
            return self
        }
    }

    /// The text of resolved parts put together.
    private static func joined(_ parts: [PropertyValue]) -> PropertyValue {
        let isUnknown = parts.contains { part in
            if case .sealed = part.revealed { return true }
            return part.containsUnknown
        }
        if isUnknown { return .unknown }
        let text = PropertyValue.string(parts.map(\.displayText).joined())
        return parts.contains(where: \.containsSecret) ? .secret(text) : text
    }

    /// The text of a scalar as it stands inside other text.
    private var displayText: String {
        switch revealed {
        case .string(let text): text
        case .bool(let flag): flag ? "true" : "false"
        case .number(let number): Int(exactly: number).map { "\($0)" } ?? "\(number)"
        default: ""
        }
    }
}
