/// Finds the modules that JavaScript names with literal strings.
package struct ModuleReferenceScanner {
    private var tokenizer: JavaScriptTokenizer
    private var tokens: [(token: JavaScriptToken, line: Int)] = []
    private var references: [ModuleReference] = []
    /// For each open `{`, whether what is in it may fail.
    private var blocks: [Bool] = []
    /// The line of a `try`, `catch` or condition on `process.env` whose block or statement is still to come.
    private var guardLine: Int?
    /// Whether the file takes `require` as a parameter, as bundles do: what it then means is not known.
    private var redefinesRequire = false

    private init(_ bytes: [UInt8]) {
        tokenizer = JavaScriptTokenizer(bytes)
        while let token = tokenizer.next() { tokens.append((token, tokenizer.line)) }
    }

    /// The references in `source`, in the order of their lines.
    package static func scan(_ source: [UInt8]) -> [ModuleReference] {
        var scanner = ModuleReferenceScanner(source)
        scanner.run()
        guard scanner.redefinesRequire else { return scanner.references }
        return scanner.references.map { reference in
            var reference = reference
            if reference.kind == .require { reference.isOptional = true }
            return reference
        }
    }

    private mutating func run() {
        for position in tokens.indices {
            switch tokens[position].token {
            case .word(let word) where !isProperty(position): visit(word, at: position)
            case .mark(UInt8(ascii: "{")):
                blocks.append(blocks.last == true || takeGuard(at: position))
            case .mark(UInt8(ascii: "}")):
                blocks.removeLast(blocks.isEmpty ? 0 : 1)
            case .mark(UInt8(ascii: ";")):
                guardLine = nil
            default: break
            }
        }
    }

    private mutating func visit(_ word: String, at position: Int) {
        switch word {
        case "try", "catch":
            if mark(position + 1) == UInt8(ascii: "{") || mark(position + 1) == UInt8(ascii: "(") {
                guardLine = tokens[position].line
            }
        case "if":
            if conditionMentionsEnvironment(after: position) { guardLine = tokens[position].line }
        case "function":
            if parametersNameRequire(after: position) { redefinesRequire = true }
        case "require":
            if mark(position + 1) == UInt8(ascii: "(") { addCall(.require, position) }
        case "import":
            if mark(position + 1) == UInt8(ascii: "(") {
                addCall(.import, position)
            } else {
                addFrom(after: position)
            }
        case "export":
            if [UInt8(ascii: "*"), UInt8(ascii: "{")].contains(mark(position + 1)) { addFrom(after: position) }
        default: break
        }
    }

    /// Whether a word follows a `.`, other than the one of `module.require`.
    private func isProperty(_ position: Int) -> Bool {
        guard mark(position - 1) == UInt8(ascii: ".") else { return false }
        // `...require("x")` spreads a module.
        if mark(position - 2) == UInt8(ascii: ".") { return false }
        return !(word(position) == "require" && word(position - 2) == "module")
    }

    /// `require("x")` or `import("x")`: a literal and nothing else, or further arguments.
    private mutating func addCall(_ kind: ModuleReference.Kind, _ position: Int) {
        guard let specifier = string(position + 2), let end = mark(position + 3),
            end == UInt8(ascii: ")") || end == UInt8(ascii: ",")
        else { return }
        let hasCatch = mark(position + 4) == UInt8(ascii: ".") && word(position + 5) == "catch"
        add(specifier, kind, at: position, isOptional: hasCatch)
    }

    /// `import "x"`, `import … from "x"`, `export … from "x"`.
    private mutating func addFrom(after position: Int) {
        var next = position + 1
        if let specifier = string(next) { return add(specifier, .import, at: position) }
        while next < tokens.count {
            switch tokens[next].token {
            case .word("from"):
                if let specifier = string(next + 1) { return add(specifier, .import, at: position) }
            case .word, .string, .mark(UInt8(ascii: "{")), .mark(UInt8(ascii: "}")), .mark(UInt8(ascii: ",")),
                .mark(UInt8(ascii: "*")):
                break
            default: return
            }
            next += 1
        }
    }

    private mutating func add(
        _ specifier: String, _ kind: ModuleReference.Kind, at position: Int, isOptional: Bool = false
    ) {
        let line = tokens[position].line
        let isGuarded = blocks.last == true || isNear(line)
        references.append(
            ModuleReference(specifier: specifier, kind: kind, line: line, isOptional: isOptional || isGuarded))
    }

    private func isNear(_ line: Int) -> Bool { guardLine.map { line - $0 <= 1 } ?? false }

    private mutating func takeGuard(at position: Int) -> Bool {
        defer { guardLine = nil }
        return isNear(tokens[position].line)
    }

    private func conditionMentionsEnvironment(after position: Int) -> Bool {
        parenthesized(after: position).contains { word($0) == "env" && word($0 - 2) == "process" }
    }

    private func parametersNameRequire(after position: Int) -> Bool {
        let name = position + 1
        if word(name) == "require" { return true }
        return parenthesized(after: word(name) == nil ? position : name).contains { word($0) == "require" }
    }

    /// The positions between the parentheses that open right after `position`.
    private func parenthesized(after position: Int) -> Range<Int> {
        let start = position + 1
        guard mark(start) == UInt8(ascii: "(") else { return start..<start }
        var depth = 0
        for next in start..<tokens.count {
            if mark(next) == UInt8(ascii: "(") { depth += 1 }
            if mark(next) == UInt8(ascii: ")") { depth -= 1 }
            if depth == 0 { return start..<next }
        }
        return start..<start
    }

    private func word(_ position: Int) -> String? {
        guard tokens.indices.contains(position), case .word(let word) = tokens[position].token else { return nil }
        return word
    }

    private func string(_ position: Int) -> String? {
        guard tokens.indices.contains(position), case .string(let text) = tokens[position].token else { return nil }
        return text
    }

    private func mark(_ position: Int) -> UInt8? {
        guard tokens.indices.contains(position), case .mark(let mark) = tokens[position].token else { return nil }
        return mark
    }
}
