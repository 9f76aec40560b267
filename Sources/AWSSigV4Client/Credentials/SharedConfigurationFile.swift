/// One of the files that the AWS tools share, `config` or `credentials`, split into sections.
///
/// Source: SDK reference guide, "Shared config and credentials files", section "Format".
package struct SharedConfigurationFile: Sendable, Equatable {
    /// Settings by section as named between the brackets, white space outside of quotes reduced to single spaces.
    package private(set) var sections: [String: [String: String]] = [:]

    /// A file without sections.
    package init() {}

    /// Reads a file's text.
    ///
    /// Comments begin with `#` or `;` at the start of a line or after white space in a value. An indented line continues
    /// the value above; below an empty value it is a nested setting, which is left out. Names have no case. Of equal
    /// names the last counts.
    ///
    /// - Parameter file: The path, for errors.
    /// - Throws: ``SharedConfigurationError`` with the line.
    package init(_ text: String, file: String) throws {
        var section: String?
        var property: String?
        var number = 0
        for var line in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
            number += 1
            if number == 1, line.hasPrefix("\u{FEFF}") { line = line.dropFirst() }
            let content = Self.trimmed(line)
            if content.isEmpty || content.hasPrefix("#") || content.hasPrefix(";") { continue }
            func failure(_ reason: String) -> SharedConfigurationError {
                SharedConfigurationError(file: file, line: number, reason: reason)
            }
            if line.first == " " || line.first == "\t" {
                guard let section, let property else { throw failure("an indented line without a setting above it") }
                let value = sections[section]?[property] ?? ""
                if !value.isEmpty { sections[section]?[property] = value + "\n" + content }
            } else if content.hasPrefix("[") {
                guard let end = content.firstIndex(of: "]") else { throw failure("a section without its ]") }
                let rest = Self.trimmed(content[content.index(after: end)...])
                guard rest.isEmpty || rest.hasPrefix("#") || rest.hasPrefix(";") else {
                    throw failure("text after the ] of a section")
                }
                let name = Self.sectionName(content[content.index(after: content.startIndex)..<end])
                guard !name.isEmpty else { throw failure("a section without a name") }
                if sections[name] == nil { sections[name] = [:] }
                section = name
                property = nil
            } else {
                guard let equals = content.firstIndex(of: "=") else {
                    throw failure("\"\(Self.shown(content))\" is neither a section nor name = value")
                }
                let name = Self.trimmed(content[..<equals]).lowercased()
                guard !name.isEmpty else { throw failure("a value without a name") }
                guard let section else { throw failure("\"\(name)\" stands before the first section") }
                sections[section]?[name] = Self.value(content[content.index(after: equals)...])
                property = name
            }
        }
    }

    private static func trimmed(_ text: Substring) -> String {
        var text = text
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }

    private static func trimmed(_ text: String) -> String { trimmed(text[...]) }

    /// The name between the brackets without quotes, white space reduced to one space.
    private static func sectionName(_ text: Substring) -> String {
        let words = trimmed(text).split(separator: " ", maxSplits: 1, omittingEmptySubsequences: true)
        return words.map { word in
            var word = trimmed(word)
            if word.count >= 2, let quote = word.first, quote == "\"" || quote == "'", word.last == quote {
                word = String(word.dropFirst().dropLast())
            }
            return word
        }.joined(separator: " ")
    }

    /// The value without a comment at its end.
    private static func value(_ text: Substring) -> String {
        var previous: Character = " "
        var end = text.endIndex
        for index in text.indices {
            if (text[index] == "#" || text[index] == ";") && previous.isWhitespace {
                end = index
                break
            }
            previous = text[index]
        }
        return trimmed(text[..<end])
    }

    /// The start of a line, which may hold a secret.
    private static func shown(_ line: String) -> String {
        line.count > 12 ? "\(line.prefix(8))…" : line
    }
}

/// A mistake in a shared file and where it is.
package struct SharedConfigurationError: Error, Sendable, Equatable, CustomStringConvertible {
    package var file: String
    /// From 1.
    package var line: Int
    package var reason: String

    package init(file: String, line: Int, reason: String) {
        self.file = file
        self.line = line
        self.reason = reason
    }

    package var description: String { "\(file):\(line): \(reason)" }
}
