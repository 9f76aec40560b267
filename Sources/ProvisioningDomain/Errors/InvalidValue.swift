/// A value that breaks a rule of the domain.
public struct InvalidValue: Error, Sendable, Hashable, CustomStringConvertible {
    /// What the value is.
    public var what: String
    /// The value.
    public var value: String
    /// What is allowed.
    public var rule: String

    /// Describes the breach.
    public init(what: String, value: String, rule: String) {
        self.what = what
        self.value = value
        self.rule = rule
    }

    /// A sentence for the user.
    public var description: String { "invalid \(what) \"\(value)\": must be \(rule)" }
}
