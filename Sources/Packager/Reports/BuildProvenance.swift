package import OrderedJSON
package import ProvisioningDomain

/// Where an artifact comes from: an in-toto Statement v1 with a SLSA Provenance v1 predicate (slsa.dev/spec/v1.0/provenance).
///
/// It says the same for the same artifact and sources; there is a time only if one is given.
package struct BuildProvenance {
    /// What kind of build it is: docs/packaging.md says what its parameters mean.
    package static let buildType = "urn:semantest-provision:build-type:package:v1"
    /// Who builds: this program, wherever it runs.
    package static let builder = "urn:semantest-provision:builder:v1"

    private let artifact: PackagedArtifact
    private let specification: ComponentSpecification
    private let inventory: PackageInventory
    private let revision: SourceRevision?
    private let version: String
    private let time: String?

    /// The provenance of an artifact.
    ///
    /// - Parameters:
    ///   - artifact: what was built.
    ///   - specification: what it was built from.
    ///   - inventory: the packages in it.
    ///   - revision: the commit of its source, if it is known.
    ///   - version: the version of this program.
    ///   - time: when, in RFC 3339; nil leaves it out.
    package init(
        _ artifact: PackagedArtifact, of specification: ComponentSpecification, inventory: PackageInventory,
        revision: SourceRevision?, version: String, time: String? = nil
    ) {
        self.artifact = artifact
        self.specification = specification
        self.inventory = inventory
        self.revision = revision
        self.version = version
        self.time = time
    }

    /// The statement.
    package var statement: JSONValue {
        var details: JSONObject = [
            "builder": ["id": .string(Self.builder), "version": ["semantest-provision": .string(version)]]
        ]
        if let time { details["metadata"] = ["startedOn": .string(time), "finishedOn": .string(time)] }
        return [
            "_type": "https://in-toto.io/Statement/v1",
            "subject": [
                [
                    "name": .string(Path.lastSegment(of: artifact.path)),
                    "digest": ["sha256": .string(artifact.sha256)],
                ]
            ],
            "predicateType": "https://slsa.dev/provenance/v1",
            "predicate": ["buildDefinition": definition, "runDetails": .object(details)],
        ]
    }

    private var definition: JSONValue {
        [
            "buildType": .string(Self.buildType),
            "externalParameters": [
                "component": .string("\(specification.component)"), "kind": .string(specification.kind.rawValue),
                "entry": .string(artifact.entry), "runtime": .string("\(specification.runtime)"),
                "architecture": .string(specification.architecture.rawValue),
                "prune": .string(specification.pruning.rawValue),
            ],
            "resolvedDependencies": .array(source + inventory.components.map(Self.dependency)),
        ]
    }

    private var source: [JSONValue] {
        guard let revision else { return [] }
        var result: JSONObject = ["name": "source"]
        if let origin = revision.origin { result["uri"] = .string("git+\(origin)") }
        result["digest"] = ["gitCommit": .string(revision.commit)]
        return [.object(result)]
    }

    private static func dependency(_ package: PackageInventory.Component) -> JSONValue {
        var result: JSONObject = ["uri": .string(package.purl)]
        if !package.digests.isEmpty {
            result["digest"] = .object(JSONObject(package.digests.map { ($0.algorithm, .string($0.hex)) }))
        }
        return .object(result)
    }
}
