/// Finds the endpoint of a service as the AWS SDKs do.
///
/// In this order: `AWS_ENDPOINT_URL_<SERVICE>`, `AWS_ENDPOINT_URL`, `endpoint_url` of the profile, the service's own host
/// in the region's partition. `AWS_IGNORE_CONFIGURED_ENDPOINT_URLS=true` leaves the last only.
/// Source: SDK reference guide, "Service-specific endpoints".
package struct EndpointResolver: Sendable {
    private let environment: [String: String]
    private let profileEndpointURL: String?

    /// - Parameters:
    ///   - environment: The process environment, or `[:]`.
    ///   - profileEndpointURL: `endpoint_url` of the profile in use.
    package init(environment: [String: String] = [:], profileEndpointURL: String? = nil) {
        self.environment = environment
        self.profileEndpointURL = profileEndpointURL
    }

    /// Whether requests to the service go somewhere else than a host of AWS's own, such as that of a VPC endpoint.
    package func isOverridden(_ service: AWSService) -> Bool {
        guard let value = override(service)?.value else { return false }
        let host = URLParts(value).hostHeader.prefix { $0 != ":" }
        return !AWSPartition.all.contains { host.hasSuffix(".\($0.dnsSuffix)") }
    }

    /// The endpoint of a service in a region.
    ///
    /// - Throws: ``EndpointError`` when a configured URL is none.
    package func endpoint(of service: AWSService, region: String) throws -> AWSEndpoint {
        let partition = AWSPartition.of(region: region)
        let signingRegion = service.isGlobal ? partition.globalSigningRegion : region
        if let (source, value) = override(service) {
            let parts = URLParts(value)
            guard parts.scheme == "http" || parts.scheme == "https", !parts.authority.isEmpty, parts.query.isEmpty
            else { throw EndpointError(source: source, value: value) }
            let url = parts.origin + parts.path
            return AWSEndpoint(url: url.hasSuffix("/") ? String(url.dropLast()) : url, signingRegion: signingRegion)
        }
        let host =
            service == .iam ? partition.iamHost : "\(service.endpointPrefix).\(region).\(partition.dnsSuffix)"
        return AWSEndpoint(url: "https://\(host)", signingRegion: signingRegion)
    }

    /// The URL of a bucket, without a slash at the end: a host of its own on AWS, a path at any other endpoint, as the AWS SDKs do.
    ///
    /// Source: Amazon S3 User Guide, "Virtual hosting of general purpose buckets".
    ///
    /// - Throws: ``EndpointError`` when a configured URL is none.
    package func bucketURL(_ bucket: String, region: String) throws -> String {
        let url = try endpoint(of: .s3, region: region).url
        if override(.s3) != nil { return "\(url)/\(bucket)" }
        let parts = URLParts(url)
        return "\(parts.scheme)://\(bucket).\(parts.authority)"
    }

    private func override(_ service: AWSService) -> (source: String, value: String)? {
        guard environment["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"]?.lowercased() != "true" else { return nil }
        for name in ["AWS_ENDPOINT_URL_\(service.environmentName)", "AWS_ENDPOINT_URL"] {
            if let value = environment[name], !value.isEmpty { return (name, value) }
        }
        guard let value = profileEndpointURL, !value.isEmpty else { return nil }
        return ("endpoint_url of the profile", value)
    }
}

/// A configured endpoint that is no URL.
package struct EndpointError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The setting it came from.
    package let source: String
    package let value: String

    package var description: String {
        "\(source) is \"\(value)\", which is no http or https URL; set it to one such as "
            + "http://127.0.0.1:4566, or unset it"
    }
}
