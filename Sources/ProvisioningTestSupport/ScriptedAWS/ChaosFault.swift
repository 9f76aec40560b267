/// What can go wrong with one request.
package enum ChaosFault: String, Sendable, CaseIterable {
    /// No connection: the service never saw the request, and the client knows.
    case refuseConnection
    /// The connection breaks before the service has read the request.
    case dropBefore
    /// The service does what it was asked to, then the connection breaks without an answer.
    case dropAfter
    /// The service does it, but only a part of the answer arrives.
    case truncate
    /// The service does it, but its answer takes longer than the client waits.
    case timeOut
    /// The answer takes 20 seconds.
    case delay
    /// There were too many requests: refused.
    case throttle
    /// The service fails before it does anything.
    case fail
    /// The service does it and answers 500 all the same.
    case failAfter
    /// The service says that the signature's date is wrong, with a `Date` an hour ahead.
    case skew
    /// The service says that the session token has expired.
    case expire
    /// From this request on nothing gets through.
    case outage
    /// The service does this one, but its answer and everything after it is lost.
    case outageAfter
}

/// Which request a fault strikes.
package enum ChaosTarget: Sendable, Equatable {
    /// The n-th request, from 1.
    case request(Int)
    /// The n-th request, from 1, of an operation such as `CreateRole`: the same one however requests overtake each other.
    case operation(String, Int)
}

/// A fault and the request that it strikes.
package struct ChaosPlan: Sendable, Equatable {
    package var fault: ChaosFault
    package var target: ChaosTarget

    package init(_ fault: ChaosFault, at target: ChaosTarget) {
        self.fault = fault
        self.target = target
    }
}
