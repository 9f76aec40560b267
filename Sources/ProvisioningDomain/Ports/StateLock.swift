/// The right to write one stack.
public struct StateLock: Sendable, Hashable {
    /// The stack.
    public var stack: StackReference
    /// The lock's own name in the backend, a UUID.
    public var id: String

    /// Describes a lock.
    public init(stack: StackReference, id: String) {
        self.stack = stack
        self.id = id
    }
}
