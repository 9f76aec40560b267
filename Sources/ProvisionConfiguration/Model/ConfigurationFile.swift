package import ProvisioningDomain

/// A valid `provision.yaml`.
package struct ConfigurationFile: Sendable, Hashable {
    /// The file, as the user named it.
    package var path: String
    /// The absolute directory of the file; relative paths in it start there.
    package var directory: String
    /// The project.
    package var project: ResourceName
    /// The absolute directory of the state.
    package var stateDirectory: String
    /// How many deployments of a stack are kept, with the packages that they name.
    package var keep: Int
    /// Tags of the user's.
    package var tags: [String: String]
    /// The components in their written order.
    package var components: [Component]
    /// The environments in their written order; the three standard ones when the file names none.
    package var environments: [EnvironmentSettings]

    /// A component by itself.
    package struct Component: Sendable, Hashable {
        /// Its name.
        package var name: ResourceName
        /// What the file says of it.
        package var settings: ComponentSettings
    }

    /// An absolute path for one that the file names: `.` components and repeated slashes go, `..` stays, since it means
    /// something else behind a symbolic link.
    package func absolutePath(_ path: String) -> String { Self.absolutePath(path, in: directory) }

    static func absolutePath(_ path: String, in directory: String) -> String {
        let joined = path.hasPrefix("/") ? path : "\(directory)/\(path)"
        return "/" + joined.split(separator: "/").filter { $0 != "." }.joined(separator: "/")
    }
}
