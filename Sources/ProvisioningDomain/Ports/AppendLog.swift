/// Keeps records in the order in which they came.
public protocol AppendLog: Sendable {
    /// Adds records at the end of a log. When it returns, they survive the death of this process.
    ///
    /// - Parameters:
    ///   - records: each one line without its line end.
    ///   - log: the name of the log, `/`-separated.
    func append(_ records: [[UInt8]], to log: String) async throws

    /// When it returns, what was appended survives a power cut.
    func flush(_ log: String) async throws

    /// All whole records of a log; none when it does not exist.
    func records(of log: String) async throws -> [[UInt8]]

    /// Removes a log; one that does not exist counts as removed.
    func remove(_ log: String) async throws
}
