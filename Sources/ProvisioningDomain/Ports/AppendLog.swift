/// Keeps records in the order in which they came.
///
/// When `append` returns, the records survive a power cut.
public protocol AppendLog: Sendable {
    /// Adds records at the end of a log.
    ///
    /// - Parameters:
    ///   - records: each one line without its line end.
    ///   - log: the name of the log, `/`-separated.
    func append(_ records: [[UInt8]], to log: String) async throws

    /// All whole records of a log; none when it does not exist.
    func records(of log: String) async throws -> [[UInt8]]
}
