internal import HTTPTransport

/// The role of an EC2 instance through its metadata service, version 2 only.
///
/// Source: SDK reference guide, "IMDS credential provider".
package struct InstanceCredentialsSource: CredentialsSource {
    package let name = "EC2 instance metadata"
    private let context: CredentialsContext

    package init(_ context: CredentialsContext) {
        self.context = context
    }

    package func find() async throws -> CredentialsFinding {
        guard context.variable("AWS_EC2_METADATA_DISABLED")?.lowercased() != "true" else {
            return .absent("AWS_EC2_METADATA_DISABLED is true")
        }
        var base = context.variable("AWS_EC2_METADATA_SERVICE_ENDPOINT") ?? "http://169.254.169.254"
        if base.hasSuffix("/") { base.removeLast() }
        let token: HTTPResponse
        do {
            token = try await send(
                "PUT", base + "/latest/api/token", HTTPHeader("X-aws-ec2-metadata-token-ttl-seconds", "21600"))
        } catch let error as HTTPTransportError {
            return .absent("not reachable (\(error.message))")
        }
        guard token.status == 200 else { return .absent("\(base) gave no token (HTTP \(token.status))") }
        let header = HTTPHeader("X-aws-ec2-metadata-token", String(decoding: token.body, as: UTF8.self))
        let path = base + "/latest/meta-data/iam/security-credentials/"
        do {
            let roles = try await send("GET", path, header)
            let role = String(decoding: roles.body, as: UTF8.self).split(whereSeparator: \.isNewline).first
            guard roles.status == 200, let role else { return .absent("the instance has no role") }
            let answer = try await send("GET", path + role, header)
            guard answer.status == 200 else {
                throw CredentialsError(name, "no credentials of role \(role) (HTTP \(answer.status))")
            }
            return .found(try CredentialsDocument.credentials(answer.body, source: name, token: "Token"))
        } catch let error as HTTPTransportError {
            throw CredentialsError(name, "\(error)")
        }
    }

    private func send(_ method: String, _ url: String, _ header: HTTPHeader) async throws -> HTTPResponse {
        try await context.directTransport.send(
            HTTPRequest(
                method: method, url: url, headers: [header],
                timeouts: HTTPTimeouts(connect: .seconds(1), idle: .seconds(2), total: .seconds(5)),
                isIdempotent: true))
    }
}
