package import OrderedJSON
internal import ProvisioningDomain

/// A deployment in one of Pulumi's envelopes: of a checkpoint file in a DIY backend, or of `pulumi stack export`
/// (sdk/go/common/apitype/core.go: VersionedCheckpoint, UntypedDeployment).
package struct StateEnvelope: Sendable, Equatable {
    /// The features of version 4 that we keep when they are declared (apitype, `DeploymentSchemaVersionLatest` and features).
    package static let knownFeatures: Set<String> = [
        "byteString", "extensionParameterization", "hooks", "refreshBeforeUpdate", "replaceWith", "snippets-prototype",
        "taint", "views",
    ]

    /// The features that the file declares, sorted; with any, it is written as version 4, else as version 3.
    package var features: [String]
    /// The full name of the stack, `organization/<project>/<stack>`; only in checkpoint files.
    package var stackName: String?
    /// The deployment; nil for a stack that was never written to.
    package var deployment: JSONObject?
    /// Whether `<`, `>` and `&` are escaped, as Go's `json.Marshal` does, so that what we don't touch keeps its bytes.
    package var escapesHTML: Bool

    /// Makes an envelope.
    package init(
        features: [String] = [], stackName: String? = nil, deployment: JSONObject? = nil, escapesHTML: Bool = true
    ) {
        self.features = features
        self.stackName = stackName
        self.deployment = deployment
        self.escapesHTML = escapesHTML
    }

    /// Reads either envelope.
    ///
    /// - Throws: `ProvisioningError` when the bytes are no JSON, the version is too new, or a feature is unknown.
    package init(parsing bytes: [UInt8]) throws {
        let document: JSONValue
        do {
            document = try JSONValue(parsing: bytes)
        } catch {
            throw ProvisioningError.malformedState("\(error)")
        }
        guard let object = document.object else {
            throw ProvisioningError.malformedState("an object was expected, not \(document.kindName)")
        }
        let version = object["version"]?.int ?? 0
        guard version <= 4 else {
            throw ProvisioningError(
                .operation, code: "StateTooNew",
                "The state has format version \(version); this program reads versions up to 4.",
                hint: "Use a newer semantest-provision.")
        }
        guard version >= 0 else { throw ProvisioningError.malformedState("format version \(version)") }
        features = version == 4 ? (object["features"]?.array ?? []).compactMap(\.string).sorted() : []
        let unknown = features.filter { !Self.knownFeatures.contains($0) }
        guard unknown.isEmpty else {
            throw ProvisioningError(
                .operation, code: "UnsupportedStateFeature",
                "The state uses features of Pulumi that this program does not know: \(unknown.joined(separator: ", ")).",
                hint: "Use a newer semantest-provision, or work on this stack with Pulumi.")
        }
        // An unversioned file is an old checkpoint as a whole.
        let checkpoint = object["checkpoint"]?.object ?? (version == 0 ? object : nil)
        stackName = checkpoint?["stack"]?.string
        deployment = object["deployment"]?.object ?? checkpoint?["latest"]?.object
        escapesHTML = !bytes.contains { $0 == UInt8(ascii: "<") || $0 == UInt8(ascii: ">") || $0 == UInt8(ascii: "&") }
        guard object["deployment"] != nil || checkpoint != nil else {
            throw ProvisioningError.malformedState("neither \"deployment\" nor \"checkpoint\" is there")
        }
        if version < 3, let old = deployment { deployment = Self.migrated(old) }
    }

    /// Brings a deployment of version 1 or 2 (2017, 2018) to version 3 (pkg/resource/stack/migrate.go): the time moves into
    /// the manifest, defaults into inputs.
    private static func migrated(_ old: JSONObject) -> JSONObject {
        var new = old
        if new["manifest"] == nil {
            new["manifest"] = ["time": old["time"] ?? "0001-01-01T00:00:00Z", "magic": "", "version": ""]
        }
        new["time"] = nil
        guard let resources = old["resources"]?.array else { return new }
        new["resources"] = .array(
            resources.map { resource in
                var resource = resource
                guard let defaults = resource["defaults"]?.object else { return resource }
                var inputs = resource["inputs"]?.object ?? JSONObject()
                for (key, value) in defaults where inputs[key] == nil { inputs[key] = value }
                resource["inputs"] = .object(inputs)
                resource["defaults"] = nil
                return resource
            })
        return new
    }

    private var head: JSONObject {
        features.isEmpty
            ? ["version": 3] : ["version": 4, "features": .array(features.map { .string($0) })]
    }

    /// The bytes of a checkpoint file: one line, as Pulumi writes it since 3.238.
    package func checkpointBytes() -> [UInt8] {
        var checkpoint: JSONObject = ["stack": .string(stackName ?? "")]
        if let deployment { checkpoint["latest"] = .object(deployment) }
        var document = head
        document["checkpoint"] = .object(checkpoint)
        return JSONValue.object(document).serialized(JSONFormat(escapesHTML: escapesHTML)) + [0x0A]
    }

    /// The bytes that `pulumi stack export` prints: four spaces, nothing escaped for HTML, a newline at the end.
    package func exportBytes() -> [UInt8] {
        var document = head
        document["deployment"] = .object(deployment ?? JSONObject())
        return JSONValue.object(document).serialized(.indented) + [0x0A]
    }
}
