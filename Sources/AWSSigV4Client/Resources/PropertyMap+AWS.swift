internal import ProvisioningDomain

extension PropertyMap {
    /// The text of a property, revealed.
    func text(_ name: String) -> String? { self[name]?.stringValue }

    /// The text of a property that `check` made sure of.
    ///
    /// - Throws: `ProvisioningError` when its value is not known: a secret of which only the ciphertext is, or a reference.
    func requiredText(_ name: String) throws(ProvisioningError) -> String {
        guard let value = self[name] else {
            throw ProvisioningError(.operation, code: "MissingProperty", "the property \"\(name)\" has no value")
        }
        return try value.requiredText(at: name)
    }

    /// The whole number of a property.
    func integer(_ name: String) -> Int? { self[name]?.intValue }

    /// The truth value of a property; false when there is none.
    func flag(_ name: String) -> Bool { self[name]?.boolValue ?? false }

    /// The tags, revealed.
    func tags(_ name: String = "tags") throws(ProvisioningError) -> [String: String] {
        try self[name]?.requiredTexts(at: name) ?? [:]
    }

    /// The `tags` and `tagsAll` of outputs.
    func tagOutputs() -> PropertyMap {
        guard let tags = self["tags"] else { return ["tagsAll": [:]] }
        return ["tags": tags, "tagsAll": tags]
    }
}

extension PropertyValue {
    /// The text, revealed.
    ///
    /// - Throws: `ProvisioningError` when it is not known.
    func requiredText(at path: String) throws(ProvisioningError) -> String {
        switch revealed {
        case .string(let text): return text
        case .sealed:
            throw ProvisioningError(
                .configuration, code: "SealedSecret", "the property \"\(path)\" is a secret that cannot be opened",
                hint: "Give the stack's passphrase in PULUMI_CONFIG_PASSPHRASE or PULUMI_CONFIG_PASSPHRASE_FILE.")
        default:
            throw ProvisioningError(
                .operation, code: "UnresolvedProperty", "the property \"\(path)\" is \(self) and must be text")
        }
    }

    /// A map of texts, revealed.
    ///
    /// - Throws: `ProvisioningError` when one of them is not known.
    func requiredTexts(at path: String) throws(ProvisioningError) -> [String: String] {
        var texts: [String: String] = [:]
        for (name, value) in objectValue ?? [:] where !name.hasPrefix("__") {
            texts[name] = try value.requiredText(at: "\(path).\(name)")
        }
        return texts
    }

    /// Text; "" when there is none.
    static func text(_ value: String?) -> PropertyValue { .string(value ?? "") }

    /// A map of texts.
    static func texts(_ values: [String: String]) -> PropertyValue { .object(values.mapValues { .string($0) }) }

    /// A whole number.
    static func integer(_ value: Int) -> PropertyValue { .number(Double(value)) }
}

/// What to do to make tags equal to the wanted ones.
struct TagChanges: Sendable, Equatable {
    /// Tags to set.
    var set: [String: String]
    /// Names of tags to remove, sorted.
    var removed: [String]

    /// Compares tags.
    init(from old: [String: String], to new: [String: String]) {
        set = new.filter { old[$0.key] != $0.value }
        removed = old.keys.filter { new[$0] == nil }.sorted()
    }
}
