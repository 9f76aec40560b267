/// Why a document could not be read, and where.
package struct XMLError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The kinds of failure.
    package enum Kind: Sendable, Equatable {
        /// Not well-formed; the message is expat's.
        case malformed(String)
        /// A document type declaration: refused, since entities could make a small document huge or read files.
        case documentType
        case tooDeep(limit: Int)
        case tooLarge(bytes: Int, limit: Int)
        case tooManyElements(limit: Int)
        /// libexpat could not allocate a parser.
        case outOfMemory
    }

    package var kind: Kind
    /// The line in the document, from 1.
    package var line: Int

    package init(_ kind: Kind, line: Int) {
        self.kind = kind
        self.line = line
    }

    package var description: String {
        let reason =
            switch kind {
            case .malformed(let message): message
            case .documentType: "a document type declaration is not accepted"
            case .tooDeep(let limit): "elements are nested deeper than \(limit)"
            case .tooLarge(let bytes, let limit): "\(bytes) bytes are more than the limit of \(limit)"
            case .tooManyElements(let limit): "more than \(limit) elements"
            case .outOfMemory: "no memory for an XML parser"
            }
        return "XML line \(line): \(reason)"
    }
}
