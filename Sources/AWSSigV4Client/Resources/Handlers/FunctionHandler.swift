internal import ProvisioningDomain

/// `aws:lambda/function:Function`; the id is the function's name.
struct FunctionHandler: ResourceHandler {
    let cloud: AWSResourceContext
    let schema = ResourceSchema.function

    /// What a new version changes.
    static let versionOutputs: Set<String> = [
        "version", "qualifiedArn", "qualifiedInvokeArn", "lastModified", "codeSha256", "sourceCodeSize",
        "sourceCodeHash",
    ]

    func unstableOutputs(_ changes: [PropertyChange], _ inputs: PropertyMap) -> Set<String> {
        FunctionChanges(changes).makesVersion ? Self.versionOutputs : []
    }

    /// The role, which every function of ours has to itself.
    func container(_ inputs: PropertyMap) -> MadeResources.Container? {
        inputs.text("role")?.split(separator: "/").last.map { .role(String($0)) }
    }

    func create(_ inputs: PropertyMap, progress: inout ResourceOutcome?) async throws -> ResourceOutcome {
        let name = try inputs.requiredText("name")
        let request = CreateFunctionRequest(
            functionName: name, code: try code(inputs), settings: try FunctionProperties.settings(inputs),
            architecture: inputs["architectures"]?.arrayValue?.first?.stringValue, publish: inputs.flag("publish"),
            tags: try inputs.tags())
        let created: LambdaFunctionConfiguration
        do {
            created = try await cloud.waiter.retry(while: { $0.isPropagationDelay || $0.isFunctionBusy }) {
                try await cloud.lambda.createFunction(request)
            }
        } catch let error as AWSServiceError where error.saysFunctionExists {
            return try await adopt(inputs, after: error, progress: &progress)
        }
        cloud.made.insert(.function(name))
        await cloud.account.learn(from: created.functionARN)
        var unlimited = inputs
        unlimited["reservedConcurrentExecutions"] = nil
        progress = outcome(created, unlimited)
        try confirm(created, &progress)
        let ready = try await settle(created, name: name)
        if let reserved = inputs.integer("reservedConcurrentExecutions"), reserved >= 0 {
            try await cloud.waiter.retry(while: { $0.isFunctionBusy }) {
                try await cloud.lambda.putFunctionConcurrency(name, reserved: reserved)
            }
        }
        return outcome(ready, inputs)
    }

    func read(_ state: ResourceOutcome) async throws -> ResourceOutcome? { try await look(state)?.outcome }

    func find(_ inputs: PropertyMap) async throws -> ResourceOutcome? {
        let name = try inputs.requiredText("name")
        guard let found = try await look(ResourceOutcome(id: name, inputs: inputs, outputs: [:])) else { return nil }
        if let error = found.tagsError {
            throw AWSResourceError(
                .operation, code: "UnreadableTags", resource: "\(schema.type) \(name)",
                "the function exists, but whose it is cannot be told, as its tags cannot be read: \(error)",
                hint: "Allow lambda:ListTags to the caller.")
        }
        try cloud.ownership.verify(found.tags, schema.type, id: name)
        return found.outcome
    }

    func delete(_ state: ResourceOutcome) async throws {
        if state.inputs.flag("skipDestroy") { return }
        do {
            try await cloud.waiter.retry(while: { $0.isFunctionBusy }) {
                try await cloud.lambda.deleteFunction(state.id)
            }
        } catch let error as AWSServiceError where error.isNotFound {
            return
        }
    }

    /// Waits until a function or its published version is ready.
    ///
    /// - Throws: `AWSResourceError` when Lambda gave up, or when it is not ready at the deadline.
    func settle(
        _ configuration: LambdaFunctionConfiguration, name: String
    ) async throws -> LambdaFunctionConfiguration {
        let version = configuration.version == "$LATEST" ? nil : configuration.version
        let last = try await cloud.waiter.poll(
            from: configuration, while: { LambdaReadiness($0) == .waiting },
            {
                // A version that was published just now is not known everywhere at once.
                try await cloud.waiter.brief.retry(while: { $0.isNotFound }) {
                    try await cloud.lambda.getFunctionConfiguration(name, qualifier: version)
                }
            })
        let subject = "\(schema.type) \(name)"
        switch LambdaReadiness(last) {
        case .ready: return last
        case .waiting:
            throw AWSResourceError(
                .operation, code: "FunctionNotReady", resource: subject,
                "Lambda has not made the function ready within \(cloud.waiter.schedule.deadline)",
                hint: "Run the command again: it goes on waiting.")
        case .failed(let reason):
            throw AWSResourceError(
                .operation, code: "FunctionFailed", resource: subject,
                "Lambda could not make the function ready: \(reason)",
                hint: "Correct the cause, then run the command again.")
        }
    }

    /// Makes sure that Lambda took the content that the object's name promises: the bucket is not ours alone.
    ///
    /// - Parameter progress: what exists; names the content that Lambda has when it is another one.
    /// - Throws: `AWSResourceError` with code `ArtifactMismatch`; traffic has not moved then.
    func confirm(_ answer: LambdaFunctionConfiguration, _ progress: inout ResourceOutcome?) throws {
        guard let inputs = progress?.inputs, let actual = FunctionProperties.objectKey(of: answer, previous: inputs),
            let wanted = inputs.text("s3Key"), actual != wanted
        else { return }
        progress?.inputs["s3Key"] = .string(actual)
        progress?.outputs["s3Key"] = .string(actual)
        throw AWSResourceError(
            .operation, code: "ArtifactMismatch", resource: "\(schema.type) \(answer.functionName)",
            "Lambda got other content from s3://\(inputs.text("s3Bucket") ?? "")/\(wanted) than its name says: \(actual)",
            hint: "Find out who wrote the object, delete it, then run the command again: it is uploaded anew.")
    }

    /// Where the code is.
    func code(_ inputs: PropertyMap) throws -> LambdaCode {
        if let bucket = inputs.text("s3Bucket") { return .s3(bucket: bucket, key: try inputs.requiredText("s3Key")) }
        guard let path = inputs["code"]?.archiveValue?.path else {
            throw ProvisioningError(
                .configuration, code: "MissingArtifact",
                "\(schema.type) \(inputs.text("name") ?? ""): the code has no path to upload from",
                hint: "Package the component again.")
        }
        return .zipFile(path: path.hasPrefix("/") ? path : "\(cloud.projectDirectory)/\(path)")
    }

    /// What an answer leaves behind.
    func outcome(_ configuration: LambdaFunctionConfiguration, _ inputs: PropertyMap) -> ResourceOutcome {
        ResourceOutcome(
            id: configuration.functionName, inputs: inputs,
            outputs: FunctionProperties.outputs(
                configuration, inputs, version: configuration.version ?? "$LATEST", region: cloud.region,
                partition: cloud.partition))
    }

    private func look(
        _ state: ResourceOutcome
    ) async throws -> (outcome: ResourceOutcome, tags: [String: String], tagsError: String?)? {
        do {
            let function = try await cloud.lambda.getFunction(state.id)
            var configuration = function.configuration
            await cloud.account.learn(from: configuration.functionARN)
            let inputs = schema.inputs(
                actual: FunctionProperties.inputs(function, previous: state.inputs, region: cloud.region),
                previous: state.inputs)
            if inputs.flag("publish") {
                let versions = try await cloud.lambda.listVersionsByFunction(state.id)
                configuration.version =
                    versions.compactMap { $0.version.flatMap { Int($0) } }.max().map { "\($0)" } ?? "$LATEST"
            }
            return (outcome(configuration, inputs), function.tags, function.tagsError)
        } catch let error as AWSServiceError where error.isNotFound {
            return nil
        }
    }
}
