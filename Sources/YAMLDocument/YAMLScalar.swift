/// The text of a scalar and what it means.
package struct YAMLScalar: Sendable, Hashable {
    /// The text without quotes and escapes.
    package var text: String
    /// Whether it was written without quotes and not as a block: only then it may be something other than a string.
    package var isPlain: Bool
    /// The type that an explicit tag gave it; nil when there was none.
    package var tag: Tag?

    /// The scalar types of YAML 1.2's core schema.
    package enum Tag: String, Sendable, Hashable, CaseIterable {
        /// Nothing.
        case null
        /// A truth value.
        case bool
        /// A whole number.
        case int
        /// A number.
        case float
        /// Text.
        case str
    }

    /// The meaning of a scalar.
    package enum Value: Sendable, Hashable {
        /// Nothing.
        case null
        /// A truth value.
        case bool(Bool)
        /// A whole number that fits 64 bits.
        case integer(Int64)
        /// Any other number.
        case float(Double)
        /// Text.
        case string(String)
    }

    /// Makes a scalar.
    package init(text: String, isPlain: Bool, tag: Tag? = nil) {
        self.text = text
        self.isPlain = isPlain
        self.tag = tag
    }

    /// What the scalar means: its tag decides, else plain text is read by the core schema and any other is a string.
    ///
    /// `yes`, `no`, `on` and `off` are strings (YAML 1.2.2, section 10.3.2).
    package var value: Value {
        switch tag {
        case .str: .string(text)
        case .float: Self.number(text) ?? .string(text)
        case .null, .bool, .int: Self.resolved(text)
        case nil: isPlain ? Self.resolved(text) : .string(text)
        }
    }

    /// The meaning of plain text.
    static func resolved(_ text: String) -> Value {
        switch text {
        case "", "~", "null", "Null", "NULL": return .null
        case "true", "True", "TRUE": return .bool(true)
        case "false", "False", "FALSE": return .bool(false)
        case ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF": return .float(.infinity)
        case "-.inf", "-.Inf", "-.INF": return .float(-.infinity)
        case ".nan", ".NaN", ".NAN": return .float(.nan)
        default: return integer(text) ?? number(text) ?? .string(text)
        }
    }

    /// `[-+]? [0-9]+`, `0o [0-7]+` or `0x [0-9a-fA-F]+` that fits 64 bits.
    private static func integer(_ text: String) -> Value? {
        let radices = [("0o", 8), ("0x", 16)]
        for (prefix, radix) in radices where text.hasPrefix(prefix) {
            let digits = text.dropFirst(2)
            guard digits.utf8.first != 0x2B, digits.utf8.first != 0x2D else { return nil }
            return Int64(digits, radix: radix).map(Value.integer)
        }
        return Int64(text).map(Value.integer)
    }

    /// `[-+]? ( \. [0-9]+ | [0-9]+ ( \. [0-9]* )? ) ( [eE] [-+]? [0-9]+ )?`.
    private static func number(_ text: String) -> Value? {
        var bytes = text.utf8[...]
        func skipSign() { if bytes.first == 0x2B || bytes.first == 0x2D { bytes.removeFirst() } }
        func digits() -> Int {
            let run = bytes.prefix { (0x30...0x39).contains($0) }
            bytes.removeFirst(run.count)
            return run.count
        }
        skipSign()
        let whole = digits()
        var fraction = 0
        if bytes.first == 0x2E {
            bytes.removeFirst()
            fraction = digits()
        }
        guard whole + fraction > 0 else { return nil }
        if bytes.first == 0x65 || bytes.first == 0x45 {
            bytes.removeFirst()
            skipSign()
            guard digits() > 0 else { return nil }
        }
        guard bytes.isEmpty else { return nil }
        return Double(text.hasSuffix(".") ? text + "0" : text).map(Value.float)
    }
}
