/// Reads YAML texts of one document.
package enum YAMLDocument {
    /// The document in `bytes` (UTF-8, or UTF-16 with a byte order mark); null when the text is empty.
    ///
    /// - Throws: `YAMLError` with the place of the first problem: no YAML, several documents, a duplicate key, a key that is
    ///   no scalar, an unknown tag or alias, or more than `limits` allow.
    package static func parse(_ bytes: [UInt8], limits: YAMLLimits = YAMLLimits()) throws(YAMLError) -> YAMLNode {
        guard bytes.count <= limits.bytes else {
            throw YAMLError(
                "the text has \(bytes.count) bytes; at most \(limits.bytes) are allowed",
                at: YAMLMark(line: 1, column: 1))
        }
        var composer = YAMLComposer(reader: try YAMLEventReader(bytes), limits: limits)
        return try composer.document()
    }
}
