package import OrderedJSON
package import ProvisioningDomain

/// Translates property values to the JSON of a checkpoint and back (pkg/resource/stack/deployment.go,
/// SerializePropertyValue and DeserializePropertyValue).
///
/// Assets, archives of assets, resource references and values with marks that we don't know stay maps that hold the mark, so that
/// they are written back as they were.
package struct PropertyCodec: Sendable {
    private let access: SecretsAccess

    /// Makes a codec for the secrets of one stack.
    package init(_ access: SecretsAccess) {
        self.access = access
    }

    private static let inner = PropertyCodec(.open(IdentitySecretsManager()))

    // MARK: Reading

    /// Reads a map of properties; an absent one is empty.
    ///
    /// - Throws: `ProvisioningError` for a malformed secret or one that the key doesn't open.
    package func decodeMap(_ json: JSONValue?) throws -> PropertyMap {
        guard let json, !json.isNull else { return [:] }
        guard let object = json.object else {
            throw ProvisioningError.malformedState("properties must be an object, not \(json.kindName)")
        }
        return try decode(object)
    }

    private func decode(_ object: JSONObject) throws -> PropertyMap {
        var map: PropertyMap = [:]
        for (key, value) in object { map[key] = try decode(value) }
        return map
    }

    /// Reads one value.
    ///
    /// - Throws: `ProvisioningError` for a malformed secret or one that the key doesn't open.
    package func decode(_ json: JSONValue) throws -> PropertyValue {
        switch json {
        case .null: return .null
        case .bool(let value): return .bool(value)
        case .number(let number): return .number(number.double)
        case .string(let text): return text == PropertySignature.unknown ? .unknown : .string(text)
        case .array(let elements): return .array(try elements.map { try decode($0) })
        case .object(let object):
            switch object[PropertySignature.key]?.string {
            case PropertySignature.secret: return try decodeSecret(object)
            case PropertySignature.archive:
                return try Self.archive(object) ?? .object(decode(object))
            default: return .object(try decode(object))
            }
        }
    }

    private func decodeSecret(_ object: JSONObject) throws -> PropertyValue {
        let ciphertext = object["ciphertext"]?.string ?? ""
        let plaintext = object["plaintext"]?.string ?? ""
        guard ciphertext.isEmpty != plaintext.isEmpty else {
            throw ProvisioningError.malformedState("a secret must hold exactly one of ciphertext and plaintext")
        }
        let text: String
        switch access {
        case _ where !plaintext.isEmpty: text = plaintext
        case .open(let manager): text = try manager.decrypt(ciphertext)
        case .locked: return .sealed(ciphertext)
        }
        do {
            return .secret(try Self.inner.decode(JSONValue(parsing: text)))
        } catch is JSONError {
            // The parser's message could show a part of the secret: it is not passed on.
            throw ProvisioningError.malformedState("a decrypted secret is not JSON")
        }
    }

    /// A file archive; nil for one of assets or of a URI.
    private static func archive(_ object: JSONObject) -> PropertyValue? {
        guard object.keys.allSatisfy({ [PropertySignature.key, "hash", "path"].contains($0) }),
            let hash = object["hash"]?.string
        else { return nil }
        return .archive(Archive(hash: hash, path: object["path"]?.string))
    }

    // MARK: Writing

    /// Writes a map of properties, sorted as Go sorts maps.
    ///
    /// - Parameter previous: what stood there before. Parts that mean the same are taken over as they are: a secret keeps its ciphertext.
    /// - Throws: `ProvisioningError` when a secret can't be encrypted or a value can't be stored.
    package func encode(_ map: PropertyMap, previous: JSONValue? = nil) throws -> JSONObject {
        var object = JSONObject()
        for name in map.keys.sorted(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) }) {
            guard let value = map[name] else { continue }
            object[name] = try encode(value, previous: previous?[name])
        }
        return object
    }

    /// Writes one value; ``encode(_:previous:)-(PropertyMap,_)`` says what `previous` is.
    ///
    /// - Throws: `ProvisioningError` when a secret can't be encrypted or a value can't be stored.
    package func encode(_ value: PropertyValue, previous: JSONValue? = nil) throws -> JSONValue {
        if let previous, !Self.holdsPlaintext(previous), let old = try? decode(previous), old == value {
            return previous
        }
        switch value {
        case .null: return .null
        case .bool(let flag): return .bool(flag)
        case .number(let number): return number.isFinite ? .number(number) : Self.envelope(ofSpecial: number)
        case .string(let text):
            guard text != PropertySignature.unknown else {
                throw ProvisioningError(
                    .configuration, code: "ReservedValue",
                    "The text \(text) cannot be stored: Pulumi takes it for a value that is not known yet.")
            }
            return .string(text)
        case .array(let values):
            return .array(try values.enumerated().map { try encode($1, previous: previous?[$0]) })
        case .object(let map):
            if map[PropertySignature.key] == .string(PropertySignature.secret) {
                throw ProvisioningError(
                    .configuration, code: "ReservedValue",
                    "A map with the key \(PropertySignature.key) cannot be stored: Pulumi takes it for a secret.")
            }
            return .object(try encode(map, previous: previous))
        case .secret(let inner):
            let text = try Self.inner.encode(inner).text(.goMap)
            switch access {
            case .open(let manager): return Self.envelope(ofCiphertext: try manager.encrypt(text))
            case .locked(let failure): throw failure
            }
        case .sealed(let ciphertext): return Self.envelope(ofCiphertext: ciphertext)
        case .archive(let archive):
            var object: JSONObject = [PropertySignature.key: .string(PropertySignature.archive)]
            object["hash"] = .string(archive.hash)
            if let path = archive.path { object["path"] = .string(path) }
            return .object(object)
        case .unknown, .output, .concatenation: return .string(PropertySignature.unknown)
        }
    }

    private static func envelope(ofCiphertext ciphertext: String) -> JSONValue {
        [PropertySignature.key: .string(PropertySignature.secret), "ciphertext": .string(ciphertext)]
    }

    private static func envelope(ofSpecial number: Double) -> JSONValue {
        let digits = String(number.bitPattern, radix: 16)
        let padded = String(repeating: "0", count: max(0, 16 - digits.count)) + digits
        return [PropertySignature.key: .string(PropertySignature.number), "value": .string(padded)]
    }

    // MARK: Looking for secrets

    /// Whether a secret in the tree is written in plain text.
    package static func holdsPlaintext(_ json: JSONValue) -> Bool {
        contains(json) { !($0["plaintext"]?.string ?? "").isEmpty }
    }

    /// Whether there is a secret in the tree.
    package static func holdsSecret(_ json: JSONValue) -> Bool {
        contains(json) { _ in true }
    }

    private static func contains(_ json: JSONValue, secret matches: (JSONObject) -> Bool) -> Bool {
        switch json {
        case .array(let elements): return elements.contains { contains($0, secret: matches) }
        case .object(let object):
            if object[PropertySignature.key]?.string == PropertySignature.secret { return matches(object) }
            return object.values.contains { contains($0, secret: matches) }
        case .null, .bool, .number, .string: return false
        }
    }
}
