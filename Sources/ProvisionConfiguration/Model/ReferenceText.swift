/// Text in which `${secrets.NAME}` stands for a secret.
package struct ReferenceText: Sendable, Hashable {
    /// The parts in order.
    package var parts: [Part]

    /// A piece of the text.
    package enum Part: Sendable, Hashable {
        /// Text as it is.
        case text(String)
        /// The name of a secret.
        case secret(String)
    }

    /// Reads text.
    ///
    /// `${WORD}` and `${` alone are ordinary text: they mean something to shells and apps.
    ///
    /// - Throws: `InvalidReference` for `${something.name}` that is no secret, and for a secret with a malformed name.
    package init(parsing text: String) throws(InvalidReference) {
        parts = []
        var rest = text[...]
        var literal = ""
        while let character = rest.first {
            guard rest.hasPrefix("${"), let end = rest.firstIndex(of: "}") else {
                literal.append(character)
                rest.removeFirst()
                continue
            }
            let inside = rest[..<end].dropFirst(2)
            guard let dot = inside.firstIndex(of: "."), inside.utf8.allSatisfy(Self.isReferenceByte) else {
                literal.append(character)
                rest.removeFirst()
                continue
            }
            let name = String(inside[dot...].dropFirst())
            guard inside[..<dot] == "secrets", Self.isSecretName(name) else {
                throw InvalidReference(text: String(rest[...end]))
            }
            if !literal.isEmpty { parts.append(.text(literal)) }
            literal = ""
            parts.append(.secret(name))
            rest = rest[end...].dropFirst()
        }
        if !literal.isEmpty { parts.append(.text(literal)) }
    }

    /// The names of the secrets in it, in order, each once.
    package var secretNames: [String] {
        parts.reduce(into: []) { names, part in
            if case .secret(let name) = part, !names.contains(name) { names.append(name) }
        }
    }

    /// Whether a text can name a secret: letters, digits, `_` and `-`, beginning with a letter or `_`.
    package static func isSecretName(_ text: String) -> Bool {
        guard let first = text.utf8.first, !(0x30...0x39).contains(first), first != 0x2D else { return false }
        return text.utf8.allSatisfy { TextRule.isWordByte($0) || $0 == 0x2D }
    }

    private static func isReferenceByte(_ byte: UInt8) -> Bool {
        TextRule.isWordByte(byte) || byte == 0x2E || byte == 0x2D || byte == 0x20
    }
}

/// A `${…}` that looks like a reference and is none.
package struct InvalidReference: Error, Sendable, Hashable, CustomStringConvertible {
    /// The reference as written.
    package var text: String

    /// A sentence for the user.
    package var description: String { "`\(text)` is no reference; a secret is written `${secrets.NAME}`" }
}
