package import HTTPTransport

/// Sends signed requests to AWS services in one region.
///
/// The service clients (`IAMClient`, `LambdaClient`, …) put typed methods on top.
package struct AWSClient: Sendable {
    /// Wraps the signing transport of one service, for instance in retries and a rate limiter.
    package typealias Middleware = @Sendable (AWSService, any HTTPTransport) -> any HTTPTransport

    /// The region to work in.
    package let region: String
    /// The time for signatures and token expiry.
    package let clock: AWSClock
    private let transport: any HTTPTransport
    private let credentials: any CredentialsProvider
    private let endpoints: EndpointResolver
    private let middleware: Middleware
    private let pipelines = MutexBox<[AWSService: any HTTPTransport]>([:])

    /// - Parameters:
    ///   - transport: Sends what is signed.
    ///   - now: The machine's time.
    ///   - middleware: Goes around signing, so that each attempt is signed anew; made once for each service.
    package init(
        transport: any HTTPTransport, credentials: any CredentialsProvider, region: String,
        endpoints: EndpointResolver = EndpointResolver(), now: @escaping @Sendable () -> SigningDate,
        middleware: @escaping Middleware = { _, transport in transport }
    ) {
        self.transport = transport
        self.credentials = credentials
        self.region = region
        self.endpoints = endpoints
        self.clock = AWSClock(now)
        self.middleware = middleware
    }

    /// The same client, which sends nothing again and is not paced.
    package var withoutRetries: AWSClient { AWSClient(sharing: self) }

    private init(sharing other: AWSClient) {
        transport = other.transport
        credentials = other.credentials
        region = other.region
        endpoints = other.endpoints
        clock = other.clock
        middleware = { _, transport in transport }
    }

    /// Middleware that sends failed requests again as AWS's rules say, with a quota for each service, at the pace that it bears.
    ///
    /// - Parameters:
    ///   - region: The region of the client, for its limiters.
    ///   - limiters: Shared by all clients of a run; nil for no limits.
    package static func retrying(
        policy: RetryPolicy = RetryPolicy(), region: String = "", limiters: AWSLimiters? = nil,
        clock: any Clock<Duration> = ContinuousClock(),
        jitter: @escaping @Sendable () -> Double = { Double.random(in: 0..<1) },
        onRetry: @escaping @Sendable (AWSService, RetryingTransport.Retry) -> Void = { _, _ in }
    ) -> Middleware {
        { service, transport in
            var paced = transport
            if let limiters {
                paced = LimitingTransport(
                    wrapping: transport, limiter: limiters.limiter(of: service, region: region),
                    isThrottled: { AWSRetryClass.of($0) == .throttling })
            }
            return RetryingTransport(
                wrapping: paced, policy: policy, clock: clock, jitter: jitter,
                classify: AWSRetryClass.retryClass(of:), onRetry: { onRetry(service, $0) })
        }
    }

    /// The partition of the region: the second part of its ARNs.
    package var partition: AWSPartition { AWSPartition.of(region: region) }

    /// Whether the service's endpoint is not AWS's own.
    package func isOverridden(_ service: AWSService) -> Bool { endpoints.isOverridden(service) }

    /// Begins to open what requests need.
    package func prepare() { transport.prepare() }

    /// Sends one operation and reads the whole answer.
    ///
    /// - Throws: ``AWSServiceError`` for an answer outside 200…299; what the transport and the credentials throw.
    func send(_ call: AWSCall) async throws -> HTTPResponse {
        let endpoint = try endpoints.endpoint(of: call.service, region: region)
        var url = endpoint.url
        if let bucket = call.bucket { url = try endpoints.bucketURL(bucket, region: region) }
        url += call.path
        for (index, parameter) in call.query.enumerated() {
            url += index == 0 ? "?" : "&"
            url += PercentEncoding.encode(parameter.name) + "=" + PercentEncoding.encode(parameter.value)
        }
        let request = HTTPRequest(
            method: call.method, url: url, headers: call.headers,
            body: call.upload ?? (call.body.isEmpty ? .none : .bytes(call.body)), timeouts: call.timeouts,
            isIdempotent: call.isIdempotent)
        let pipeline = call.isSigned ? pipeline(call.service, endpoint) : middleware(call.service, transport)
        let response = try await pipeline.send(request)
        guard (200...299).contains(response.status) else {
            throw AWSServiceError(service: call.service, operation: call.operation, response: response)
        }
        return response
    }

    private func pipeline(_ service: AWSService, _ endpoint: AWSEndpoint) -> any HTTPTransport {
        pipelines.withLock { pipelines in
            if let pipeline = pipelines[service] { return pipeline }
            let signer = AWSRequestSigner(
                credentials: credentials, region: endpoint.signingRegion, service: service.signingName,
                options: service == .s3 ? .s3 : .init(), clock: clock)
            let answering: any HTTPTransport = service == .s3 ? S3AnswerTransport(inner: transport) : transport
            let signing = AWSSigningTransport(
                inner: ClockCorrectingTransport(inner: answering, clock: clock), signer: signer,
                credentials: credentials)
            let pipeline = middleware(service, signing)
            pipelines[service] = pipeline
            return pipeline
        }
    }
}
