internal import OrderedJSON

extension LambdaClient {
    /// `PublishVersion`; when nothing changed since the last version that one is the answer.
    ///
    /// - Parameters:
    ///   - codeSHA256: Base 64; publishing is refused when the code has another one.
    ///   - revisionID: Publishing is refused when the function has another one.
    package func publishVersion(
        _ name: String, codeSHA256: String? = nil, description: String? = nil, revisionID: String? = nil
    ) async throws -> LambdaFunctionConfiguration {
        var body = JSONBody()
        body.set("CodeSha256", codeSHA256)
        body.set("Description", description)
        body.set("RevisionId", revisionID)
        return LambdaFunctionConfiguration(
            try await call(
                "PublishVersion", "POST", "/2015-03-31/functions/\(name)/versions", body: body.bytes,
                isIdempotent: revisionID == nil))
    }

    /// `ListVersionsByFunction`, all pages, `$LATEST` first.
    package func listVersionsByFunction(_ name: String) async throws -> [LambdaFunctionConfiguration] {
        var versions = [LambdaFunctionConfiguration]()
        var marker: String?
        repeat {
            let answer = try await call(
                "ListVersionsByFunction", "GET", "/2015-03-31/functions/\(name)/versions",
                query: [("Marker", marker)], isIdempotent: true)
            versions += (answer["Versions"]?.array ?? []).map(LambdaFunctionConfiguration.init)
            marker = answer.text("NextMarker")
        } while marker?.isEmpty == false
        return versions
    }
}
