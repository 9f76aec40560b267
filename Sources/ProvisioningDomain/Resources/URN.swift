/// Pulumi's name of a resource: `urn:pulumi:<stack>::<project>::<type>::<name>` (sdk/go/common/resource/urn/urn.go).
public struct URN: Sendable, Hashable, CustomStringConvertible {
    /// The whole text.
    public let text: String

    /// The URN of a resource directly under the stack.
    public init(stack: StackReference, type: ResourceType, name: String) {
        text = "urn:pulumi:\(stack.stack)::\(stack.project)::\(type.token)::\(name)"
    }

    /// Reads a URN: the prefix and at least three `::` make it valid.
    ///
    /// - Returns: nil when `text` is no URN.
    public init?(_ text: String) {
        guard text.hasPrefix("urn:pulumi:"), Self.parts(of: text).count == 4 else { return nil }
        self.text = text
    }

    /// The short name of the stack.
    public var stack: String { String(Self.parts(of: text).first?.dropFirst("urn:pulumi:".count) ?? "") }
    /// The project.
    public var project: String { part(1) }
    /// The type, with the parents' types before it, separated by `$`.
    public var qualifiedType: String { part(2) }
    /// The resource's own type.
    public var type: ResourceType {
        ResourceType(qualifiedType.split(separator: "$").last.map(String.init) ?? qualifiedType)
    }
    /// The logical name: everything after the third `::`.
    public var name: String { part(3) }
    /// The whole text.
    public var description: String { text }

    private func part(_ index: Int) -> String {
        let parts = Self.parts(of: text)
        return parts.indices.contains(index) ? String(parts[index]) : ""
    }

    /// The four parts that the first three `::` separate.
    private static func parts(of text: String) -> [Substring] {
        var parts: [Substring] = []
        var start = text.startIndex
        var index = start
        while parts.count < 3, index < text.endIndex {
            let next = text.index(after: index)
            if text[index] == ":", next < text.endIndex, text[next] == ":" {
                parts.append(text[start..<index])
                start = text.index(after: next)
                index = start
            } else {
                index = next
            }
        }
        parts.append(text[start...])
        return parts
    }
}
