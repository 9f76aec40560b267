package import HTTPTransport
package import ProvisioningDomain

/// Asks a component at its public URL, as clients do: a GET without redirects, or a WebSocket connection.
///
/// It needs the output `url` of the stack and knows no cloud; it cannot say why a component is not healthy.
package struct EndpointProbe: HealthProbe {
    private let transport: any HTTPTransport
    private let streams: CurlTransportConfiguration
    private let hosts: HostRecorder

    /// - Parameters:
    ///   - transport: sends each GET once.
    ///   - streams: how WebSocket connections are made, as the proxy and trust.
    ///   - hosts: notes whom WebSocket connections go to.
    package init(transport: any HTTPTransport, streams: CurlTransportConfiguration, hosts: HostRecorder) {
        self.transport = transport
        self.streams = streams
        self.hosts = hosts
    }

    package func ask(
        _ check: HealthCheck, of stack: StackSnapshot, within limit: Duration
    ) async throws -> HealthAnswer {
        guard let url = stack.outputs["url"]?.stringValue else {
            throw ProvisioningError(
                .operation, code: "MissingOutput",
                "\(stack.stack) has no output `url`, at which it could be asked whether it is healthy",
                hint: "Set via: invoke or via: none in health: of the component.")
        }
        let timeouts = HTTPTimeouts(connect: min(limit, .seconds(10)), idle: limit, total: limit)
        do {
            switch check.question {
            case .http(let path, let status, let body):
                return try await get(url.droppingSlash + path, status, body, timeouts)
            case .webSocket(let send, let expect, let subprotocol):
                return try await talk(url, send, expect, subprotocol, timeouts)
            }
        } catch let error as HTTPTransportError {
            return try Self.answer(error)
        } catch WebSocketError.transport(let error) {
            return try Self.answer(error)
        } catch let error as WebSocketError {
            return .unhealthy(error.description)
        }
    }

    package func explain(_ check: HealthCheck, of stack: StackSnapshot) async throws -> String? { nil }

    private func get(
        _ url: String, _ status: Int, _ body: String?, _ timeouts: HTTPTimeouts
    ) async throws -> HealthAnswer {
        let request = HTTPRequest(
            url: url, headers: [HTTPHeader("Accept", "*/*"), HTTPHeader("User-Agent", "semantest-provision")],
            timeouts: timeouts, isIdempotent: true)
        let response = try await transport.send(request)
        let text = String(decoding: response.body, as: UTF8.self)
        return HTTPExpectation(status: status, body: body).answer("GET \(url)", status: response.status, body: text)
    }

    private func talk(
        _ url: String, _ send: String?, _ expect: String?, _ subprotocol: String?, _ timeouts: HTTPTimeouts
    ) async throws -> HealthAnswer {
        // ws becomes http, wss becomes https.
        hosts.record(url: url.hasPrefix("ws") ? "http" + url.dropFirst(2) : url)
        let connection = try await WebSocketConnection.connect(
            url, protocols: subprotocol.map { [$0] } ?? [], headers: [HTTPHeader("User-Agent", "semantest-provision")],
            timeouts: timeouts, configuration: streams)
        do {
            let answer = try await converse(connection, url, send, expect)
            await connection.close()
            return answer
        } catch {
            await connection.close()
            guard case WebSocketError.transport(let lost) = error, case .timeout = lost.code else { throw error }
            return .unhealthy(
                "\(url) took the connection, but \(Self.wanted(send, expect)) did not come within \(timeouts.total.components.seconds) s"
            )
        }
    }

    private func converse(
        _ connection: WebSocketConnection, _ url: String, _ send: String?, _ expect: String?
    ) async throws -> HealthAnswer {
        if let send { try await connection.send(.text(send)) }
        guard send != nil || expect != nil else { return .healthy("\(url) took a WebSocket connection") }
        var last: String?
        while let message = try await connection.receive() {
            let text =
                switch message {
                case .text(let text): text
                case .binary(let bytes): String(decoding: bytes, as: UTF8.self)
                }
            last = text
            guard let expect else { return .healthy("\(url) answered \(text.excerpt) over WebSocket") }
            if text.contains(expect) { return .healthy("\(url) answered \(text.excerpt) over WebSocket") }
        }
        let end = await connection.closure.map { " with \($0)" } ?? ""
        let before = last.map { ", after the message \($0.excerpt)" } ?? ""
        return .unhealthy(
            "\(url) took the connection and closed it\(end)\(before); expected \(Self.wanted(send, expect))")
    }

    private static func wanted(_ send: String?, _ expect: String?) -> String {
        let message = expect.map { "a message with \($0.excerpt)" } ?? "a message"
        return send.map { "\(message) after \($0.excerpt) was sent" } ?? message
    }

    /// What a failed transfer means.
    ///
    /// - Throws: `ProvisioningError` when another attempt would fail, too.
    private static func answer(_ error: HTTPTransportError) throws -> HealthAnswer {
        switch error.code {
        case .invalidRequest, .tlsTrust, .libraryMissing, .shutDown:
            throw ProvisioningError(
                .operation, code: "UnreachableEndpoint", "whether it is healthy cannot be asked: \(error)",
                hint: "If this machine cannot reach the URL, set via: invoke in health: of the component.")
        case .nameResolution, .connectFailed, .proxy, .tlsHandshake, .timeout, .connectionLost, .protocolViolation,
            .tooLarge, .other:
            return .unhealthy(error.description)
        }
    }
}

extension String {
    /// Without the slash at its end.
    fileprivate var droppingSlash: Substring { hasSuffix("/") ? dropLast() : self[...] }
}
