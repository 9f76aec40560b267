internal import HTTPTransport

/// The endpoint of ECS, EKS Pod Identity and CodeBuild: `AWS_CONTAINER_CREDENTIALS_RELATIVE_URI` or `…_FULL_URI`.
///
/// Source: SDK reference guide, "Container credential provider".
package struct ContainerCredentialsSource: CredentialsSource {
    package let name = "container endpoint"
    private static let allowedHosts: Set<String> = [
        "169.254.170.2", "169.254.170.23", "[fd00:ec2::23]", "localhost", "[::1]",
    ]
    private let context: CredentialsContext

    package init(_ context: CredentialsContext) {
        self.context = context
    }

    package func find() async throws -> CredentialsFinding {
        let url: String
        if let path = context.variable("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI") {
            url = "http://169.254.170.2" + path
        } else if let full = context.variable("AWS_CONTAINER_CREDENTIALS_FULL_URI") {
            url = full
        } else {
            return .absent("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI and AWS_CONTAINER_CREDENTIALS_FULL_URI are not set")
        }
        let parts = URLParts(url)
        guard parts.scheme == "https" || (parts.scheme == "http" && Self.isLocal(parts.authority)) else {
            throw CredentialsError(
                name, "\(parts.origin) is neither https nor an address of this machine or its container agent")
        }
        var headers = [HTTPHeader]()
        if let token = try authorizationToken() { headers.append(HTTPHeader("Authorization", token)) }
        let response: HTTPResponse
        do {
            response = try await context.directTransport.send(
                HTTPRequest(
                    url: url, headers: headers,
                    timeouts: HTTPTimeouts(connect: .seconds(2), idle: .seconds(5), total: .seconds(10)),
                    isIdempotent: true))
        } catch let error as HTTPTransportError {
            throw CredentialsError(name, "\(error)")
        }
        guard response.status == 200 else {
            throw CredentialsError(name, "\(parts.origin)\(parts.path) answered with HTTP \(response.status)")
        }
        return .found(try CredentialsDocument.credentials(response.body, source: name, token: "Token"))
    }

    private func authorizationToken() throws -> String? {
        guard let file = context.variable("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE") else {
            return context.variable("AWS_CONTAINER_AUTHORIZATION_TOKEN")
        }
        let bytes: [UInt8]?
        do {
            bytes = try context.files.bytes(file)
        } catch {
            throw CredentialsError(name, "\(error)")
        }
        guard let bytes else { throw CredentialsError(name, "the token file \(file) does not exist") }
        return String(decoding: bytes, as: UTF8.self).filter { !$0.isNewline }
    }

    private static func isLocal(_ authority: String) -> Bool {
        var host = authority
        if let colon = host.lastIndex(of: ":"), !host.hasSuffix("]") { host = String(host[..<colon]) }
        return allowedHosts.contains(host) || (host.hasPrefix("127.") && host.split(separator: ".").count == 4)
    }
}
