import OrderedJSON
import ProvisioningDomain

/// An artifact as it is shown; pure.
enum ArtifactLine {
    /// One line for people: hash, size, time, the stacks that run it and its deployments.
    static func text(_ artifact: KeptArtifact, _ uses: [ArtifactUse]) -> String {
        var words = [
            "  \(artifact.sha256)", TerminalStyle.padded(megabytes(artifact.size), 9),
            "\(Timestamp(seconds: artifact.modified.seconds))",
        ]
        let running = stacks(artifact, uses)
        if !running.isEmpty {
            words.append("in use by \(running.map { "\($0.project)/\($0.stack)" }.joined(separator: ", "))")
        }
        let ids = deployments(artifact, uses).map { "\($0.id)" }
        if !ids.isEmpty { words.append(ids.joined(separator: ", ")) }
        return words.joined(separator: "  ") + "\n"
    }

    /// The members that describe an artifact.
    static func members(
        _ artifact: KeptArtifact, at location: String, _ uses: [ArtifactUse]
    ) -> [JSONObject.Element] {
        [
            ("location", .string(location)), ("sha256", .string(artifact.sha256)), ("bytes", .number(artifact.size)),
            ("modified", .string("\(artifact.modified)")),
            ("stacks", .array(stacks(artifact, uses).map { .string("\($0)") })),
            ("deployments", .array(deployments(artifact, uses).map { .string("\($0.id)") })),
        ]
    }

    /// Bytes as megabytes of 1,048,576 bytes with one decimal.
    static func megabytes(_ bytes: Int) -> String { ByteCount.megabytes(UInt64(bytes)) }

    private static func stacks(_ artifact: KeptArtifact, _ uses: [ArtifactUse]) -> [StackReference] {
        uses.filter { $0.current.contains(artifact.sha256) }.map(\.stack)
    }

    private static func deployments(_ artifact: KeptArtifact, _ uses: [ArtifactUse]) -> [Deployment] {
        uses.flatMap { $0.deployments(of: artifact.sha256) }
    }
}
