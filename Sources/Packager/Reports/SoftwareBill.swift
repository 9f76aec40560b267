import OpenSSLCrypto
package import OrderedJSON

/// A software bill of materials as CycloneDX 1.6 JSON (ECMA-424): the server, the npm packages in its artifact and what depends on what.
///
/// It says the same for the same artifact: the serial number is derived from the artifact, and there is a time only if one is given.
package struct SoftwareBill {
    private let inventory: PackageInventory
    private let component: String
    private let artifactDigest: String
    private let tool: (name: String, version: String)
    private let time: String?

    /// The bill of an artifact.
    ///
    /// - Parameters:
    ///   - inventory: the packages in it.
    ///   - component: the component's name, which the server has when its package.json gives none.
    ///   - artifactDigest: the SHA-256 of the zip in lower-case hex.
    ///   - tool: what makes the bill.
    ///   - time: when, in RFC 3339; nil leaves it out.
    package init(
        _ inventory: PackageInventory, component: String, artifactDigest: String, tool: (name: String, version: String),
        time: String? = nil
    ) {
        self.inventory = inventory
        self.component = component
        self.artifactDigest = artifactDigest
        self.tool = tool
        self.time = time
    }

    /// The document.
    ///
    /// - Throws: `CryptoError` when a digest cannot be made.
    package func document() throws -> JSONValue {
        let server = PackageURL.npm(inventory.name ?? component, version: inventory.version)
        var metadata: JSONObject = [:]
        if let time { metadata["timestamp"] = .string(time) }
        metadata["tools"] = [
            "components": [
                ["type": "application", "name": .string(tool.name), "version": .string(tool.version)]
            ]
        ]
        var application = Self.named(inventory.name ?? component, inventory.version, type: "application", server)
        application["hashes"] = [["alg": "SHA-256", "content": .string(artifactDigest)]]
        metadata["component"] = .object(application)
        let edges = [(server, inventory.dependencies)] + inventory.components.map { ($0.purl, $0.dependencies) }
        return [
            "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json", "bomFormat": "CycloneDX",
            "specVersion": "1.6", "serialNumber": .string(try serialNumber()), "version": 1,
            "metadata": .object(metadata), "components": .array(inventory.components.map(Self.component)),
            "dependencies": .array(
                edges.map { ["ref": .string($0.0), "dependsOn": .array($0.1.map { .string($0) })] }),
        ]
    }

    /// A UUID of version 8 (RFC 9562, section 5.8) made of the artifact's digest.
    private func serialNumber() throws -> String {
        var bytes = Array(try SHA256.hash("cyclonedx:\(artifactDigest)").prefix(16))
        bytes[6] = bytes[6] & 0x0f | 0x80
        bytes[8] = bytes[8] & 0x3f | 0x80
        let digits = [0..<4, 4..<6, 6..<8, 8..<10, 10..<16].map { hexString(Array(bytes[$0])) }
        return "urn:uuid:" + digits.joined(separator: "-")
    }

    private static func component(_ package: PackageInventory.Component) -> JSONValue {
        var result = named(package.name, package.version, type: "library", package.purl)
        if !package.digests.isEmpty {
            result["hashes"] = .array(
                package.digests.map {
                    ["alg": .string("SHA-\($0.algorithm.dropFirst(3))"), "content": .string($0.hex)]
                })
        }
        if let license = package.license { result["licenses"] = license.cycloneDX }
        result["purl"] = .string(package.purl)
        result["evidence"] = ["occurrences": .array(package.places.map { ["location": .string($0)] })]
        return .object(result)
    }

    private static func named(_ name: String, _ version: String?, type: JSONValue, _ purl: String) -> JSONObject {
        var result: JSONObject = ["type": type, "bom-ref": .string(purl)]
        let parts = name.unicodeScalars.split(separator: "/", maxSplits: 1).map { String($0) }
        if name.hasPrefix("@"), parts.count == 2 {
            result["group"] = .string(parts[0])
            result["name"] = .string(parts[1])
        } else {
            result["name"] = .string(name)
        }
        if let version { result["version"] = .string(version) }
        return result
    }
}
