package import HTTPTransport
internal import ProvisioningDomain

/// An AWS in memory that does what AWS does with the operations of a REST component: IAM, CloudWatch Logs, Lambda, API Gateway and
/// STS, each in its own protocol, with its own refusals, delays and limits.
///
/// Use `answer(_:)` behind a `ScriptedServer` or ``respond(to:)`` inside an `InMemoryTransport`.
package final class ScriptedAWS: Sendable {
    /// How this AWS behaves.
    package struct Settings: Sendable {
        package var account = "123456789012"
        package var region = "us-east-1"
        /// How many looks at a new or changed function still find work under way.
        package var looksUntilReady = 1
        /// How often CreateFunction says that a new role cannot be assumed.
        package var refusalsOfNewRole = 1
        /// Requests a second that are let through, over all services; nil for no limit.
        package var requestsPerSecond: Double?
        /// The time on which requests a second are measured.
        package var elapsed: @Sendable () -> Duration = { .zero }
        /// The true time in seconds since 1970: a signature more than 5 minutes off is refused; nil to check none.
        package var time: (@Sendable () -> Int64)?

        package init() {}
    }

    private struct State {
        var cloud: ScriptedCloud
        var operations: [String] = []
        var writes: [String] = []
        var throttles = 0
        var expiredKeys: Set<String> = []
        var tokens: Double
        var refilled = Duration.zero
    }

    private let settings: Settings
    private let state: LockedBox<State>

    /// An AWS without any resource.
    package init(_ settings: Settings = Settings()) {
        self.settings = settings
        state = LockedBox(State(cloud: ScriptedCloud(settings), tokens: settings.requestsPerSecond ?? 0))
    }

    /// The operations that reached the services so far, in order, throttled and refused ones too, such as `CreateRole`.
    package var operations: [String] { state.withLock { $0.operations } }

    /// The operations that were carried out and do more than read, in order.
    package var writes: [String] { state.withLock { $0.writes } }

    /// Every resource in a line, sorted; ids that AWS made up do not appear, so that two clouds can be compared.
    package var inventory: [String] { state.withLock { $0.cloud.inventory } }

    /// How many requests were refused because there were too many.
    package var throttles: Int { state.withLock { $0.throttles } }

    /// Starts a new list of operations.
    package func forgetOperations() {
        state.withLock { state in
            state.operations = []
            state.writes = []
        }
    }

    /// Lets temporary credentials end: requests with this access key are refused from now on.
    package func expire(accessKey: String) { state.withLock { _ = $0.expiredKeys.insert(accessKey) } }

    /// The operation that a request asks for.
    package func operation(of request: RecordedRequest) -> String {
        guard let call = ScriptedAWSCall(request) else { return "\(request.method) \(request.path)" }
        return state.withLock { $0.cloud.operation(of: call) }
    }

    /// Answers a request that a `ScriptedServer` read.
    package func answer(_ request: RecordedRequest) -> ScriptedAnswer {
        let response = respond(to: request)
        return .response(status: response.status, headers: response.headers, body: response.body)
    }

    /// Answers a request.
    package func respond(to request: RecordedRequest) -> HTTPResponse {
        state.withLock { state in
            guard let call = ScriptedAWSCall(request) else { return HTTPResponse(status: 404) }
            let operation = state.cloud.operation(of: call)
            state.operations.append(operation)
            let id = "request-\(state.operations.count)"
            let date = HTTPDate.text(Timestamp(seconds: settings.time?() ?? Self.standardTime))
            do throws(ScriptedAWSError) {
                try admit(request, call, &state)
                let reply = try state.cloud.perform(call)
                if !["Get", "List", "Describe"].contains(where: { operation.hasPrefix($0) }) {
                    state.writes.append(operation)
                }
                return reply.response(requestID: id, date: date)
            } catch {
                return ScriptedAWSReply.refusal(error, by: call.service, requestID: id, date: date)
            }
        }
    }

    /// The answer to a request that a service refuses for a reason which has nothing to do with the operation.
    package func refusal(of request: RecordedRequest, as fault: ChaosFault) -> HTTPResponse {
        guard let call = ScriptedAWSCall(request) else { return HTTPResponse(status: 404) }
        var time = settings.time?() ?? Self.standardTime
        let error: ScriptedAWSError
        switch fault {
        case .throttle: error = ScriptedAWSFault.throttled(call.service)
        case .skew:
            time += 3600
            error = ScriptedAWSFault.skewed(call.service, signed: request.headers.first("X-Amz-Date") ?? "")
        case .expire: error = ScriptedAWSFault.expired(call.service)
        default: error = ScriptedAWSFault.failed(call.service)
        }
        return ScriptedAWSReply.refusal(
            error, by: call.service, requestID: "request-chaos", date: HTTPDate.text(Timestamp(seconds: time)))
    }

    private static let standardTime: Int64 = 1_767_225_600

    /// Refuses what AWS refuses before it looks at the operation: too many requests, expired credentials, wrong dates.
    private func admit(
        _ request: RecordedRequest, _ call: ScriptedAWSCall, _ state: inout State
    ) throws(ScriptedAWSError) {
        if let rate = settings.requestsPerSecond {
            let now = settings.elapsed()
            state.tokens = min(rate, state.tokens + (now - state.refilled) / .seconds(1) * rate)
            state.refilled = now
            guard state.tokens >= 1 else {
                state.throttles += 1
                throw ScriptedAWSFault.throttled(call.service)
            }
            state.tokens -= 1
        }
        let authorization = request.headers.first("Authorization") ?? ""
        if state.expiredKeys.contains(where: { authorization.contains("Credential=\($0)/") }) {
            throw ScriptedAWSFault.expired(call.service)
        }
        if let now = settings.time?(), let date = request.headers.first("X-Amz-Date"),
            let signed = HTTPDate.seconds(basic: date), abs(signed - now) > 300
        {
            throw ScriptedAWSFault.skewed(call.service, signed: date)
        }
    }
}
