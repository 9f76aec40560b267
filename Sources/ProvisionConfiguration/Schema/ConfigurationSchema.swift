import ProvisioningDomain

/// The keys of `provision.yaml`: the one table that the parser, its suggestions and the JSON Schema use.
package enum ConfigurationSchema {
    /// The whole file.
    static let file = ObjectRule(
        keys: [
            KeyRule(
                name: "project", documentation: "The name of the project; cloud names begin with it.",
                shape: .text(.name(of: "project")), isRequired: true),
            KeyRule(
                name: "state",
                documentation: "Where the state lies: file://PATH, relative to the directory of this file.",
                shape: .text(.stateLocation), standard: "file://."),
            KeyRule(
                name: "keep",
                documentation:
                    "How many deployments of a component in an environment are kept, with the packages that they name.",
                shape: .integer(1...1000), standard: "10"),
            KeyRule(
                name: "tags", documentation: "Tags on every resource that takes tags.",
                shape: .map(keys: .tagKey, values: .scalar(allowsSecrets: false))),
            KeyRule(
                name: "components", documentation: "The servers to deploy, by name.",
                shape: .map(
                    keys: .name(of: "component"), values: .object(component), isRequiredToHaveOne: true),
                isRequired: true),
            KeyRule(
                name: "environments",
                documentation: "The environments, by name. Without this key development, staging and production exist.",
                shape: .map(keys: .environmentName, values: .object(environment), isRequiredToHaveOne: true)),
        ], unsupported: ["events"])

    /// A component.
    static let component = ObjectRule(
        keys: [
            KeyRule(
                name: "kind", documentation: "What the component serves.",
                shape: .choice(ComponentKind.allCases.map(\.rawValue)), isRequired: true),
            KeyRule(
                name: "source", documentation: "The directory to package, relative to the directory of this file.",
                shape: .text(.path), isRequired: true),
            KeyRule(
                name: "root",
                documentation: "A directory around `source` that files of the package may also come from.",
                shape: .text(.path)),
            KeyRule(
                name: "entry", documentation: "The file to run, relative to `source`.", shape: .text(.relativePath),
                standard: "main of package.json"),
            KeyRule(
                name: "runtime", documentation: "The Node.js runtime.", shape: .text(.runtime),
                standard: Runtime.standard.description),
            KeyRule(
                name: "architecture", documentation: "The processor.",
                shape: .choice(Architecture.allCases.map(\.rawValue)), standard: "x86_64"),
            KeyRule(
                name: "memory", documentation: "Memory in megabytes.", shape: .integer(128...10240),
                standard: "512"),
            KeyRule(
                name: "timeout", documentation: "The longest invocation: seconds, or text such as 30s or 5m.",
                shape: .seconds(1...900), standard: "30"),
            KeyRule(
                name: "environment",
                documentation: "Environment variables. ${secrets.NAME} inside a value stands for a secret.",
                shape: .map(keys: .variableName, values: .scalar(allowsSecrets: true))),
            KeyRule(
                name: "cors", documentation: "CORS answers of the gateway; without it the app's own headers count.",
                shape: .object(cors)),
            KeyRule(name: "logs", documentation: "The log group.", shape: .object(logs)),
            KeyRule(
                name: "instances", documentation: "How many instances may run at once.", shape: .object(instances)),
            KeyRule(
                name: "prune",
                documentation:
                    "What of `source` is packaged: what production needs, what the entry can reach, or everything.",
                shape: .choice(Pruning.allCases.map(\.rawValue)), standard: "production"),
            KeyRule(
                name: "health",
                documentation:
                    "How the component shows after a deployment that it serves; without it nothing is asked.",
                shape: .object(health)),
        ],
        unsupported: ["rollback", "strategy", "monitoring", "traffic"])

    /// An environment.
    static let environment = ObjectRule(
        keys: placement + [
            KeyRule(
                name: "components", documentation: "What differs in this environment, by component.",
                shape: .map(keys: .name(of: "component"), values: .object(override)))
        ], unsupported: ["location", "subscription", "budget"])

    /// What an environment may say of a component: every key of the component, and where it runs.
    static let override = component.withoutRequired.adding(placement, unsupported: ["location", "subscription"])

    private static let placement = [
        KeyRule(
            name: "provider", documentation: "The cloud.", shape: .choice(CloudProvider.allCases.map(\.rawValue)),
            standard: "aws"),
        KeyRule(
            name: "region", documentation: "The AWS region.", shape: .text(.region),
            standard: "the region of the AWS configuration"),
    ]

    private static let cors = ObjectRule(keys: [
        KeyRule(
            name: "origins", documentation: "Origins that may call; * for all.", shape: .list(.text(.nonEmpty))),
        KeyRule(
            name: "methods", documentation: "Methods that may be used.",
            shape: .list(.choice(["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "*"]))),
        KeyRule(
            name: "headers", documentation: "Request headers that may be sent.", shape: .list(.text(.nonEmpty))),
    ])

    private static let logs = ObjectRule(keys: [
        KeyRule(
            name: "retention", documentation: "Days that logs are kept; 0 keeps them for ever.",
            shape: .integerChoice([0] + retentionDays), standard: "14")
    ])

    private static let instances = ObjectRule(keys: [
        KeyRule(
            name: "min", documentation: "Instances that are always warm; on AWS only 0 in this version.",
            shape: .integer(0...1000), standard: "0"),
        KeyRule(
            name: "max",
            documentation:
                "Instances that run at most: on AWS the reserved concurrency. Without it the account's limit counts.",
            shape: .integer(1...1000)),
    ])

    /// The days that CloudWatch Logs accepts (API PutRetentionPolicy).
    static let retentionDays = [
        1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
    ]

    /// Names that Lambda sets itself and refuses (docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html).
    static let reservedVariables: Set<String> = [
        "AWS_REGION", "AWS_DEFAULT_REGION", "AWS_EXECUTION_ENV", "AWS_LAMBDA_FUNCTION_NAME",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "AWS_LAMBDA_FUNCTION_VERSION", "AWS_LAMBDA_INITIALIZATION_TYPE",
        "AWS_LAMBDA_LOG_GROUP_NAME", "AWS_LAMBDA_LOG_STREAM_NAME", "AWS_ACCESS_KEY", "AWS_ACCESS_KEY_ID",
        "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_LAMBDA_RUNTIME_API", "LAMBDA_TASK_ROOT",
        "LAMBDA_RUNTIME_DIR",
    ]
}
