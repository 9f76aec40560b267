/// Keeps snapshots of stacks, one writer at a time.
///
/// A cancelled task must still be able to `save`, `record` and `unlock`: what was done in the cloud is written down also then.
public protocol StateBackend: Sendable {
    /// Reads a stack without a lock.
    ///
    /// - Returns: nil when the stack does not exist.
    /// - Throws: a `ProvisioningFailure` when the state cannot be read, is too new, or breaks an integrity rule.
    func load(_ stack: StackReference) async throws -> StackSnapshot?

    /// Takes the lock of a stack and makes its checkpoint whole if a killed run left changes beside it.
    ///
    /// - Throws: a `ProvisioningFailure` of category `locked` that names the holder and the time.
    func lock(_ stack: StackReference) async throws -> StateLock

    /// Writes a snapshot, whole or not at all, after checking its integrity and that the lock still stands.
    ///
    /// - Parameter operations: what may begin before the next save; nil when no changes will be appended. Other programs see it as
    ///   pending; `load` leaves out what has not begun, as the changes appended since then tell.
    func save(_ snapshot: StackSnapshot, announcing operations: [PendingOperation]?, lock: StateLock) async throws

    /// Adds changes to what was saved last with announced operations, after checking that the lock still stands.
    ///
    /// When it returns, `load` gives the changed state even if this process is killed. A power cut may take the last appends away, each
    /// as a whole; `load` then takes every announced operation without a begin for one that may have begun.
    func append(_ changes: [StateChange], lock: StateLock) async throws

    /// Adds a run to the stack's history, with a copy of the state as it is now.
    func record(_ update: UpdateRecord, lock: StateLock) async throws

    /// Gives the lock back.
    func unlock(_ lock: StateLock) async throws
}

extension StateBackend {
    /// Writes a snapshot when nothing will begin before the next save.
    public func save(_ snapshot: StackSnapshot, lock: StateLock) async throws {
        try await save(snapshot, announcing: nil, lock: lock)
    }
}
