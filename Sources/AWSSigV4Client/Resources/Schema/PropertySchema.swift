internal import ProvisioningDomain

/// What one input property of a resource may hold, and what a change of it means.
struct PropertySchema: Sendable {
    /// The shape of a value.
    indirect enum Kind: Sendable {
        /// Text.
        case string
        /// A whole number.
        case integer
        /// A truth value.
        case boolean
        /// A list of one kind.
        case list(Kind)
        /// A map with any names of one kind; Pulumi writes no `__defaults` into it.
        case map(Kind)
        /// An object with known names; Pulumi writes `__defaults` into it.
        case object([String: Kind])
        /// A zip file.
        case archive
    }

    /// The shape of its value.
    var kind: Kind
    /// Whether it must be given.
    var isRequired = false
    /// Whether a change needs a new resource (`ForceNew` in terraform-provider-aws).
    var forcesReplacement = false
    /// Whether the cloud does not tell it, so that a read keeps what the state says.
    var isSticky = false
    /// Whether the cloud chooses it when it is not given, so that a read adds it only when it was given.
    var isComputed = false
    /// Whether the text is a JSON document, which is compared by its meaning.
    var isJSON = false
    /// What the official provider's Check adds when it is not given; only values that are neither false, 0 nor "".
    var defaultValue: PropertyValue?
}

extension PropertySchema {
    /// Text.
    static let string = PropertySchema(kind: .string)
    /// A whole number.
    static let integer = PropertySchema(kind: .integer)
    /// A truth value.
    static let boolean = PropertySchema(kind: .boolean)
    /// Tags and other maps of texts.
    static let strings = PropertySchema(kind: .map(.string))

    /// The same, to be given.
    var required: PropertySchema { with { $0.isRequired = true } }
    /// The same, with a change that needs a new resource.
    var replacing: PropertySchema { with { $0.forcesReplacement = true } }
    /// The same, not told by the cloud.
    var sticky: PropertySchema { with { $0.isSticky = true } }
    /// The same, chosen by the cloud when it is not given.
    var computed: PropertySchema { with { $0.isComputed = true } }
    /// The same, compared as JSON.
    var json: PropertySchema { with { $0.isJSON = true } }

    /// The same with a default.
    func defaulting(to value: PropertyValue) -> PropertySchema { with { $0.defaultValue = value } }

    private func with(_ change: (inout PropertySchema) -> Void) -> PropertySchema {
        var copy = self
        change(&copy)
        return copy
    }
}
