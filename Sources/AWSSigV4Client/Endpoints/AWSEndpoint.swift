/// Where a service is reached and how its requests are signed.
package struct AWSEndpoint: Sendable, Equatable {
    /// Scheme, authority and an optional path prefix, without a slash at the end.
    package var url: String
    /// The region in the credential scope.
    package var signingRegion: String

    package init(url: String, signingRegion: String) {
        self.url = url
        self.signingRegion = signingRegion
    }
}
