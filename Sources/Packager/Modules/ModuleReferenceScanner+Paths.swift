/// Expressions that compute paths.
extension ModuleReferenceScanner {
    /// Reads the path expression that begins here and notes what it names.
    mutating func visitPath(at position: Int) {
        if isMark(position - 1, ".") || isKey(position), !startsCall(position) { return }
        // `const __dirname = …`
        if isMark(position + 1, "="), !isMark(position + 2, "=") { return }
        let (path, after) = expression(position)
        note(path, position..<after)
    }

    /// Reads the string or template that begins here: the beginning of a path, or a literal of its own.
    mutating func visitText(at position: Int) {
        if isKind(position, .templateStart) || isMark(position + 1, "+") {
            let (path, after) = expression(position)
            if path.base != .none { return note(path, position..<after) }
        }
        if !isCompared(position), !isKey(position) { addLiteral(position) }
    }

    /// Notes the text of a string or of a part of a template, if it may be a path; what is added to another text may begin with a `/`.
    mutating func addLiteral(_ position: Int) {
        let range = tokens[position].range
        guard collectsLiterals, (1...255).contains(range.count), bytes[range].allSatisfy({ $0 >= 0x20 }) else { return }
        let text = string(position)
        let isAdded = isMark(position - 1, "+") || !isKind(position, .string) && !isKind(position, .templateStart)
        scan.literals.append(
            .init(
                text: isAdded && text.hasPrefix("/") ? String(text.dropFirst()) : text,
                line: Int(tokens[position].line)))
    }

    /// Whether the token is the name of a property: `{ "x": 1 }`.
    private func isKey(_ position: Int) -> Bool {
        isMark(position + 1, ":") && (isMark(position - 1, "{") || isMark(position - 1, ","))
    }

    /// `=== "x"`, `"x" ===`, `case "x"`: compared with, not used.
    private func isCompared(_ position: Int) -> Bool {
        if word(position - 1) == .case || word(position - 1) == .typeof { return true }
        if isMark(position - 1, "="), isMark(position - 2, "=") || isMark(position - 2, "!") { return true }
        return (isMark(position + 1, "=") || isMark(position + 1, "!")) && isMark(position + 2, "=")
    }

    private func startsCall(_ position: Int) -> Bool {
        word(position) == .process || opening(position) != nil
    }

    private mutating func note(_ path: PathExpression, _ range: Range<Int>) {
        next = max(next, range.upperBound)
        guard path.base != .none else { return }
        if let name = boundName(range), path.isComplete, !path.isLost {
            constants[tokens[name].hash] = path
            return
        }
        if path.base == .moduleFile, path.text.isEmpty, path.isComplete { return }
        addPath(path, range, isOnlyBelow: isListed(range.lowerBound))
    }

    mutating func addPath(_ path: PathExpression, _ range: Range<Int>, isOnlyBelow: Bool) {
        scan.paths.append(
            PathReference(
                path: path, line: Int(tokens[range.lowerBound].line), isOnlyBelow: isOnlyBelow, source: source(range)))
    }

    /// The name that `const name = expression;` binds.
    private func boundName(_ range: Range<Int>) -> Int? {
        var start = range.lowerBound
        // `const name = path.join(…)` was entered at `join`.
        while isMark(start - 1, "."), isWord(start - 2) { start -= 2 }
        if isMark(start - 1, ","), isMark(start - 3, "(") { start -= 3 }
        guard isMark(start - 1, "="), isWord(start - 2) else { return nil }
        let keyword = word(start - 3)
        let isDeclared = keyword == .const || keyword == .let || keyword == .var || isMark(start - 3, ",")
        guard isDeclared, word(start - 4) != .export, isEnd(range.upperBound) else { return nil }
        return start - 2
    }

    /// Whether an expression ends before the token: at the end of a statement, of a line, of an argument.
    func isEnd(_ position: Int) -> Bool {
        guard tokens.indices.contains(position) else { return true }
        let token = tokens[position]
        if token.kind == .mark {
            return [UInt8(ascii: ";"), UInt8(ascii: ","), UInt8(ascii: ")"), UInt8(ascii: "}"), UInt8(ascii: "]")]
                .contains(
                    token.mark)
        }
        return position > 0 && token.line > tokens[position - 1].line
    }

    /// Whether the expression is what a directory is listed or served by: `readdirSync(here)`, `express.static(here)`.
    private func isListed(_ position: Int) -> Bool {
        guard isMark(position - 1, "(") else { return false }
        let name = source(position - 2)
        return name.hasPrefix("readdir") || name.hasPrefix("opendir") || name == "static" || name == "serveStatic"
    }

    // MARK: Values

    /// The value of the expression at a place, as far as it is known, and the place after what was understood.
    func expression(_ position: Int, depth: Int = 0) -> (PathExpression, Int) {
        guard depth < 32 else { return (.unknown, position) }
        var (value, place) = operand(position, depth: depth)
        while value.isComplete, isMark(place, "+") {
            let (next, after) = operand(place + 1, depth: depth)
            value = value.appending(next)
            place = next == .unknown ? place + 1 : after
        }
        return (value, place)
    }

    private func operand(_ position: Int, depth: Int) -> (PathExpression, Int) {
        var (value, place) = primary(position, depth: depth)
        while value.base != .none, isMark(place, "."), isWord(place + 1) {
            switch word(place + 1) {
            case .href, .pathname: place += 2
            case .toString where isMark(place + 2, "(") && isMark(place + 3, ")"): place += 4
            default:
                // `__dirname.replace(…)`: some other path.
                value.isComplete = false
                value.isLost = true
                return (value, place)
            }
        }
        return (value, place)
    }

    private func primary(_ position: Int, depth: Int) -> (PathExpression, Int) {
        guard tokens.indices.contains(position) else { return (.unknown, position) }
        let token = tokens[position]
        switch token.kind {
        case .string: return (PathExpression(text: string(position)), position + 1)
        case .templateStart: return template(position, depth: depth)
        case .mark where token.mark == UInt8(ascii: "("):
            if isMark(position + 2, ","), isMark(position + 4, ".") { return call(position + 5, depth: depth) }
            guard let end = closing(position) else { return (.unknown, position) }
            let (value, after) = expression(position + 1, depth: depth + 1)
            return after == end ? (value, end + 1) : (.unknown, position)
        case .word: return named(token, position, depth: depth)
        default: return (.unknown, position)
        }
    }

    private func named(_ token: JavaScriptToken, _ position: Int, depth: Int) -> (PathExpression, Int) {
        switch token.word {
        case .moduleDirectory where constants[token.hash] == nil:
            return (PathExpression(base: .moduleDirectory), position + 1)
        case .moduleFile where constants[token.hash] == nil: return (PathExpression(base: .moduleFile), position + 1)
        case .import where isMark(position + 1, ".") && word(position + 2) == .meta && isMark(position + 3, "."):
            switch word(position + 4) {
            case .url, .filename: return (PathExpression(base: .moduleFile), position + 5)
            case .dirname: return (PathExpression(base: .moduleDirectory), position + 5)
            case .resolve where isString(position + 6) && isMark(position + 7, ")"):
                return (PathExpression(base: .module(string(position + 6))), position + 8)
            default: return (.unknown, position)
            }
        case .process where word(position + 2) == .cwd && isMark(position + 3, "(") && isMark(position + 4, ")"):
            return (PathExpression(base: .workingDirectory), position + 5)
        case .new where word(position + 1) == .urlConstructor || word(position + 3) == .urlConstructor:
            return address(word(position + 1) == .urlConstructor ? position + 2 : position + 4, depth: depth)
        case .require where isMark(position + 1, ".") && word(position + 2) == .resolve:
            guard isMark(position + 3, "("), isString(position + 4), let end = closing(position + 3) else {
                return (.unknown, position)
            }
            return (PathExpression(base: .module(string(position + 4))), end + 1)
        default: break
        }
        if let value = constants[token.hash], !isMark(position + 1, "(") { return (value, position + 1) }
        var place = position
        while isMark(place + 1, "."), isWord(place + 2) { place += 2 }
        return opening(place) == nil ? (.unknown, position) : call(place, depth: depth)
    }

    /// `join(…)` and its like, called by the word at a place.
    private func call(_ position: Int, depth: Int) -> (PathExpression, Int) {
        guard let open = opening(position), let end = closing(open) else { return (.unknown, position) }
        switch word(position) {
        case .join, .resolve:
            return joined(open, end, isResolved: word(position) == .resolve, isPaths: isOfPaths(position), depth: depth)
        case .normalize, .fileURLToPath, .pathToFileURL, .realpathSync, .stringConstructor:
            let (value, after) = expression(open + 1, depth: depth + 1)
            if after == end || isMark(after, ",") { return (value, end + 1) }
            return value.base == .none ? (.unknown, position) : (value, after)
        case .dirname:
            let (value, after) = expression(open + 1, depth: depth + 1)
            guard value.base != .none, after == end else { return (.unknown, position) }
            return (value.appending(PathExpression(text: "/..")), end + 1)
        default: return (.unknown, position)
        }
    }

    /// Whether `join` or `resolve` at a place is the one of the module `path`.
    private func isOfPaths(_ position: Int) -> Bool {
        guard isMark(position - 1, ".") else { return word(position) == .resolve }
        return source(position - 2).lowercased().contains("path") || source(position - 4).lowercased().contains("path")
    }

    private func joined(
        _ open: Int, _ end: Int, isResolved: Bool, isPaths: Bool, depth: Int
    ) -> (PathExpression, Int) {
        var value = PathExpression()
        var place = open + 1
        while place < end {
            let (next, after) = expression(place, depth: depth + 1)
            let isWhole = after == end || isMark(after, ",")
            value = value.joining(isWhole ? next : PathExpression(base: next.base, text: next.text, isComplete: false))
            guard isWhole, next.isComplete else {
                // What follows the unknown part may climb.
                let climbs =
                    end - after > Self.farthest
                    || (after..<end).contains { isString($0) && string($0).contains("..") }
                value.isLost = value.isLost || climbs
                value.isComplete = false
                break
            }
            place = after + 1
        }
        if value.base == .none, isPaths, value.isComplete, !value.text.isEmpty, !value.text.hasPrefix("/") {
            value = PathExpression(base: .workingDirectory, text: "/" + value.text)
        }
        if value.isComplete { return (value, end + 1) }
        return (value, min(place, end))
    }

    /// `new URL("./x", import.meta.url)`, whose parentheses open at a place.
    private func address(_ open: Int, depth: Int) -> (PathExpression, Int) {
        guard isMark(open, "("), let end = closing(open) else { return (.unknown, open) }
        let (text, comma) = expression(open + 1, depth: depth + 1)
        // What is not understood before the comma leaves the directory of the base.
        let separator =
            isMark(comma, ",") ? comma : (open + 1..<end).suffix(Self.farthest).last { isMark($0, ",") } ?? end
        guard isMark(separator, ",") else { return (.unknown, open) }
        let (base, after) = expression(separator + 1, depth: depth + 1)
        guard base.base != .none, after == end, base.isComplete, text.base == .none || !text.isComplete else {
            return (.unknown, open)
        }
        if text.text.contains(":") || text.text.hasPrefix("/") { return (.unknown, end + 1) }
        var value = base
        value.text += base.text.hasSuffix("/") || base.base != .moduleFile ? "/" : "/../"
        value.text += text.text
        value.isComplete = text.isComplete && comma == separator
        return (value, value.isComplete ? end + 1 : open + 1)
    }

    private func template(_ position: Int, depth: Int) -> (PathExpression, Int) {
        var value = PathExpression(text: string(position))
        var place = position + 1
        if value.text == "file://" { value.text = "" }
        while place < tokens.count {
            let (next, after) = expression(place, depth: depth + 1)
            guard isKind(after, .templateMiddle) || isKind(after, .templateEnd) else {
                let hasBase = value.base == .none && next.base != .none
                value = hasBase ? next : value
                value.isComplete = false
                return (value, max(place, hasBase ? after : place))
            }
            value = value.appending(next)
            if value.isComplete { value.text += string(after) }
            place = after + 1
            if !value.isComplete || isKind(after, .templateEnd) { return (value, place) }
        }
        return (value, place)
    }
}
