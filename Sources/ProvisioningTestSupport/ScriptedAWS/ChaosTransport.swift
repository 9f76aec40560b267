package import HTTPTransport
internal import ProvisioningDomain

/// Carries requests to a `ScriptedAWS` in memory, and spoils one of them as a plan says.
package final class ChaosTransport: HTTPTransport {
    private struct State {
        var plan: ChaosPlan?
        var requests: [String] = []
        var isOut = false
        var strikes = 0

        /// Counts a request and says what is to happen to it.
        mutating func fault(of operation: String) -> ChaosFault? {
            requests.append(operation)
            if isOut { return .outage }
            guard let plan else { return nil }
            switch plan.target {
            case .request(let number):
                guard requests.count == number else { return nil }
            case .operation(let name, let number):
                guard name == operation, requests.count(where: { $0 == name }) == number else { return nil }
            }
            strikes += 1
            isOut = plan.fault == .outage || plan.fault == .outageAfter
            return plan.fault
        }
    }

    private let cloud: ScriptedAWS
    private let clock: any Clock<Duration>
    private let state = LockedBox(State())

    /// - Parameter clock: what a delay passes on.
    package init(_ cloud: ScriptedAWS, clock: any Clock<Duration>) {
        self.cloud = cloud
        self.clock = clock
    }

    /// Begins a new run: counting starts again, the network is whole.
    package func begin(_ plan: ChaosPlan? = nil) { state.withLock { $0 = State(plan: plan) } }

    /// The operations asked for since the run began, in order.
    package var operations: [String] { state.withLock { $0.requests } }

    /// How often the plan struck.
    package var strikes: Int { state.withLock { $0.strikes } }

    package func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        try Task.checkCancellation()
        let recorded = RecordedRequest(request)
        let operation = cloud.operation(of: recorded)
        let fault = state.withLock { $0.fault(of: operation) }
        guard let fault else { return cloud.respond(to: recorded) }
        func lost(_ code: HTTPTransportError.Code, _ message: String, maybeDone: Bool = true) -> HTTPTransportError {
            HTTPTransportError(
                code: code, method: request.method, host: "chaos", message: message,
                requestMayHaveBeenProcessed: maybeDone)
        }
        switch fault {
        case .refuseConnection: throw lost(.connectFailed, "connection refused", maybeDone: false)
        case .dropBefore, .outage: throw lost(.connectionLost, "the connection broke")
        case .dropAfter, .outageAfter:
            _ = cloud.respond(to: recorded)
            throw lost(.connectionLost, "the connection broke")
        case .truncate:
            _ = cloud.respond(to: recorded)
            throw lost(.connectionLost, "the answer ended too early")
        case .timeOut:
            _ = cloud.respond(to: recorded)
            throw lost(.timeout(.idle), "no byte arrived for 60 seconds")
        case .delay:
            try await clock.sleep(for: .seconds(20))
            return cloud.respond(to: recorded)
        case .failAfter:
            _ = cloud.respond(to: recorded)
            return cloud.refusal(of: recorded, as: .failAfter)
        case .throttle, .fail, .skew, .expire:
            return cloud.refusal(of: recorded, as: fault)
        }
    }
}

extension RecordedRequest {
    /// A request that never was on the wire, as a server would have read it.
    init(_ request: HTTPRequest) {
        let afterScheme = request.url.split(separator: "//", maxSplits: 1).last ?? ""
        let target = afterScheme.firstIndex(of: "/").map { String(afterScheme[$0...]) } ?? "/"
        var bytes: [UInt8] = []
        if case .bytes(let given) = request.body { bytes = given }
        self.init(method: request.method, target: target, headers: request.headers, body: bytes, connection: 0)
    }
}
