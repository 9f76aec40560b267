internal import HTTPTransport

/// The time for signatures: the machine's clock, corrected when AWS said that it is wrong.
package final class AWSClock: Sendable {
    private let machine: @Sendable () -> SigningDate
    private let offset = MutexBox(0)

    /// - Parameter machine: The machine's own time.
    package init(_ machine: @escaping @Sendable () -> SigningDate) {
        self.machine = machine
    }

    /// The corrected time.
    package var now: SigningDate {
        SigningDate(epochSeconds: machine().epochSeconds + offset.withLock { $0 })
    }

    /// Seconds added to the machine's clock, 0 until an answer asked for it.
    package var correction: Int { offset.withLock { $0 } }

    /// Takes the time of the answer's `Date` header when its error says that the signature's date was wrong.
    func learn(from response: HTTPResponse) {
        guard AWSRetryClass.of(response) == .clockSkew,
            let date = response.headers.first("Date").flatMap(SigningDate.init(httpDate:))
        else { return }
        let difference = date.epochSeconds - machine().epochSeconds
        offset.withLock { $0 = difference }
    }
}
