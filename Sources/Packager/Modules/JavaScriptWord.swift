/// The words of JavaScript source that mean something to the tokenizer or the scanner.
enum JavaScriptWord: String, CaseIterable {
    // What a `/`, a `(` or a `{` means after them.
    case `return`, `typeof`, `case`, `in`, `of`, delete, void, `throw`, new, instanceof, `else`, `do`, yield, await
    case `default`, extends, `if`, `while`, `for`, with, `try`, finally, `catch`
    // How modules are loaded.
    case require, `import`, export, from, function, process, env, module, meta, resolve, createRequire, eval
    case main, mainModule, parent, call, apply, bind
    case functionConstructor = "Function"
    case load = "_load"
    // How paths are made.
    case url, dirname, filename, cwd, join, normalize, fileURLToPath, pathToFileURL, realpathSync
    case href, pathname, toString, const, `let`, `var`
    case moduleDirectory = "__dirname"
    case moduleFile = "__filename"
    case urlConstructor = "URL"
    case stringConstructor = "String"

    /// Words by their hash: open addressing, so that a word of no meaning costs one look in most cases.
    private struct Table {
        static let size = 1024
        private var slots = [(hash: UInt64, word: JavaScriptWord)?](repeating: nil, count: size)

        init() {
            for word in JavaScriptWord.allCases {
                let hash = JavaScriptWord.hash(word.rawValue.utf8)
                var place = Int(truncatingIfNeeded: hash) & (Self.size - 1)
                while slots[place] != nil { place = (place + 1) & (Self.size - 1) }
                slots[place] = (hash, word)
            }
        }

        func word(_ hash: UInt64) -> JavaScriptWord? {
            var place = Int(truncatingIfNeeded: hash) & (Self.size - 1)
            while let slot = slots[place] {
                if slot.hash == hash { return slot.word }
                place = (place + 1) & (Self.size - 1)
            }
            return nil
        }
    }

    private static let table = Table()
    /// Where hashing begins (Fowler, Noll, Vo: FNV-1a, 64 bits).
    static let hashStart: UInt64 = 0xcbf2_9ce4_8422_2325

    /// The hash of what was hashed to `hash` with one more byte.
    static func hash(_ hash: UInt64, _ byte: UInt8) -> UInt64 { (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }

    private static func hash(_ bytes: some Sequence<UInt8>) -> UInt64 {
        bytes.reduce(hashStart) { hash($0, $1) }
    }

    /// The word that `bytes` spell, whose hash is given.
    static func known(_ hash: UInt64, _ bytes: ArraySlice<UInt8>) -> JavaScriptWord? {
        guard let word = table.word(hash), bytes.elementsEqual(word.rawValue.utf8) else { return nil }
        return word
    }
}
