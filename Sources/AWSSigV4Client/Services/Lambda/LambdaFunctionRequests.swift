internal import OrderedJSON

/// The settings of a function that creation and update share; absent ones get defaults or stay as they are.
package struct LambdaFunctionSettings: Sendable, Equatable {
    package var runtime: String?
    /// The ARN of the role that the function runs as.
    package var role: String?
    package var handler: String?
    package var description: String?
    /// Seconds, 1…900.
    package var timeout: Int?
    /// MB, 128…10240.
    package var memorySize: Int?
    /// All variables: an update replaces the whole set.
    package var environment: [String: String]?
    package var kmsKeyARN: String?
    /// `Active` or `PassThrough`.
    package var tracingMode: String?
    package var layers: [String]?
    /// MB, 512…10240.
    package var ephemeralStorageSize: Int?
    package var logging: LambdaLogging?

    package init(
        runtime: String? = nil, role: String? = nil, handler: String? = nil, description: String? = nil,
        timeout: Int? = nil, memorySize: Int? = nil, environment: [String: String]? = nil, kmsKeyARN: String? = nil,
        tracingMode: String? = nil, layers: [String]? = nil, ephemeralStorageSize: Int? = nil,
        logging: LambdaLogging? = nil
    ) {
        self.runtime = runtime
        self.role = role
        self.handler = handler
        self.description = description
        self.timeout = timeout
        self.memorySize = memorySize
        self.environment = environment
        self.kmsKeyARN = kmsKeyARN
        self.tracingMode = tracingMode
        self.layers = layers
        self.ephemeralStorageSize = ephemeralStorageSize
        self.logging = logging
    }

    func write(into body: inout JSONBody) {
        body.set("Runtime", runtime)
        body.set("Role", role)
        body.set("Handler", handler)
        body.set("Description", description)
        body.set("Timeout", timeout)
        body.set("MemorySize", memorySize)
        if let environment {
            var object = JSONBody()
            object.set("Variables", environment)
            body.set("Environment", object.value)
        }
        body.set("KMSKeyArn", kmsKeyARN)
        if let tracingMode { body.set("TracingConfig", JSONValue.object(["Mode": .string(tracingMode)])) }
        body.set("Layers", layers)
        if let ephemeralStorageSize {
            body.set("EphemeralStorage", JSONValue.object(["Size": .number(ephemeralStorageSize)]))
        }
        body.set("LoggingConfig", logging?.json)
    }
}

/// What `CreateFunction` needs.
package struct CreateFunctionRequest: Sendable, Equatable {
    package var functionName: String
    package var code: LambdaCode
    package var settings: LambdaFunctionSettings
    /// `x86_64` or `arm64`.
    package var architecture: String?
    /// Whether version 1 is published at once.
    package var publish: Bool
    package var tags: [String: String]

    package init(
        functionName: String, code: LambdaCode, settings: LambdaFunctionSettings, architecture: String? = nil,
        publish: Bool = false, tags: [String: String] = [:]
    ) {
        self.functionName = functionName
        self.code = code
        self.settings = settings
        self.architecture = architecture
        self.publish = publish
        self.tags = tags
    }

    func body() throws -> [UInt8] {
        var body = JSONBody()
        body.set("FunctionName", functionName)
        settings.write(into: &body)
        body.set("Publish", publish)
        body.set("PackageType", "Zip")
        body.set("Architectures", architecture.map { [$0] })
        body.set("Tags", tags.isEmpty ? nil : tags)
        return try code.body(in: "Code", before: body)
    }
}

/// The answer of `GetFunction`.
package struct LambdaFunction: Sendable, Equatable {
    package var configuration: LambdaFunctionConfiguration
    /// A URL to download the zip from, valid for 10 minutes.
    package var codeLocation: String?
    package var tags: [String: String]
    /// Why the tags could not be told, such as a caller without `lambda:ListTags`; nil when they are all of them.
    package var tagsError: String?
    package var reservedConcurrentExecutions: Int?

    init(_ json: JSONValue) {
        configuration = LambdaFunctionConfiguration(json["Configuration"] ?? .null)
        codeLocation = json["Code"]?.text("Location")
        tags = json.strings("Tags") ?? [:]
        tagsError = json.member("TagsError").map { error in
            [error.text("ErrorCode"), error.text("Message")].compactMap { $0 }.joined(separator: ": ")
        }
        reservedConcurrentExecutions = json["Concurrency"]?.int("ReservedConcurrentExecutions")
    }
}
