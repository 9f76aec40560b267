/// One difference between the inputs as they are and as they should be.
public struct PropertyChange: Sendable, Hashable {
    /// The place: names joined by dots, as in `environment.variables.NODE_ENV`.
    public var path: String
    /// The value as it is; nil when there is none.
    public var old: PropertyValue?
    /// The value as it should be; nil when there should be none.
    public var new: PropertyValue?
    /// Whether this change cannot be made in place.
    public var forcesReplacement: Bool

    /// Describes a difference.
    public init(path: String, old: PropertyValue?, new: PropertyValue?, forcesReplacement: Bool = false) {
        self.path = path
        self.old = old
        self.new = new
        self.forcesReplacement = forcesReplacement
    }

    /// The first name of the path: the property of the resource.
    public var property: String { path.split(separator: ".").first.map(String.init) ?? path }
}
