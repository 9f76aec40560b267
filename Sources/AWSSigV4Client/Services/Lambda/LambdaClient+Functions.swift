internal import OrderedJSON

extension LambdaClient {
    /// `CreateFunction`: not idempotent, a second one says `ResourceConflictException`.
    package func createFunction(_ request: CreateFunctionRequest) async throws -> LambdaFunctionConfiguration {
        LambdaFunctionConfiguration(
            try await call(
                "CreateFunction", "POST", "/2015-03-31/functions", body: try request.body(), isIdempotent: false))
    }

    /// `GetFunction`: configuration, tags, reserved concurrency.
    ///
    /// - Parameter qualifier: A version or an alias; `$LATEST` when absent.
    package func getFunction(_ name: String, qualifier: String? = nil) async throws -> LambdaFunction {
        LambdaFunction(
            try await call(
                "GetFunction", "GET", "/2015-03-31/functions/\(name)", query: [("Qualifier", qualifier)],
                isIdempotent: true))
    }

    /// `GetFunctionConfiguration`: the call to poll with, its quota is higher than that of `GetFunction`.
    package func getFunctionConfiguration(
        _ name: String, qualifier: String? = nil
    ) async throws -> LambdaFunctionConfiguration {
        LambdaFunctionConfiguration(
            try await call(
                "GetFunctionConfiguration", "GET", "/2015-03-31/functions/\(name)/configuration",
                query: [("Qualifier", qualifier)], isIdempotent: true))
    }

    /// `UpdateFunctionCode`; with `publish` the answer is the published version.
    ///
    /// Idempotent unless a revision is named: the same code isn't published twice.
    ///
    /// - Parameter revisionID: The update is refused with `PreconditionFailedException` when the function has another one.
    package func updateFunctionCode(
        _ name: String, code: LambdaCode, architecture: String? = nil, publish: Bool = false,
        revisionID: String? = nil
    ) async throws -> LambdaFunctionConfiguration {
        var body = JSONBody()
        body.set("Architectures", architecture.map { [$0] })
        body.set("Publish", publish)
        body.set("RevisionId", revisionID)
        return LambdaFunctionConfiguration(
            try await call(
                "UpdateFunctionCode", "PUT", "/2015-03-31/functions/\(name)/code",
                body: try code.body(in: nil, before: body), isIdempotent: revisionID == nil))
    }

    /// `UpdateFunctionConfiguration`; absent settings stay as they are.
    ///
    /// - Parameter revisionID: The update is refused with `PreconditionFailedException` when the function has another one.
    package func updateFunctionConfiguration(
        _ name: String, settings: LambdaFunctionSettings, revisionID: String? = nil
    ) async throws -> LambdaFunctionConfiguration {
        var body = JSONBody()
        settings.write(into: &body)
        body.set("RevisionId", revisionID)
        return LambdaFunctionConfiguration(
            try await call(
                "UpdateFunctionConfiguration", "PUT", "/2015-03-31/functions/\(name)/configuration",
                body: body.bytes, isIdempotent: revisionID == nil))
    }

    /// `DeleteFunction`: the function with all versions and aliases, or one version.
    package func deleteFunction(_ name: String, version: String? = nil) async throws {
        try await call(
            "DeleteFunction", "DELETE", "/2015-03-31/functions/\(name)", query: [("Qualifier", version)],
            isIdempotent: true)
    }

    /// `PutFunctionConcurrency`.
    package func putFunctionConcurrency(_ name: String, reserved: Int) async throws {
        var body = JSONBody()
        body.set("ReservedConcurrentExecutions", reserved)
        try await call(
            "PutFunctionConcurrency", "PUT", "/2017-10-31/functions/\(name)/concurrency", body: body.bytes,
            isIdempotent: true)
    }

    /// `DeleteFunctionConcurrency`.
    package func deleteFunctionConcurrency(_ name: String) async throws {
        try await call(
            "DeleteFunctionConcurrency", "DELETE", "/2017-10-31/functions/\(name)/concurrency", isIdempotent: true)
    }
}
