package import Logging

/// Logs each attempt at debug level and notes the host it goes to.
///
/// Method, URL without its secrets, status, duration and the service's request id are logged; bodies and header values
/// never are.
package struct LoggingTransport: HTTPTransport {
    private let inner: any HTTPTransport
    private let logger: Logger
    private let hosts: HostRecorder
    private let clock: any Clock<Duration>

    package init(
        wrapping inner: any HTTPTransport, logger: Logger, hosts: HostRecorder = HostRecorder(),
        clock: any Clock<Duration> = ContinuousClock()
    ) {
        self.inner = inner
        self.logger = logger
        self.hosts = hosts
        self.clock = clock
    }

    package func prepare() { inner.prepare() }

    package func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        hosts.record(url: request.url)
        let stopwatch = Stopwatch(clock)
        var metadata: Logger.Metadata = ["method": "\(request.method)", "url": "\(RedactedURL.of(request.url))"]
        do {
            let response = try await inner.send(request)
            metadata["milliseconds"] = "\(stopwatch.elapsed.wholeMilliseconds)"
            metadata["status"] = "\(response.status)"
            if let id = response.requestID { metadata["request_id"] = "\(id)" }
            logger.debug("answered", metadata: metadata)
            return response
        } catch {
            metadata["milliseconds"] = "\(stopwatch.elapsed.wholeMilliseconds)"
            metadata["error"] = "\(error)"
            logger.debug("failed", metadata: metadata)
            throw error
        }
    }
}

extension HTTPResponse {
    /// The id under which the service has logged the request: quote it to the cloud's support.
    package var requestID: String? {
        for name in ["x-amzn-requestid", "x-amz-request-id", "apigw-requestid", "x-ms-request-id"] {
            if let id = headers.first(name) { return id }
        }
        return nil
    }
}

extension Duration {
    /// The whole milliseconds in this duration.
    var wholeMilliseconds: Int64 {
        components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000
    }
}
