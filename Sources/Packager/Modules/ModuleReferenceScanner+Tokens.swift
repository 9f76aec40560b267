/// Questions about the tokens around a place.
extension ModuleReferenceScanner {
    func word(_ position: Int) -> JavaScriptWord? {
        tokens.indices.contains(position) ? tokens[position].word : nil
    }

    func isWord(_ position: Int) -> Bool { tokens.indices.contains(position) && tokens[position].kind == .word }

    func isString(_ position: Int) -> Bool { tokens.indices.contains(position) && tokens[position].kind == .string }

    func isMark(_ position: Int, _ mark: Unicode.Scalar) -> Bool {
        tokens.indices.contains(position) && tokens[position].mark == UInt8(ascii: mark)
    }

    /// Whether the token is one of the kind.
    func isKind(_ position: Int, _ kind: JavaScriptToken.Kind) -> Bool {
        tokens.indices.contains(position) && tokens[position].kind == kind
    }

    /// What the string at a place stands for.
    func string(_ position: Int) -> String { JavaScriptText.value(bytes[tokens[position].range]) }

    /// The source of a word.
    func source(_ position: Int) -> String {
        tokens.indices.contains(position) ? String(decoding: bytes[tokens[position].range], as: UTF8.self) : ""
    }

    /// The source from one token to before another, on one line and not long.
    func source(_ positions: Range<Int>) -> String {
        guard let first = positions.first, let last = positions.last, tokens.indices.contains(last) else { return "" }
        let isQuoted = isKind(first, .string) || isKind(first, .templateStart)
        let start = Int(tokens[first].start) - (isQuoted ? 1 : 0)
        let closes = isKind(last, .string) || isKind(last, .templateEnd)
        let end = min(Int(tokens[last].end) + (closes ? 1 : 0), bytes.count)
        let isLong = end - start > 60
        let text = bytes[start..<(isLong ? start + 60 : end)].map { $0 < 0x20 ? 0x20 : $0 }
        return String(decoding: text, as: UTF8.self).split(separator: " ").joined(separator: " ") + (isLong ? "…" : "")
    }

    /// Whether a word follows a `.`, other than the one of `module.require`.
    func isProperty(_ position: Int) -> Bool {
        guard isMark(position - 1, ".") else { return false }
        // `...require("x")` spreads a module.
        if isMark(position - 2, ".") { return false }
        switch word(position) {
        case .require:
            // What is loaded in the place of another module is looked up; `eval` and the like are never properties.
            return ![.module, .main, .mainModule, .parent].contains(word(position - 2))
        case .process, .join, .resolve, .createRequire, .fileURLToPath, .dirname, .normalize, .load: return false
        default: return true
        }
    }

    /// The positions between the parentheses that open right after `position`.
    func parenthesized(after position: Int) -> Range<Int> {
        let start = position + 1
        guard isMark(start, "("), let end = closing(start) else { return start..<start }
        return start..<end
    }

    /// Where the arguments of a call open: after the name, or after `(0, module.name)` as compilers write it.
    func opening(_ position: Int) -> Int? {
        if isMark(position + 1, "(") { return position + 1 }
        return isMark(position + 1, ")") && isMark(position + 2, "(") && isMark(position - 1, ".") ? position + 2 : nil
    }

    /// The place of the bracket that closes the one at `position`.
    func closing(_ position: Int) -> Int? {
        closers[position] > 0 ? Int(closers[position]) : nil
    }
}
