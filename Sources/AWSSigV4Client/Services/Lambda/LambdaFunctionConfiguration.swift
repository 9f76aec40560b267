package import OrderedJSON

/// The configuration of a function or of one of its versions.
package struct LambdaFunctionConfiguration: Sendable, Equatable {
    package var functionName: String
    /// The ARN; with the version at its end when a version was asked for or published.
    package var functionARN: String
    package var runtime: String?
    package var role: String?
    package var handler: String?
    /// Bytes of the zip.
    package var codeSize: Int?
    /// Base 64 of the zip's SHA-256.
    package var codeSHA256: String?
    package var description: String?
    /// Seconds.
    package var timeout: Int?
    /// MB.
    package var memorySize: Int?
    /// ISO 8601.
    package var lastModified: String?
    /// `$LATEST` or a number.
    package var version: String?
    package var environment: [String: String]?
    /// Changes with each change of the function.
    package var revisionID: String?
    /// `Pending`, `Active`, `Inactive`, `Failed`; `nil` stands for active.
    package var state: String?
    package var stateReason: String?
    package var stateReasonCode: String?
    /// `Successful`, `InProgress`, `Failed`.
    package var lastUpdateStatus: String?
    package var lastUpdateStatusReason: String?
    package var lastUpdateStatusReasonCode: String?
    package var packageType: String?
    package var architectures: [String]?
    package var layers: [String]?
    package var kmsKeyARN: String?
    /// `Active` or `PassThrough`.
    package var tracingMode: String?
    /// MB.
    package var ephemeralStorageSize: Int?
    package var logging: LambdaLogging?
    /// The whole answer, for members that have no name here.
    package var answer: JSONValue

    package init(_ json: JSONValue) {
        answer = json
        functionName = json.text("FunctionName") ?? ""
        functionARN = json.text("FunctionArn") ?? ""
        runtime = json.text("Runtime")
        role = json.text("Role")
        handler = json.text("Handler")
        codeSize = json.int("CodeSize")
        codeSHA256 = json.text("CodeSha256")
        description = json.text("Description")
        timeout = json.int("Timeout")
        memorySize = json.int("MemorySize")
        lastModified = json.text("LastModified")
        version = json.text("Version")
        environment = json["Environment"]?.strings("Variables")
        revisionID = json.text("RevisionId")
        state = json.text("State")
        stateReason = json.text("StateReason")
        stateReasonCode = json.text("StateReasonCode")
        lastUpdateStatus = json.text("LastUpdateStatus")
        lastUpdateStatusReason = json.text("LastUpdateStatusReason")
        lastUpdateStatusReasonCode = json.text("LastUpdateStatusReasonCode")
        packageType = json.text("PackageType")
        architectures = json.stringList("Architectures")
        layers = json["Layers"]?.array?.compactMap { $0.text("Arn") }
        kmsKeyARN = json.text("KMSKeyArn")
        tracingMode = json["TracingConfig"]?.text("Mode")
        ephemeralStorageSize = json["EphemeralStorage"]?.int("Size")
        logging = json.member("LoggingConfig").map(LambdaLogging.init)
    }
}

extension LambdaFunctionConfiguration {
    /// Whether two versions, or a version and `$LATEST`, run the same code with the same settings.
    package func hasSameContent(as other: LambdaFunctionConfiguration) -> Bool {
        func content(_ configuration: LambdaFunctionConfiguration) -> LambdaFunctionConfiguration {
            var content = LambdaFunctionConfiguration(.null)
            content.codeSHA256 = configuration.codeSHA256
            content.runtime = configuration.runtime
            content.role = configuration.role
            content.handler = configuration.handler
            content.description = configuration.description ?? ""
            content.timeout = configuration.timeout
            content.memorySize = configuration.memorySize
            content.environment = configuration.environment ?? [:]
            content.architectures = configuration.architectures
            content.layers = configuration.layers ?? []
            content.kmsKeyARN = configuration.kmsKeyARN ?? ""
            content.tracingMode = configuration.tracingMode
            content.ephemeralStorageSize = configuration.ephemeralStorageSize
            content.logging = configuration.logging
            return content
        }
        return content(self) == content(other)
    }
}

/// Where and how a function logs.
package struct LambdaLogging: Sendable, Equatable {
    /// `JSON` or `Text`.
    package var format: String?
    package var logGroup: String?
    package var applicationLogLevel: String?
    package var systemLogLevel: String?

    package init(
        format: String? = nil, logGroup: String? = nil, applicationLogLevel: String? = nil,
        systemLogLevel: String? = nil
    ) {
        self.format = format
        self.logGroup = logGroup
        self.applicationLogLevel = applicationLogLevel
        self.systemLogLevel = systemLogLevel
    }

    init(_ json: JSONValue) {
        self.init(
            format: json.text("LogFormat"), logGroup: json.text("LogGroup"),
            applicationLogLevel: json.text("ApplicationLogLevel"), systemLogLevel: json.text("SystemLogLevel"))
    }

    var json: JSONValue? {
        var body = JSONBody()
        body.set("LogFormat", format)
        body.set("ApplicationLogLevel", applicationLogLevel)
        body.set("SystemLogLevel", systemLogLevel)
        body.set("LogGroup", logGroup)
        return body.value
    }
}
