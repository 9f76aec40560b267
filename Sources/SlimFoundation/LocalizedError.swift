/// An error that describes itself.
public protocol LocalizedError: Error {
    /// What went wrong.
    var errorDescription: String? { get }
}

extension LocalizedError {
    /// Nothing, unless the error says it.
    public var errorDescription: String? { nil }
}
