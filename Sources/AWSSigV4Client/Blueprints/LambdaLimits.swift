internal import ProvisioningDomain

/// Limits of Lambda that can be checked before any request
/// (docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html, …/configuration-envvars.html).
package enum LambdaLimits {
    /// Bytes of a zip that is uploaded with the call itself.
    package static let directUpload = 50 * 1024 * 1024
    /// Bytes of all files unpacked, layers included.
    static let unpacked = 250 * 1024 * 1024
    /// Bytes of all environment variables together.
    static let environment = 4096
    /// Characters of a function's name.
    static let name = 64

    /// Names that Lambda sets itself and refuses.
    static let reservedVariables: Set<String> = [
        "_HANDLER", "_X_AMZN_TRACE_ID", "AWS_DEFAULT_REGION", "AWS_REGION", "AWS_EXECUTION_ENV",
        "AWS_LAMBDA_FUNCTION_NAME", "AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "AWS_LAMBDA_FUNCTION_VERSION",
        "AWS_LAMBDA_INITIALIZATION_TYPE", "AWS_LAMBDA_LOG_GROUP_NAME", "AWS_LAMBDA_LOG_STREAM_NAME", "AWS_ACCESS_KEY",
        "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_LAMBDA_RUNTIME_API",
        "LAMBDA_TASK_ROOT", "LAMBDA_RUNTIME_DIR",
    ]

    /// Checks what this version can bring about.
    static func check(_ component: ComponentSpecification) throws(ProvisioningError) {
        if component.minimumInstances > 0 {
            throw ProvisioningError(
                .configuration, code: "UnsupportedMinimumInstances",
                "\(component.component) has instances.min \(component.minimumInstances), which on AWS is provisioned concurrency; this version does not support it",
                hint: "Set instances.min to 0, or leave it out.")
        }
    }

    /// Checks the sizes of a package.
    static func check(_ artifact: Artifact) throws(ProvisioningError) {
        if artifact.place == nil, artifact.size > directUpload {
            throw ProvisioningError(
                .configuration, code: "ArtifactTooLarge",
                "the package \(artifact.path) has \(artifact.size) bytes; Lambda takes at most \(directUpload) in a call",
                hint: "Put it into an artifact store first.")
        }
        if artifact.unpackedSize > unpacked {
            throw ProvisioningError(
                .configuration, code: "ArtifactTooLarge",
                "the package \(artifact.path) has \(artifact.unpackedSize) bytes unpacked; Lambda takes at most \(unpacked)",
                hint: "Prune it, or list files in .provisionignore.")
        }
    }

    /// Checks environment variables: their names, and their size as far as values are known.
    static func check(_ variables: PropertyMap) throws(ProvisioningError) {
        for name in variables.keys.sorted() {
            if reservedVariables.contains(name) {
                throw ProvisioningError(
                    .configuration, code: "ReservedVariable",
                    "the environment variable \(name) is set by Lambda itself and cannot be given", hint: "Rename it.")
            }
            guard isVariableName(name) else {
                throw ProvisioningError(
                    .configuration, code: "InvalidVariableName",
                    "the environment variable \"\(name)\" has a name that Lambda refuses",
                    hint: "Use at least two letters, digits and underscores, beginning with a letter.")
            }
        }
        let size = variables.reduce(0) { $0 + $1.key.utf8.count + ($1.value.stringValue?.utf8.count ?? 0) }
        if size > environment {
            throw ProvisioningError(
                .configuration, code: "EnvironmentTooLarge",
                "the environment variables have \(size) bytes; Lambda takes at most \(environment)",
                hint: "Move large values into the package or a parameter store.")
        }
    }

    /// Whether Lambda takes a name: `[a-zA-Z]([a-zA-Z0-9_])+`.
    static func isVariableName(_ name: String) -> Bool {
        func isLetter(_ byte: UInt8) -> Bool { (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) }
        let bytes = Array(name.utf8)
        guard let first = bytes.first, bytes.count >= 2, isLetter(first) else { return false }
        return bytes.allSatisfy { isLetter($0) || (0x30...0x39).contains($0) || $0 == 0x5F }
    }
}
