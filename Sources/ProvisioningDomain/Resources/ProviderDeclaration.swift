/// The Pulumi provider that a stack's resources belong to: what a program that names no provider gets by default.
public struct ProviderDeclaration: Sendable, Hashable {
    /// The package, `aws`.
    public var package: String
    /// The version of the official provider whose shapes we write, `7.51.1`.
    public var version: String
    /// Its configuration, such as `region`.
    public var inputs: PropertyMap

    /// Declares a provider.
    public init(package: String, version: String, inputs: PropertyMap) {
        self.package = package
        self.version = version
        self.inputs = inputs
    }

    /// The first part of the version.
    public var majorVersion: String { version.split(separator: ".").first.map(String.init) ?? version }

    /// The type token.
    public var type: ResourceType { ResourceType("pulumi:providers:\(package)") }

    /// The name that Pulumi gives a default provider: `default_7_51_1` (pkg/resource/deploy/providers/registry.go).
    public var defaultName: String {
        "default_" + String(version.map { ".-+".contains($0) ? "_" : $0 })
    }
}
