internal import OpenSSLCrypto
internal import ProvisioningDomain

/// Maps a function between Pulumi's properties and Lambda's calls.
enum FunctionProperties {
    /// The settings of a create or an update; secrets are revealed here and nowhere else.
    ///
    /// - Parameter only: the properties to set; nil for all.
    static func settings(
        _ inputs: PropertyMap, only: Set<String>? = nil
    ) throws(ProvisioningError) -> LambdaFunctionSettings {
        func wanted(_ name: String) -> Bool { only?.contains(name) ?? true }
        var settings = LambdaFunctionSettings()
        if wanted("runtime") { settings.runtime = try inputs.requiredText("runtime") }
        if wanted("role") { settings.role = try inputs.requiredText("role") }
        if wanted("handler") { settings.handler = try inputs.requiredText("handler") }
        if wanted("description") { settings.description = inputs.text("description") ?? (only == nil ? nil : "") }
        if wanted("timeout") { settings.timeout = inputs.integer("timeout") ?? 3 }
        if wanted("memorySize") { settings.memorySize = inputs.integer("memorySize") ?? 128 }
        if wanted("environment") {
            let variables = try inputs["environment"]?.objectValue?["variables"]?
                .requiredTexts(at: "environment.variables")
            settings.environment = variables ?? (only == nil ? nil : [:])
        }
        return settings
    }

    /// The inputs that a function has in the cloud.
    static func inputs(_ function: LambdaFunction, previous: PropertyMap, region: String) -> PropertyMap {
        let configuration = function.configuration
        var inputs: PropertyMap = [
            "architectures": .array((configuration.architectures ?? ["x86_64"]).map { .string($0) }),
            "description": .text(configuration.description),
            "handler": .text(configuration.handler),
            "memorySize": .integer(configuration.memorySize ?? 128),
            "name": .string(configuration.functionName),
            "packageType": .string(configuration.packageType ?? "Zip"),
            "region": .string(region),
            "reservedConcurrentExecutions": .integer(function.reservedConcurrentExecutions ?? -1),
            "role": .text(configuration.role),
            "runtime": .text(configuration.runtime),
            "tags": function.tagsError == nil ? .texts(function.tags.withoutSystemTags) : previous["tags"] ?? [:],
            "timeout": .integer(configuration.timeout ?? 3),
        ]
        if let variables = configuration.environment, !variables.isEmpty {
            inputs["environment"] = ["variables": .texts(variables)]
        }
        if let key = objectKey(of: configuration, previous: previous) {
            inputs["s3Bucket"] = previous["s3Bucket"]
            inputs["s3Key"] = .string(key)
        } else if let hash = configuration.codeSHA256.flatMap({ Base64.decode($0) }) {
            inputs["code"] = .archive(Archive(hash: hexString(hash), path: previous["code"]?.archiveValue?.path))
        } else {
            inputs["code"] = previous["code"]
        }
        return inputs
    }

    /// The key of the object that a function's code is from; nil when it was not fetched from S3.
    ///
    /// Lambda does not tell the object. When the key that we know is named by its content, the content that Lambda has says whether it
    /// still is that one; any other key stays.
    static func objectKey(of configuration: LambdaFunctionConfiguration, previous: PropertyMap) -> String? {
        guard previous["s3Bucket"] != nil, let known = previous.text("s3Key") else { return nil }
        guard ArtifactName.sha256(in: known) != nil,
            let actual = configuration.codeSHA256.flatMap({ Base64.decode($0) })
        else { return known }
        let folder = known.lastIndex(of: "/").map { String(known[...$0]) } ?? ""
        return folder + ArtifactName.file(hexString(actual))
    }

    /// The outputs, as pulumi-aws 7.51.1 stores them.
    static func outputs(
        _ configuration: LambdaFunctionConfiguration, _ inputs: PropertyMap, version: String, region: String,
        partition: AWSPartition
    ) -> PropertyMap {
        let arn = unqualified(configuration.functionARN)
        let gateway = "arn:\(partition.name):apigateway:\(region):lambda:path"
        let qualified = "\(arn):\(version)"
        let name = configuration.functionName
        var outputs: PropertyMap = [
            "architectures": .array((configuration.architectures ?? ["x86_64"]).map { .string($0) }),
            "arn": .string(arn),
            "codeSha256": .text(configuration.codeSHA256),
            "codeSigningConfigArn": "",
            "description": .text(configuration.description ?? inputs.text("description")),
            "ephemeralStorage": ["size": .integer(configuration.ephemeralStorageSize ?? 512)],
            "handler": .text(configuration.handler ?? inputs.text("handler")),
            "id": .string(name),
            "imageUri": "",
            "invokeArn": .string("\(gateway)/2015-03-31/functions/\(arn)/invocations"),
            "kmsKeyArn": .text(configuration.kmsKeyARN),
            "lastModified": .text(configuration.lastModified),
            "layers": .array((configuration.layers ?? []).map { .string($0) }),
            "loggingConfig": logging(configuration.logging, name: name),
            "memorySize": .integer(configuration.memorySize ?? inputs.integer("memorySize") ?? 128),
            "name": .string(name),
            "packageType": .string(configuration.packageType ?? "Zip"),
            "publish": .bool(inputs.flag("publish")),
            "qualifiedArn": .string(qualified),
            "qualifiedInvokeArn": .string("\(gateway)/2015-03-31/functions/\(qualified)/invocations"),
            "region": .string(inputs.text("region") ?? region),
            "reservedConcurrentExecutions": inputs["reservedConcurrentExecutions"] ?? -1,
            "responseStreamingInvokeArn": .string(
                "\(gateway)/2021-11-15/functions/\(arn)/response-streaming-invocations"),
            "role": .text(configuration.role ?? inputs.text("role")),
            "runtime": .text(configuration.runtime ?? inputs.text("runtime")),
            "signingJobArn": "",
            "signingProfileVersionArn": "",
            "skipDestroy": .bool(inputs.flag("skipDestroy")),
            "sourceCodeHash": .text(configuration.codeSHA256),
            "sourceCodeSize": .integer(configuration.codeSize ?? 0),
            "timeout": .integer(configuration.timeout ?? inputs.integer("timeout") ?? 3),
            "tracingConfig": ["mode": .string(configuration.tracingMode ?? "PassThrough")],
            "version": .string(version),
        ]
        for name in ["code", "s3Bucket", "s3Key"] { outputs[name] = inputs[name] }
        outputs["environment"] = inputs["environment"]?.withoutDefaultsList
        return outputs.merging(inputs.tagOutputs()) { $1 }
    }

    private static func logging(_ logging: LambdaLogging?, name: String) -> PropertyValue {
        [
            "applicationLogLevel": .text(logging?.applicationLogLevel),
            "logFormat": .string(logging?.format ?? "Text"),
            "logGroup": .string(logging?.logGroup ?? "/aws/lambda/\(name)"),
            "systemLogLevel": .text(logging?.systemLogLevel),
        ]
    }

    /// The ARN of a function without version or alias: its first seven parts.
    static func unqualified(_ arn: String) -> String {
        arn.split(separator: ":", omittingEmptySubsequences: false).prefix(7).joined(separator: ":")
    }
}

extension PropertyValue {
    /// The value without `__defaults`, which only inputs have; secrets stay secret.
    var withoutDefaultsList: PropertyValue {
        switch self {
        case .secret(let inner): .secret(inner.withoutDefaultsList)
        case .object(let map):
            .object(map.filter { $0.key != "__defaults" }.mapValues(\.withoutDefaultsList))
        case .array(let values): .array(values.map(\.withoutDefaultsList))
        default: self
        }
    }
}
