internal import ProvisioningDomain
internal import YAMLDocument

/// The text of `Pulumi.<stack>.yaml` (sdk/go/common/workspace/project.go, ProjectStack): the salt of the stack's
/// secrets and its configuration.
///
/// Edited by lines: comments, order and all that we don't know stay.
package struct StackConfigFile: Sendable, Equatable {
    /// One value of the configuration.
    package enum Value: Sendable, Equatable {
        /// In plain text; a structured value as it stands in the file.
        case plain(String)
        /// Ciphertext.
        case secure(String)
    }

    /// The whole text.
    package private(set) var text: String
    /// The salt of the secrets; nil when there are none yet or another provider keeps them.
    package private(set) var encryptionSalt: String?
    /// A secrets provider other than a passphrase, such as `awskms://…`.
    package private(set) var secretsProvider: String?
    /// The configuration by its full keys, `aws:region`.
    package private(set) var configuration: [String: Value] = [:]

    /// Where the entries of `config` begin, in lines from 0; nil without one.
    private var configurationLine: Int?
    private var configurationEntries: [(key: String, lines: Range<Int>, column: Int)] = []
    private var configurationIsBlock = false

    /// Reads a file; an empty text is an empty file.
    ///
    /// - Parameter name: the file's name for messages.
    /// - Throws: `ProvisioningError` with the place when the text is no YAML map.
    package init(_ text: String, name: String) throws {
        self.text = text
        do {
            try read()
        } catch {
            throw ProvisioningError(
                .configuration, code: "MalformedStackConfiguration", "\(name) cannot be read: \(error)",
                hint: "It is Pulumi's configuration of the stack: correct it, or restore it from version control.")
        }
    }

    package static func == (left: StackConfigFile, right: StackConfigFile) -> Bool { left.text == right.text }

    private var lines: [Substring] { text.split(separator: "\n", omittingEmptySubsequences: false) }

    private mutating func read() throws {
        let root = try YAMLDocument.parse(Array(text.utf8))
        if root.isNull { return }
        guard let entries = root.mapping else {
            throw InvalidValue(what: "document", value: "", rule: "a map")
        }
        encryptionSalt = root["encryptionsalt"]?.scalar?.text
        secretsProvider = root["secretsprovider"]?.scalar?.text
        guard let index = entries.firstIndex(where: { $0.key == "config" }) else { return }
        configurationLine = entries[index].mark.line - 1
        let end = index + 1 < entries.count ? entries[index + 1].mark.line - 1 : lines.count
        let node = entries[index].value
        guard let members = node.mapping else {
            guard node.isNull else { throw InvalidValue(what: "config", value: "", rule: "a map") }
            return
        }
        configurationIsBlock = members.first.map { $0.mark.line > entries[index].mark.line } ?? false
        for (place, member) in members.enumerated() {
            if let scalar = member.value.scalar {
                configuration[member.key] = .plain(scalar.text)
            } else if let secure = member.value["secure"]?.scalar?.text, member.value.mapping?.count == 1 {
                configuration[member.key] = .secure(secure)
            } else {
                configuration[member.key] = .plain("")
            }
            let first = member.mark.line - 1
            let limit = place + 1 < members.count ? members[place + 1].mark.line - 1 : end
            configurationEntries.append(
                (member.key, first..<Self.withoutTail(lines, first..<limit), member.mark.column))
        }
    }

    /// The end of a block without the comments and empty lines after it, which belong to what follows.
    private static func withoutTail(_ lines: [Substring], _ range: Range<Int>) -> Int {
        var end = min(range.upperBound, lines.count)
        while end > range.lowerBound + 1 {
            let line = lines[end - 1].drop { $0 == " " }
            guard line.isEmpty || line.first == "#" else { break }
            end -= 1
        }
        return end
    }

    // MARK: Editing

    /// Sets the salt.
    ///
    /// - Throws: `ProvisioningError` when the file cannot be edited.
    package mutating func setEncryptionSalt(_ salt: String) throws {
        if encryptionSalt == salt { return }
        var lines = lines.map(String.init)
        let line = "encryptionsalt: \(salt)"
        if let index = lines.firstIndex(where: { $0.hasPrefix("encryptionsalt:") }) {
            lines[index] = line
        } else {
            let marker = lines.firstIndex { $0.hasPrefix("---") }
            lines.insert(line, at: marker.map { $0 + 1 } ?? 0)
        }
        try replace(lines)
    }

    /// Sets a value of the configuration.
    ///
    /// - Parameter key: the full key, `<namespace>:<name>`.
    /// - Throws: `ProvisioningError` when `config` is written in braces.
    package mutating func set(_ key: String, _ value: Value) throws {
        if configuration[key] == value { return }
        guard configurationEntries.isEmpty || configurationIsBlock else {
            throw ProvisioningError(
                .configuration, code: "MalformedStackConfiguration",
                "The stack's configuration cannot be edited because \"config\" is written in braces.",
                hint: "Write each key of \"config\" on a line of its own.")
        }
        var lines = lines.map(String.init)
        let column = configurationEntries.first?.column ?? 3
        let entry = Self.entry(key, value, indentation: column - 1)
        if let existing = configurationEntries.first(where: { $0.key == key }) {
            lines.replaceSubrange(existing.lines, with: entry)
        } else if let last = configurationEntries.last {
            lines.insert(contentsOf: entry, at: last.lines.upperBound)
        } else if let configurationLine {
            lines[configurationLine] = "config:"
            lines.insert(contentsOf: entry, at: configurationLine + 1)
        } else {
            while lines.last?.isEmpty == true { lines.removeLast() }
            lines += ["config:"] + entry + [""]
        }
        try replace(lines)
    }

    private static func entry(_ key: String, _ value: Value, indentation: Int) -> [String] {
        let space = String(repeating: " ", count: indentation)
        // Pulumi writes the keys bare; a colon inside a plain key is fine unless a space follows.
        let isBare = key.utf8.allSatisfy {
            (0x61...0x7A).contains($0 | 0x20) || (0x30...0x39).contains($0) || [0x3A, 0x2D, 0x5F, 0x2E].contains($0)
        }
        let name = isBare && !key.hasSuffix(":") && !key.hasPrefix("-") ? key : YAMLScalar.quoted(key)
        switch value {
        case .plain(let text): return ["\(space)\(name): \(YAMLScalar.quoted(text))"]
        case .secure(let ciphertext): return ["\(space)\(name):", "\(space)  secure: \(ciphertext)"]
        }
    }

    private mutating func replace(_ lines: [String]) throws {
        var text = lines.joined(separator: "\n")
        if !text.hasSuffix("\n") { text += "\n" }
        self = try StackConfigFile(text, name: "the edited stack configuration")
    }
}
