/// Whose turn it is: requests in order of arrival, within a limit in total and one per host.
///
/// A request to a busy host does not hold up those behind it to other hosts.
struct TransferQueue {
    private struct Entry {
        var id: UInt64
        var host: String
    }

    let maximumInFlight: Int
    let maximumPerHost: Int
    private var waiting: [Entry] = []
    private var running: [UInt64: String] = [:]
    private var perHost: [String: Int] = [:]

    init(maximumInFlight: Int, maximumPerHost: Int) {
        self.maximumInFlight = max(1, maximumInFlight)
        self.maximumPerHost = max(1, maximumPerHost)
    }

    mutating func enqueue(_ id: UInt64, host: String) { waiting.append(Entry(id: id, host: host)) }

    /// Takes the next request that may start now and counts it as running; nil when none may.
    mutating func startNext() -> UInt64? {
        guard running.count < maximumInFlight,
            let index = waiting.firstIndex(where: { perHost[$0.host, default: 0] < maximumPerHost })
        else { return nil }
        let entry = waiting.remove(at: index)
        running[entry.id] = entry.host
        perHost[entry.host, default: 0] += 1
        return entry.id
    }

    /// Forgets a request, waiting or running, and so makes room.
    mutating func remove(_ id: UInt64) {
        guard let host = running.removeValue(forKey: id) else {
            waiting.removeAll { $0.id == id }
            return
        }
        let left = perHost[host, default: 1] - 1
        perHost[host] = left > 0 ? left : nil
    }
}
