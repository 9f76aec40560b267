/// Keeps snapshots of stacks, one writer at a time.
///
/// A cancelled task must still be able to `save`, `record` and `unlock`: what was done in the cloud is written down also then.
public protocol StateBackend: Sendable {
    /// Reads a stack without a lock.
    ///
    /// - Returns: nil when the stack does not exist.
    /// - Throws: a `ProvisioningFailure` when the state cannot be read, is too new, or breaks an integrity rule.
    func load(_ stack: StackReference) async throws -> StackSnapshot?

    /// Takes the lock of a stack.
    ///
    /// - Throws: a `ProvisioningFailure` of category `locked` that names the holder and the time.
    func lock(_ stack: StackReference) async throws -> StateLock

    /// Writes a snapshot, whole or not at all, after checking its integrity and that the lock still stands.
    func save(_ snapshot: StackSnapshot, lock: StateLock) async throws

    /// Adds a run to the stack's history, with a copy of the state as it is now.
    func record(_ update: UpdateRecord, lock: StateLock) async throws

    /// Gives the lock back.
    func unlock(_ lock: StateLock) async throws
}
