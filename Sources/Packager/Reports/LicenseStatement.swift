import OrderedJSON

/// What a package.json says about its licence, for a bill of materials (npm documentation, "package.json", `license`).
enum LicenseStatement: Equatable {
    /// An identifier of the SPDX list that npm packages often have.
    case identifier(String)
    /// An SPDX expression, or an identifier that is not among those.
    case expression(String)
    /// Names that are no SPDX.
    case names([String])

    /// Identifiers that may stand as such: a reader checks them against SPDX's list, an expression is not checked.
    private static let identifiers: Set<String> = [
        "0BSD", "AFL-2.1", "AGPL-3.0-only", "AGPL-3.0-or-later", "Apache-2.0", "Artistic-2.0", "BSD-2-Clause",
        "BSD-3-Clause", "BlueOak-1.0.0", "CC-BY-3.0", "CC-BY-4.0", "CC0-1.0", "GPL-2.0-only", "GPL-2.0-or-later",
        "GPL-3.0-only", "GPL-3.0-or-later", "ISC", "LGPL-2.1-only", "LGPL-2.1-or-later", "LGPL-3.0-only",
        "LGPL-3.0-or-later", "MIT", "MIT-0", "MPL-2.0", "Python-2.0", "Unlicense", "WTFPL", "Zlib",
    ]

    /// The statement of a manifest; nil when it says nothing.
    init?(_ manifest: JSONValue) {
        let stated = [manifest["license"], manifest["licenses"]].compactMap { $0 }
        let names = stated.flatMap { $0.array ?? [$0] }.compactMap { $0.string ?? $0["type"]?.string }
            .filter { !$0.isEmpty }
        guard let first = names.first else { return nil }
        if names.count > 1 {
            // `licenses` is a choice.
            let areAllKnown = names.allSatisfy(Self.identifiers.contains)
            self = areAllKnown ? .expression(names.joined(separator: " OR ")) : .names(names)
        } else if Self.identifiers.contains(first) {
            self = .identifier(first)
        } else {
            self = Self.isExpression(first) ? .expression(first) : .names([first])
        }
    }

    /// Whether a text has the form of an SPDX expression (SPDX specification 2.3, annex D).
    private static func isExpression(_ text: String) -> Bool {
        if text == "UNLICENSED" || text == "SEE" || text.hasPrefix("SEE ") { return false }
        let words = text.unicodeScalars.split { $0 == " " || $0 == "(" || $0 == ")" }.map { String($0) }
        let operators: Set<String> = ["AND", "OR", "WITH"]
        guard words.count % 2 == 1 else { return false }
        for (place, word) in words.enumerated() {
            if place % 2 == 1 {
                guard operators.contains(word) else { return false }
            } else if operators.contains(word) || !word.utf8.allSatisfy(isIdentifierByte) {
                return false
            }
        }
        return words.count > 1 || text.utf8.contains(UInt8(ascii: "-"))
    }

    private static func isIdentifierByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "+"):
            true
        default: false
        }
    }

    /// As CycloneDX writes it (`licenses` of a component).
    var cycloneDX: JSONValue {
        switch self {
        case .identifier(let name): [["license": ["id": .string(name)]]]
        case .expression(let text): [["expression": .string(text)]]
        case .names(let names): .array(names.map { ["license": ["name": .string($0)]] })
        }
    }
}
