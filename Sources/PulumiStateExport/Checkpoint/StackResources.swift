package import ProvisioningDomain

/// The resources of a stack that no blueprint declares: the stack itself and the default providers.
package enum StackResources {
    /// The versions of the official providers whose types and forms we write.
    package static let providerVersions = ["aws": "7.51.1", "azure-native": "3.29.0"]

    /// The root resource (sdk/go/common/resource, RootStackType): without id, parent and provider; it holds the stack's outputs.
    package static func root(of stack: StackReference, outputs: PropertyMap = [:], at time: Timestamp) -> ResourceState
    {
        ResourceState(
            urn: stack.rootURN, custom: false, type: .stack, outputs: outputs, created: time, modified: time)
    }

    /// The name of a default provider, `default_7_51_1` (pkg/resource/deploy/source_eval.go, defaultProviders).
    package static func defaultProviderName(version: String) -> String {
        let parts = version.split { ".-+".contains($0) }
        return parts.isEmpty ? "default" : "default_" + parts.joined(separator: "_")
    }

    /// A default provider.
    ///
    /// - Parameters:
    ///   - package: `aws` or `azure-native`.
    ///   - configuration: the package's configuration, such as `region`.
    ///   - id: a random UUID.
    package static func defaultProvider(
        _ package: String, version: String, configuration: PropertyMap, of stack: StackReference, id: String,
        at time: Timestamp
    ) -> ResourceState {
        let type = ResourceType("pulumi:providers:\(package)")
        var outputs = configuration
        if package == "aws" {
            outputs["skipCredentialsValidation"] = outputs["skipCredentialsValidation"] ?? false
            outputs["skipRegionValidation"] = outputs["skipRegionValidation"] ?? true
        }
        outputs["version"] = .string(version)
        var inputs = outputs
        inputs["__internal"] = [:]
        return ResourceState(
            urn: URN(stack: stack, type: type, name: defaultProviderName(version: version)), id: id, type: type,
            inputs: inputs, outputs: outputs, created: time, modified: time)
    }

    /// The default provider that a snapshot already has for a package: one of the same major version is kept.
    package static func existingDefaultProvider(
        _ package: String, version: String, in snapshot: StackSnapshot
    ) -> ResourceState? {
        let major = version.prefix { $0 != "." }
        return snapshot.resources.last {
            guard $0.type.token == "pulumi:providers:\(package)", !$0.delete, $0.parent == nil else { return false }
            guard $0.urn.name == "default" || $0.urn.name.hasPrefix("default_") else { return false }
            let stated = $0.inputs["version"]?.stringValue ?? $0.outputs["version"]?.stringValue
            let own = stated ?? $0.urn.name.dropFirst("default_".count).split(separator: "_").joined(separator: ".")
            return own.prefix { $0 != "." } == major
        }
    }

    /// A snapshot that has its root and the default provider of a package, and the reference of that provider.
    ///
    /// - Parameter id: a random UUID, used when the provider is new.
    package static func prepared(
        _ snapshot: StackSnapshot, package: String, configuration: PropertyMap, id: String, at time: Timestamp
    ) -> (snapshot: StackSnapshot, provider: ProviderReference) {
        var snapshot = snapshot
        if snapshot.resource(snapshot.stack.rootURN) == nil {
            snapshot.resources.insert(root(of: snapshot.stack, at: time), at: 0)
        }
        let version = providerVersions[package] ?? ""
        if let existing = existingDefaultProvider(package, version: version, in: snapshot) {
            return (snapshot, ProviderReference(urn: existing.urn, id: existing.id ?? PropertySignature.unknown))
        }
        let provider = defaultProvider(
            package, version: version, configuration: configuration, of: snapshot.stack, id: id, at: time)
        let root = snapshot.resources.firstIndex { $0.urn == snapshot.stack.rootURN } ?? 0
        snapshot.resources.insert(provider, at: root + 1)
        return (snapshot, ProviderReference(urn: provider.urn, id: id))
    }
}
