/// What `doctor` found out about one thing.
package struct DoctorCheck: Sendable, Hashable {
    /// How it stands.
    package enum Status: String, Sendable, Hashable, CaseIterable {
        /// As it must be.
        case ok
        /// Worth knowing; nothing is wrong.
        case note
        /// A deployment would fail.
        case failed
    }

    /// What was looked at, such as `libcurl`.
    package var name: String
    /// How it stands.
    package var status: Status
    /// What was found.
    package var detail: String
    /// What to do.
    package var advice: String?

    package init(_ name: String, _ status: Status, _ detail: String, advice: String? = nil) {
        self.name = name
        self.status = status
        self.detail = detail
        self.advice = advice
    }

    /// A check that an error ended.
    init(_ name: String, _ error: any Error) {
        let lines = FailureReport(error).message.split(separator: "\n", maxSplits: 1).map(String.init)
        self.init(name, .failed, lines.first ?? "", advice: lines.count > 1 ? lines[1] : nil)
    }
}
