/// Writes JSON to a growing list of bytes.
package struct JSONWriter: Sendable {
    /// What has been written.
    package private(set) var bytes: [UInt8] = []
    private let format: JSONFormat
    private var level = 0

    private static let hexDigits = Array("0123456789abcdef".utf8)

    package init(_ format: JSONFormat = .compact) {
        self.format = format
    }

    /// Appends a value.
    package mutating func write(_ value: JSONValue) {
        switch value {
        case .null: append("null")
        case .bool(let value): append(value ? "true" : "false")
        case .number(let number): bytes += number.text.utf8
        case .string(let text): write(text)
        case .array(let elements): write(elements)
        case .object(let object): write(object)
        }
    }

    private mutating func write(_ elements: [JSONValue]) {
        bytes.append(UInt8(ascii: "["))
        level += 1
        var first = true
        for element in elements {
            beginElement(isFirst: first)
            first = false
            write(element)
        }
        level -= 1
        if !first { breakLine() }
        bytes.append(UInt8(ascii: "]"))
    }

    private mutating func write(_ object: JSONObject) {
        bytes.append(UInt8(ascii: "{"))
        level += 1
        var first = true
        if format.sortsKeys {
            for (key, value) in object.sorted() { write(key, value, isFirst: &first) }
        } else {
            for (key, value) in object { write(key, value, isFirst: &first) }
        }
        level -= 1
        if !first { breakLine() }
        bytes.append(UInt8(ascii: "}"))
    }

    private mutating func write(_ key: String, _ value: JSONValue, isFirst: inout Bool) {
        beginElement(isFirst: isFirst)
        isFirst = false
        write(key)
        bytes.append(UInt8(ascii: ":"))
        if format.indentation != nil { bytes.append(UInt8(ascii: " ")) }
        write(value)
    }

    private mutating func beginElement(isFirst: Bool) {
        if !isFirst { bytes.append(UInt8(ascii: ",")) }
        breakLine()
    }

    private mutating func breakLine() {
        guard let indentation = format.indentation else { return }
        bytes.append(UInt8(ascii: "\n"))
        bytes += repeatElement(UInt8(ascii: " "), count: indentation * level)
    }

    private mutating func append(_ text: StaticString) {
        bytes += text.description.utf8
    }

    /// Appends a string literal; unescaped runs are copied at once.
    private mutating func write(_ text: String) {
        var text = text
        let escapesHTML = format.escapesHTML
        var output = bytes
        bytes = []
        output.append(UInt8(ascii: "\""))
        text.withUTF8 { source in
            var start = 0
            var index = 0
            let count = source.count
            while index < count {
                let byte = unsafe source[index]
                let length: Int
                switch byte {
                case UInt8(ascii: "\""), UInt8(ascii: "\\"), 0..<0x20:
                    length = 1
                case UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "&"):
                    length = escapesHTML ? 1 : 0
                case 0xE2
                where unsafe index + 2 < count && source[index + 1] == 0x80 && source[index + 2] & 0xFE == 0xA8:
                    length = 3
                default:
                    length = 0
                }
                guard length > 0 else {
                    index += 1
                    continue
                }
                unsafe output += source[start..<index]
                if length == 3 {
                    output += [0x5C, UInt8(ascii: "u"), UInt8(ascii: "2"), UInt8(ascii: "0"), UInt8(ascii: "2")]
                    unsafe output.append(Self.hexDigits[Int(source[index + 2] & 0xF)])
                } else {
                    Self.escape(byte, into: &output)
                }
                index += length
                start = index
            }
            unsafe output += source[start..<count]
        }
        output.append(UInt8(ascii: "\""))
        bytes = output
    }

    private static func escape(_ byte: UInt8, into output: inout [UInt8]) {
        output.append(0x5C)
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): output.append(byte)
        case 0x08: output.append(UInt8(ascii: "b"))
        case 0x0C: output.append(UInt8(ascii: "f"))
        case UInt8(ascii: "\n"): output.append(UInt8(ascii: "n"))
        case UInt8(ascii: "\r"): output.append(UInt8(ascii: "r"))
        case UInt8(ascii: "\t"): output.append(UInt8(ascii: "t"))
        default:
            output += [UInt8(ascii: "u"), UInt8(ascii: "0"), UInt8(ascii: "0")]
            output.append(hexDigits[Int(byte >> 4)])
            output.append(hexDigits[Int(byte & 0xF)])
        }
    }
}
