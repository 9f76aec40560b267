/// What a gateway answers to cross-origin requests (API Gateway v2 `Cors`).
public struct CorsPolicy: Sendable, Hashable {
    /// Origins that may call; `*` for all.
    public var origins: [String]
    /// Methods that may be used.
    public var methods: [String]
    /// Request headers that may be sent.
    public var headers: [String]

    /// Makes a policy.
    public init(origins: [String], methods: [String], headers: [String]) {
        self.origins = origins
        self.methods = methods
        self.headers = headers
    }
}
