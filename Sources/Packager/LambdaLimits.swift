package import ProvisioningDomain

/// What AWS Lambda takes as a zip (AWS Lambda Developer Guide, "Lambda quotas").
package enum LambdaLimits {
    /// Bytes of all files unpacked.
    package static let unzipped: UInt64 = 250 << 20

    /// The refusal of a package over a limit, with what takes the most room; nil when it fits.
    ///
    /// - Parameter files: paths and uncompressed bytes.
    package static func violation(files: [(path: String, size: UInt64)]) -> ProvisioningError? {
        let total = files.reduce(0) { $0 + $1.size }
        if total > unzipped {
            return refusal(
                "unpacks to \(ByteCount.megabytes(total)); AWS Lambda takes at most \(ByteCount.megabytes(unzipped))",
                files)
        }
        return nil
    }

    private static func refusal(_ what: String, _ files: [(path: String, size: UInt64)]) -> ProvisioningError {
        let largest = contributors(files).prefix(10).map { "  \(ByteCount.megabytes($0.size))  \($0.path)" }
        return ProvisioningError(
            .configuration, code: "PackageTooLarge",
            "the package \(what). What takes the most room:\n" + largest.joined(separator: "\n"),
            hint:
                "Leave out what the server does not need with \(IgnoreRules.fileName), or install without development dependencies (npm ci --omit=dev)."
        )
    }

    /// Paths with their bytes, the largest first; what a module below `node_modules` holds is summed up.
    package static func contributors(_ files: [(path: String, size: UInt64)]) -> [(path: String, size: UInt64)] {
        var sums: [String: UInt64] = [:]
        for file in files { sums[contributor(of: file.path), default: 0] += file.size }
        return sums.map { ($0.key, $0.value) }.sorted { ($1.1, $0.0) < ($0.1, $1.0) }
    }

    /// `node_modules/name` or `node_modules/@scope/name` for what lies in a module, the path itself for anything else.
    private static func contributor(of path: String) -> String {
        let segments = Path.segments(of: path)
        guard let modules = segments.firstIndex(of: "node_modules"), modules + 1 < segments.count else { return path }
        let depth = segments[modules + 1].hasPrefix("@") ? 3 : 2
        return segments.prefix(modules + depth).joined(separator: "/")
    }
}
