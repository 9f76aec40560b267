/// URLs fit for logs.
package enum RedactedURL {
    /// Names of query parameters, lower case, whose values are credentials: AWS presigning and Azure SAS.
    private static let secretParameters: Set<String> = [
        "x-amz-signature", "x-amz-security-token", "x-amz-credential", "sig", "code", "client_secret", "access_token",
    ]

    /// `url` with the values of secret query parameters and any user information replaced by `REDACTED`.
    package static func of(_ url: String) -> String {
        let parts = withoutUserInformation(url).split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2 else { return String(parts[0]) }
        let query = parts[1].split(separator: "&", omittingEmptySubsequences: false).map { parameter in
            let name = parameter.prefix { $0 != "=" }
            guard name.count < parameter.count, isSecret(name) else { return String(parameter) }
            return "\(name)=REDACTED"
        }
        return "\(parts[0])?\(query.joined(separator: "&"))"
    }

    private static func isSecret(_ name: Substring) -> Bool {
        let plain = name.lowercased().split(separator: "%2d", omittingEmptySubsequences: false).joined(separator: "-")
        return secretParameters.contains(plain)
    }

    private static func withoutUserInformation(_ url: String) -> String {
        guard let scheme = url.firstRange(of: "://") else { return url }
        let rest = url[scheme.upperBound...]
        let authority = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        guard let at = authority.lastIndex(of: "@") else { return url }
        return "\(url[..<scheme.upperBound])REDACTED\(rest[at...])"
    }
}
