package import ProvisioningDomain

/// What the configuration says of an environment.
package struct EnvironmentSettings: Sendable, Hashable {
    /// Its canonical name.
    package var name: EnvironmentName
    /// The cloud.
    package var provider: CloudProvider?
    /// The region.
    package var region: String?
    /// What differs there, by component.
    package var components: [String: ComponentSettings]
}
