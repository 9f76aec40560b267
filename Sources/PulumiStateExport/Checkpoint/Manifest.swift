internal import OpenSSLCrypto
package import OrderedJSON
package import ProvisioningDomain

/// What wrote a deployment and when (sdk/go/common/apitype/core.go, ManifestV1).
package enum Manifest {
    /// The version under which we write, `semantest-provision/<version>`.
    package static func producer(version: String) -> String { "semantest-provision/\(version)" }

    /// Pulumi's guard against changed manifests: SHA-256 of the version in hexadecimal, empty for an empty version.
    ///
    /// - Throws: when libcrypto refuses SHA-256.
    package static func magic(for version: String) throws -> String {
        version.isEmpty ? "" : try SHA256.hex(Array(version.utf8))
    }

    /// A manifest of ours; the plug-ins that an earlier one named stay.
    ///
    /// - Throws: when libcrypto refuses SHA-256.
    package static func make(version: String, at time: Timestamp, previous: JSONValue?) throws -> JSONValue {
        let producer = producer(version: version)
        var manifest: JSONObject = [
            "time": .string("\(time)"), "magic": .string(try magic(for: producer)), "version": .string(producer),
        ]
        manifest["plugins"] = previous?["plugins"]
        return .object(manifest)
    }
}
