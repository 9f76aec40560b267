package import ProvisioningDomain

/// An append log in an object store: one object a batch, `<log>/<20 digits>.jsonl`, made only if there is none of that number.
package actor ObjectStoreAppendLog: AppendLog {
    private let store: any ObjectStore
    private var next: [String: Int] = [:]

    /// - Parameter store: where the batches go; its writes must be final when they return.
    package init(store: any ObjectStore) { self.store = store }

    package func append(_ records: [[UInt8]], to log: String) async throws {
        guard !records.isEmpty else { return }
        var number = next[log] ?? 0
        while !(try await store.put(Self.key(number, log), Self.batch(records), if: .absent)) { number += 1 }
        next[log] = number + 1
    }

    package func flush(_ log: String) {}

    package func records(of log: String) async throws -> [[UInt8]] {
        var records: [[UInt8]] = []
        for key in try await store.list(log + "/") {
            let bytes = try await store.get(key) ?? []
            records += bytes.split(separator: 0x0A).map(Array.init)
        }
        return records
    }

    package func remove(_ log: String) async throws {
        for key in try await store.list(log + "/").reversed() { try await store.delete(key) }
        next[log] = nil
    }

    private static func key(_ number: Int, _ log: String) -> String {
        let digits = String(number)
        return "\(log)/\(String(repeating: "0", count: 20 - digits.count))\(digits).jsonl"
    }

    private static func batch(_ records: [[UInt8]]) -> [UInt8] {
        records.reduce(into: []) { bytes, record in
            bytes += record
            bytes.append(0x0A)
        }
    }
}
