import ProvisioningDomain

/// An append log in memory.
package actor InMemoryAppendLog: AppendLog {
    /// The records of each log.
    package private(set) var logs: [String: [[UInt8]]] = [:]
    /// How often each log was flushed.
    package private(set) var flushes: [String: Int] = [:]

    package init() {}

    package func append(_ records: [[UInt8]], to log: String) { logs[log, default: []] += records }

    package func flush(_ log: String) { flushes[log, default: 0] += 1 }

    package func records(of log: String) -> [[UInt8]] { logs[log] ?? [] }

    package func remove(_ log: String) { logs[log] = nil }
}
