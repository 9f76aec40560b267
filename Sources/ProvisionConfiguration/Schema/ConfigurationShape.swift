/// What a value in `provision.yaml` must look like: the parser checks it and the JSON Schema is generated from it.
indirect enum ConfigurationShape: Sendable {
    /// Text of a certain form.
    case text(TextRule)
    /// Text, a number or a truth value, taken as it is written.
    case scalar(allowsSecrets: Bool)
    /// One of several words.
    case choice([String])
    /// A whole number within bounds.
    case integer(ClosedRange<Int>)
    /// One of several whole numbers.
    case integerChoice([Int])
    /// Seconds: a whole number, or text such as `30s` or `5m`.
    case seconds(ClosedRange<Int>)
    /// A list of values of one shape.
    case list(ConfigurationShape)
    /// A map with free keys of a certain form and values of one shape.
    case map(keys: TextRule, values: ConfigurationShape, isRequiredToHaveOne: Bool = false)
    /// A map with known keys.
    case object(ObjectRule)
}

/// A key of a map with known keys.
struct KeyRule: Sendable {
    /// Its name.
    var name: String
    /// What it means, for the JSON Schema.
    var documentation: String
    /// Its value.
    var shape: ConfigurationShape
    /// Whether it must be there.
    var isRequired = false
    /// What is taken when it is not there, as the user would write it.
    var standard: String?
}

/// The known keys of a map.
struct ObjectRule: Sendable {
    /// The keys.
    var keys: [KeyRule]
    /// Keys of the design that this version does not know yet.
    var unsupported: [String] = []

    /// The rule of a key.
    subscript(name: String) -> KeyRule? { keys.first { $0.name == name } }

    /// The same keys, of which none is required.
    var withoutRequired: ObjectRule {
        var copy = self
        for index in copy.keys.indices { copy.keys[index].isRequired = false }
        return copy
    }

    /// The same keys and some more.
    func adding(_ more: [KeyRule], unsupported: [String] = []) -> ObjectRule {
        ObjectRule(keys: keys + more, unsupported: self.unsupported + unsupported)
    }
}
