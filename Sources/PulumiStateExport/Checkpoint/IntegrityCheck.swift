package import OrderedJSON
internal import ProvisioningDomain

/// The rules under which Pulumi loads a deployment (pkg/resource/deploy/snapshot.go, VerifyIntegrity).
///
/// Pure.
package enum IntegrityCheck {
    /// One broken rule.
    package struct Violation: Sendable, Equatable, CustomStringConvertible {
        /// The resource; nil when the deployment as a whole breaks the rule.
        package let urn: String?
        /// What is wrong.
        package let message: String

        package var description: String { urn.map { "\($0): \(message)" } ?? message }
    }

    /// All broken rules in the order of the deployment; an absent deployment breaks none.
    package static func violations(in deployment: JSONObject?) -> [Violation] {
        guard let deployment else { return [] }
        var found: [Violation] = []
        checkManifest(deployment["manifest"], into: &found)
        if let resources = deployment["resources"], !resources.isNull {
            guard let list = resources.array else {
                return found + [
                    Violation(urn: nil, message: "\"resources\" must be an array, not \(resources.kindName)")
                ]
            }
            var walk = Walk()
            for resource in list { walk.visit(resource) }
            found += walk.violations
        }
        checkPendingOperations(deployment["pending_operations"], into: &found)
        checkSecretsProvider(deployment, into: &found)
        checkSnippets(deployment["snippets"], into: &found)
        return found
    }

    private static func checkManifest(_ manifest: JSONValue?, into found: inout [Violation]) {
        guard let manifest, manifest.object != nil else {
            found.append(Violation(urn: nil, message: "there is no manifest"))
            return
        }
        let version = manifest["version"]?.string ?? ""
        let magic = manifest["magic"]?.string ?? ""
        if (try? Manifest.magic(for: version)) != magic {
            found.append(
                Violation(
                    urn: nil,
                    message: "the manifest's magic does not fit its version \"\(version)\": possible tampering"))
        }
    }

    /// Pulumi panics on secrets without a provider (github.com/pulumi/pulumi/issues/3654).
    private static func checkSecretsProvider(_ deployment: JSONObject, into found: inout [Violation]) {
        guard deployment["secrets_providers"]?["type"]?.string == nil else { return }
        if PropertyCodec.holdsSecret(deployment["resources"] ?? .null)
            || PropertyCodec.holdsSecret(deployment["pending_operations"] ?? .null)
        {
            found.append(Violation(urn: nil, message: "there are secrets but no secrets_providers"))
        }
    }

    /// Our own rule: Pulumi takes a pending operation without a resource for one of a resource without a name.
    private static func checkPendingOperations(_ operations: JSONValue?, into found: inout [Violation]) {
        for operation in operations?.array ?? [] where (operation["resource"]?["urn"]?.string ?? "").isEmpty {
            found.append(Violation(urn: nil, message: "a pending operation names no resource"))
        }
    }

    private static func checkSnippets(_ snippets: JSONValue?, into found: inout [Violation]) {
        var seen: Set<String> = []
        for snippet in snippets?.array ?? [] {
            guard let id = snippet["uuid"]?.string else { continue }
            if !seen.insert(id).inserted {
                found.append(Violation(urn: nil, message: "two snippets have the id \(id)"))
            }
        }
    }
}

/// One pass over the resources, remembering what occurred.
private struct Walk {
    private(set) var violations: [IntegrityCheck.Violation] = []
    private var seen: Set<String> = []
    private var live: Set<String> = []
    private var providers: Set<String> = []

    mutating func visit(_ resource: JSONValue) {
        let urn = resource["urn"]?.string ?? ""
        let type = resource["type"]?.string ?? ""
        let id = resource["id"]?.string ?? ""
        func report(_ message: String) {
            violations.append(IntegrityCheck.Violation(urn: urn.isEmpty ? "(no urn)" : urn, message: message))
        }
        if urn.isEmpty {
            report("it has no urn")
        } else if URN(urn) == nil {
            report("its urn is malformed")
        }
        if type.isEmpty { report("it has no type") }
        if resource["custom"]?.bool != true, !id.isEmpty { report("it is not custom but has the id \(id)") }
        if type.hasPrefix("pulumi:providers:") {
            if type == "pulumi:providers:" || URN(urn)?.type.token != type {
                report("it is a provider but its urn does not say so")
            }
            providers.insert("\(urn)::\(id.isEmpty ? PropertySignature.unknown : id)")
        }
        if let provider = resource["provider"]?.string, !provider.isEmpty {
            if let reference = ProviderReference(provider), !reference.id.isEmpty {
                if resource["pendingReplacement"]?.bool != true, !providers.contains(provider) {
                    report("its provider \(reference) does not stand before it")
                }
            } else {
                report("its provider \"\(provider)\" is no provider reference")
            }
        }
        for (role, other) in Self.references(of: resource) where !seen.contains(other) {
            report("its \(role) \(other) does not stand before it")
        }
        if resource["delete"]?.bool != true, !urn.isEmpty, !live.insert(urn).inserted {
            report("it is there twice and not marked for deletion")
        }
        seen.insert(urn)
    }

    /// Everything that must stand before a resource, with what it is to it.
    private static func references(of resource: JSONValue) -> [(role: String, urn: String)] {
        var all: [(role: String, urn: String)] = []
        func add(_ role: String, _ value: JSONValue?) {
            if let urn = value?.string, !urn.isEmpty { all.append((role, urn)) }
            for element in value?.array ?? [] { all.append((role, element.string ?? "")) }
        }
        add("parent", resource["parent"])
        add("dependency", resource["dependencies"])
        for (name, value) in resource["propertyDependencies"]?.object ?? JSONObject() {
            add("dependency of property \"\(name)\",", value)
        }
        add("deletedWith", resource["deletedWith"])
        add("replaceWith", resource["replaceWith"])
        return all
    }
}
