import ProvisioningDomain
import SystemFiles

extension ConfigurationFile {
    /// The file that is read when the user names none.
    package static let standardName = "provision.yaml"

    /// Reads the configuration from disk.
    ///
    /// - Parameters:
    ///   - path: what `--config` named; nil reads `provision.yaml` of the current directory.
    ///   - currentDirectory: the absolute current directory.
    /// - Throws: `ProvisioningError` when there is no readable file, `ConfigurationError` when it is wrong.
    package static func load(_ path: String?, currentDirectory: String) throws -> ConfigurationFile {
        let name = path ?? standardName
        let absolute = absolutePath(name, in: currentDirectory)
        let bytes: [UInt8]
        do {
            bytes = try SystemFile.read(absolute)
        } catch let error where error.isMissing {
            throw ProvisioningError(
                .configuration, code: "ConfigurationNotFound", "there is no configuration file \(absolute)",
                hint: path == nil
                    ? "Write one with `semantest-provision init`, or name one with --config." : "Check --config.")
        } catch {
            throw ProvisioningError(
                .configuration, code: "ConfigurationUnreadable", "cannot read \(absolute): \(error)",
                hint: "Check that it is a file and that you may read it.")
        }
        let directory = absolute.split(separator: "/").dropLast().joined(separator: "/")
        return try parse(bytes, path: name, directory: "/\(directory)")
    }
}
