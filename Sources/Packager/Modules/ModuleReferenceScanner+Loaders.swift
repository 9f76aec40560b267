/// Calls that load modules.
extension ModuleReferenceScanner {
    mutating func visitLoader(_ token: JavaScriptToken, at position: Int) {
        switch token.word {
        case .createRequire: visitCreateRequire(at: position)
        case .eval: visitEval(at: position)
        case .functionConstructor: visitFunctionConstructor(at: position)
        case .load:
            if isMark(position + 1, "(") { visitCall(.require, position, looksUp: true) }
        case .import: visitCall(.import, position)
        default: visitRequire(at: position)
        }
    }

    /// `require` or another name for it.
    private mutating func visitRequire(at position: Int) {
        if isMark(position + 1, "(") {
            // Loading for another module, as `require.main.require("x")` does, is a look-up of a name that may mean nothing here.
            let isForeign = isMark(position - 1, ".") && isWord(position - 2) && word(position - 2) != .module
            return visitCall(.require, position, looksUp: isForeign)
        }
        if isMark(position + 1, ".") {
            switch word(position + 2) {
            case .resolve where isMark(position + 3, "("): visitCall(.require, position + 2, looksUp: true)
            case .call, .apply, .bind: addDynamic(.require, .unknown, position..<position + 3, at: position)
            default: break
            }
            return
        }
        if usesValue(of: position) { addDynamic(.require, .unknown, position..<position + 1, at: position) }
    }

    /// Whether the function itself is handed on here, so that others may load by names that are not seen.
    private func usesValue(of position: Int) -> Bool {
        if word(position - 1) == .typeof || word(position - 1) == .function { return false }
        // Assigned to, compared, or the parameter of an arrow.
        if isMark(position + 1, "=") || isMark(position + 1, "!") { return false }
        if isMark(position + 1, ":"), isMark(position - 1, "{") || isMark(position - 1, ",") { return false }
        if isWord(position - 1), [.const, .let, .var].contains(word(position - 1)) { return false }
        // A file that takes `require` itself is wrapped: passing it on is part of that.
        return !redefinesRequire && !isParameter(position)
    }

    /// Whether the word is in the parameters of a function or an arrow.
    private func isParameter(_ position: Int) -> Bool {
        guard isMark(position - 1, "(") || isMark(position - 1, ",") else { return false }
        var place = position + 1
        while place - position < Self.farthest, isWord(place) || isMark(place, ",") { place += 1 }
        guard isMark(place, ")") else { return false }
        if isMark(place + 1, "="), isMark(place + 2, ">") { return true }
        var start = position - 1
        while position - start < Self.farthest, isWord(start) || isMark(start, ",") { start -= 1 }
        return isMark(start, "(") && (word(start - 1) == .function || word(start - 2) == .function)
            && isMark(place + 1, "{")
    }

    /// A call of a loader: a literal, alternatives that are literals, or an expression.
    private mutating func visitCall(_ kind: ModuleReference.Kind, _ position: Int, looksUp: Bool = false) {
        let open = position + 1
        let end = closing(open) ?? open
        guard end > open + 1 else { return }
        let hasCatch = isMark(end + 1, ".") && word(end + 2) == .catch
        if let specifiers = alternatives(open + 1..<end) {
            for specifier in specifiers {
                if looksUp {
                    scan.lookups.append(
                        ModuleReference(
                            specifier: specifier, kind: kind, line: Int(tokens[position].line), isOptional: true))
                } else {
                    addReference(kind, specifier, at: position, isOptional: hasCatch || specifiers.count > 1)
                }
            }
            next = max(next, end)
            return
        }
        let argument = open + 1
        let (path, after) = expression(argument)
        if path.isComplete, path.base != .none, isEnd(after) {
            addPath(path, argument..<after, isOnlyBelow: false)
        } else {
            addDynamic(kind, path, open - 1..<end + 1, at: position)
        }
        next = max(next, after)
    }

    /// The literals that an argument chooses from: `"x"`, `a ? "x" : "y"`; nil when there is more to it.
    private func alternatives(_ range: Range<Int>) -> [String]? {
        var last = range.upperBound
        for place in range.prefix(Self.farthest) where isMark(place, ",") {
            last = place
            break
        }
        if isString(range.lowerBound), last == range.lowerBound + 1 { return [string(range.lowerBound)] }
        let (path, after) = expression(range.lowerBound)
        if after == last, path.isComplete, path.base == .none { return [path.text] }
        // `condition ? "x" : "y"`, with nothing but literals after the mark.
        guard
            let mark = (range.lowerBound..<last).prefix(Self.farthest).first(where: {
                isMark($0, "?") && !isMark($0 + 1, ".")
            }),
            last - mark == 4, isString(mark + 1), isMark(mark + 2, ":"), isString(mark + 3)
        else { return nil }
        return [string(mark + 1), string(mark + 3)]
    }

    /// `createRequire(where)("x")`, or the making of a loader that has a name.
    private mutating func visitCreateRequire(at position: Int) {
        guard let open = opening(position), let end = closing(open) else { return }
        let (path, after) = expression(open + 1)
        // A loader for another place is a look-up from there, which cannot be followed.
        let isHere = path.base == .moduleFile || path.base == .moduleDirectory
        if !isHere, path.base != .workingDirectory {
            addDynamic(.require, .unknown, position..<end + 1, at: position)
        }
        next = max(next, after)
        if isMark(end + 1, "(") { visitCall(.require, end) }
    }

    /// `eval` sees `require`: a literal is looked into, anything else may load anything.
    private mutating func visitEval(at position: Int) {
        guard isMark(position + 1, "("), let end = closing(position + 1), end > position + 2 else { return }
        guard isString(position + 2), end == position + 3 else {
            return addDynamic(.require, .unknown, position..<end + 1, at: position)
        }
        let text = string(position + 2)
        next = max(next, end)
        if text == "require" {
            if isMark(end + 1, "(") {
                visitCall(.require, end, looksUp: true)
            } else {
                addDynamic(.require, .unknown, position..<end + 1, at: position)
            }
        } else if Self.mentionsLoader(text) {
            addDynamic(.require, .unknown, position..<end + 1, at: position)
        }
    }

    /// `new Function("x", "return import(x)")` can import; a function made of anything else sees neither `require` nor `import` of its own.
    private mutating func visitFunctionConstructor(at position: Int) {
        let arguments = parenthesized(after: position)
        if arguments.prefix(Self.farthest).contains(where: { isString($0) && Self.mentionsLoader(string($0)) }) {
            addDynamic(.import, .unknown, position..<arguments.upperBound + 1, at: position)
        }
    }

    private static func mentionsLoader(_ text: String) -> Bool {
        let tokens = JavaScriptTokenizer.tokens(of: Array(text.utf8))
        return tokens.contains { $0.word == .require || $0.word == .import }
    }

    mutating func addDynamic(
        _ kind: ModuleReference.Kind, _ path: PathExpression, _ range: Range<Int>, at position: Int
    ) {
        scan.dynamics.append(
            DynamicReference(
                kind: kind, path: path, line: Int(tokens[position].line),
                source: source(range.clamped(to: tokens.indices))))
    }
}
