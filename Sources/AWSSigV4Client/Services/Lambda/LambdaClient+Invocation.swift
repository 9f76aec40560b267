internal import HTTPTransport
internal import OpenSSLCrypto

extension LambdaClient {
    /// How a function is invoked.
    package enum InvocationType: String, Sendable, CaseIterable {
        case requestResponse = "RequestResponse"
        case event = "Event"
        case dryRun = "DryRun"
    }

    /// `Invoke`; an error of the function is in the answer, not thrown.
    ///
    /// - Parameters:
    ///   - payload: JSON.
    ///   - logTail: Whether the last 4 KB of the log come with the answer.
    ///   - limit: How long the answer may take.
    package func invoke(
        _ name: String, payload: [UInt8] = [], type: InvocationType = .requestResponse, qualifier: String? = nil,
        logTail: Bool = false, limit: Duration = .seconds(905)
    ) async throws -> LambdaInvocation {
        var headers = [HTTPHeader("X-Amz-Invocation-Type", type.rawValue)]
        if logTail { headers.append(HTTPHeader("X-Amz-Log-Type", "Tail")) }
        if !payload.isEmpty { headers.append(HTTPHeader("Content-Type", "application/json")) }
        let path: RESTPath = "/2015-03-31/functions/\(name)/invocations"
        let response = try await send(
            AWSCall(
                service: .lambda, operation: "Invoke", path: path.encoded,
                query: qualifier.map { [("Qualifier", $0)] } ?? [], headers: headers, body: payload,
                timeouts: HTTPTimeouts(connect: min(limit, .seconds(10)), idle: limit, total: limit),
                isIdempotent: type == .dryRun))
        return LambdaInvocation(
            status: response.status, functionError: response.headers.first("X-Amz-Function-Error"),
            executedVersion: response.headers.first("X-Amz-Executed-Version"),
            logTail: response.headers.first("X-Amz-Log-Result").flatMap { Base64.decode($0) }.map {
                String(decoding: $0, as: UTF8.self)
            }, payload: response.body)
    }
}

/// The answer of `Invoke`.
package struct LambdaInvocation: Sendable, Equatable {
    /// 200, 202 for an event, 204 for a dry run.
    package var status: Int
    /// `Handled` or `Unhandled` when the function failed.
    package var functionError: String?
    package var executedVersion: String?
    package var logTail: String?
    /// What the function returned, or its error.
    package var payload: [UInt8]

    package init(
        status: Int, functionError: String? = nil, executedVersion: String? = nil, logTail: String? = nil,
        payload: [UInt8] = []
    ) {
        self.status = status
        self.functionError = functionError
        self.executedVersion = executedVersion
        self.logTail = logTail
        self.payload = payload
    }
}
