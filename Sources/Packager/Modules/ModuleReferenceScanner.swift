/// Finds what JavaScript names of modules and files: literally, by paths that begin where the file lies, and by names known only at run time.
package struct ModuleReferenceScanner {
    /// How many tokens are looked at for the end of one thing, so that no source takes longer than in proportion to its size.
    static let farthest = 64

    /// How many tokens are held at once, 28 bytes each: all of a source of up to a megabyte or so, and a part of a larger one.
    package static let window = 1 << 18

    let bytes: [UInt8]
    /// The tokens of the source, or of the part of it that is looked at.
    private(set) var tokens: [JavaScriptToken] = []
    /// For each opening bracket the place of the one that closes it, the end of the tokens when that comes later; 0 for other tokens.
    private(set) var closers: [Int32] = []
    private let window: Int
    let collectsLiterals: Bool
    var scan = ModuleScan()
    /// Names bound to a path: `const views = path.join(__dirname, "views")`, by the hash of the name.
    var constants: [UInt64: PathExpression] = [:]
    /// Names bound to what `createRequire` gave.
    var aliases: Set<UInt64> = []
    /// Tokens before this place are understood already.
    var next = 0
    /// For each open `{`, whether what is in it may fail.
    private var blocks: [Bool] = []
    /// The line of a `try`, `catch` or condition on `process.env` whose block or statement is still to come.
    private var guardLine: Int?
    /// Whether the file takes `require` as a parameter, as bundles do: what it then means is not known.
    var redefinesRequire = false

    private init(_ bytes: [UInt8], collectsLiterals: Bool, window: Int) {
        self.bytes = bytes
        self.collectsLiterals = collectsLiterals
        self.window = window
        let expected = min(bytes.count / 4, window)
        tokens.reserveCapacity(expected)
        closers.reserveCapacity(expected)
    }

    /// Looks at all tokens, part by part.
    ///
    /// - Parameter visit: gets the places to look at; around them there are at least as many tokens as an eighth of the window, if the source
    ///   has them.
    private mutating func forEachPart(_ visit: (inout ModuleReferenceScanner, Range<Int>) -> Void) {
        let margin = window / 8
        var tokenizer = JavaScriptTokenizer(bytes)
        var begin = 0
        tokens.removeAll(keepingCapacity: true)
        while true {
            while tokens.count < window, let token = tokenizer.next() { tokens.append(token) }
            let isLast = tokens.count < window
            findClosers(isLast: isLast)
            let end = isLast ? tokens.count : tokens.count - margin
            visit(&self, begin..<end)
            if isLast { return }
            let passed = end - margin
            tokens.removeFirst(passed)
            next = max(next - passed, 0)
            begin = margin
        }
    }

    private mutating func findClosers(isLast: Bool) {
        closers.removeAll(keepingCapacity: true)
        closers.append(contentsOf: repeatElement(0, count: tokens.count))
        var open: [Int] = []
        for place in tokens.indices where tokens[place].kind == .mark {
            switch tokens[place].mark {
            case UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"): open.append(place)
            case UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}"):
                if let start = open.popLast() { closers[start] = Int32(place) }
            default: break
            }
        }
        if !isLast { for start in open { closers[start] = Int32(tokens.count) } }
    }

    /// The modules that `source` loads by literal names, in the order of their lines.
    package static func scan(_ source: [UInt8]) -> [ModuleReference] {
        scan(module: source).references
    }

    /// All that `source` says about files.
    ///
    /// - Parameters:
    ///   - source: JavaScript, or JSON for its literals.
    ///   - collectsLiterals: whether strings that stand alone are wanted, too.
    ///   - window: how many tokens are held at once.
    package static func scan(
        module source: [UInt8], collectsLiterals: Bool = false, window: Int = Self.window
    ) -> ModuleScan {
        var scanner = ModuleReferenceScanner(source, collectsLiterals: collectsLiterals, window: window)
        scanner.run()
        if scanner.redefinesRequire {
            for place in scanner.scan.references.indices where scanner.scan.references[place].kind == .require {
                scanner.scan.references[place].isOptional = true
            }
        }
        return scanner.scan
    }

    private mutating func run() {
        forEachPart { $0.findNames($1) }
        next = 0
        forEachPart { $0.visit($1) }
    }

    private mutating func visit(_ positions: Range<Int>) {
        for position in positions {
            let token = tokens[position]
            switch token.kind {
            case .mark: visitMark(token, at: position)
            case .word:
                if position >= next, !isProperty(position) { visitWord(token, at: position) }
            case .string, .templateStart:
                if position >= next { visitText(at: position) }
            case .templateMiddle, .templateEnd:
                if position >= next { addLiteral(position) }
            case .other: break
            }
        }
    }

    private mutating func visitMark(_ token: JavaScriptToken, at position: Int) {
        switch token.mark {
        case UInt8(ascii: "{"): blocks.append(blocks.last == true || takeGuard(at: position))
        case UInt8(ascii: "}"): blocks.removeLast(blocks.isEmpty ? 0 : 1)
        case UInt8(ascii: ";"): guardLine = nil
        default: break
        }
    }

    private mutating func visitWord(_ token: JavaScriptToken, at position: Int) {
        switch token.word {
        case .try, .catch:
            if isMark(position + 1, "{") || isMark(position + 1, "(") { guardLine = Int(token.line) }
        case .if:
            if conditionMentionsEnvironment(after: position) { guardLine = Int(token.line) }
        case .export:
            if isMark(position + 1, "*") || isMark(position + 1, "{") { addFrom(after: position) }
        case .import where !isMark(position + 1, "("):
            if isMark(position + 1, ".") { visitPath(at: position) } else { addFrom(after: position) }
        case .require, .import, .createRequire, .eval, .functionConstructor, .load: visitLoader(token, at: position)
        case .moduleDirectory, .moduleFile, .process, .join, .resolve, .new, .fileURLToPath, .dirname, .normalize:
            visitPath(at: position)
        default:
            if aliases.contains(token.hash) {
                visitLoader(token, at: position)
            } else if constants[token.hash] != nil {
                visitPath(at: position)
            }
        }
    }

    /// `import "x"`, `import … from "x"`, `export … from "x"`.
    private mutating func addFrom(after position: Int) {
        var place = position + 1
        if isString(place) { return addReference(.import, place, at: position) }
        while place < tokens.count {
            let token = tokens[place]
            switch token.kind {
            case .word:
                if token.word == .import || token.word == .export { return }
                if token.word == .from, isString(place + 1) { return addReference(.import, place + 1, at: position) }
            case .string: break
            case .mark
            where [UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: ","), UInt8(ascii: "*")].contains(token.mark):
                break
            default: return
            }
            place += 1
        }
    }

    /// Adds the module that the string at `text` names.
    mutating func addReference(
        _ kind: ModuleReference.Kind, _ text: Int, at position: Int, isOptional: Bool = false
    ) {
        addReference(kind, string(text), at: position, isOptional: isOptional)
        next = max(next, text + 1)
    }

    mutating func addReference(
        _ kind: ModuleReference.Kind, _ specifier: String, at position: Int, isOptional: Bool = false
    ) {
        let line = Int(tokens[position].line)
        let isGuarded = blocks.last == true || isNear(line)
        scan.references.append(
            ModuleReference(specifier: specifier, kind: kind, line: line, isOptional: isOptional || isGuarded))
    }

    private func isNear(_ line: Int) -> Bool { guardLine.map { line - $0 <= 1 } ?? false }

    private mutating func takeGuard(at position: Int) -> Bool {
        defer { guardLine = nil }
        return isNear(Int(tokens[position].line))
    }

    private func conditionMentionsEnvironment(after position: Int) -> Bool {
        parenthesized(after: position).prefix(Self.farthest).contains { word($0) == .env && word($0 - 2) == .process }
    }

    private func parametersNameRequire(after position: Int) -> Bool {
        let name = position + 1
        if word(name) == .require { return true }
        return parenthesized(after: isWord(name) ? name : position).prefix(Self.farthest).contains {
            word($0) == .require
        }
    }

    /// Finds out what other names `require` has and whether it is a parameter.
    private mutating func findNames(_ positions: Range<Int>) {
        for position in positions {
            switch tokens[position].word {
            case .function where parametersNameRequire(after: position): redefinesRequire = true
            case .createRequire where opening(position) != nil: findAlias(before: position)
            default: break
            }
        }
    }

    /// `name = createRequire(…)`, however `createRequire` is reached.
    private mutating func findAlias(before position: Int) {
        for place in stride(from: position - 1, through: max(0, position - 6), by: -1) where isMark(place, "=") {
            if isWord(place - 1), word(place - 1) != .require { aliases.insert(tokens[place - 1].hash) }
            return
        }
    }
}
