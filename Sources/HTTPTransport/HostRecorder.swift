/// The hosts that were contacted, each once, in the order of first contact.
package final class HostRecorder: Sendable {
    private let recorded = MutexBox<[String]>([])

    package init() {}

    /// The hosts so far, with the port where a URL names one.
    package var hosts: [String] { recorded.withLock { $0 } }

    /// Notes the host of `url`; a URL without one is ignored.
    package func record(url: String) {
        guard let host = URLAuthority(url)?.display else { return }
        recorded.withLock { if !$0.contains(host) { $0.append(host) } }
    }
}
