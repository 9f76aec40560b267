/// The header fields that a signature covers: names in lower case, values trimmed, sorted by name.
///
/// All text lies in one array of bytes: a request has a handful of short fields, and an array for each would take longer than the
/// signature.
struct CanonicalHeaders {
    /// Headers that proxies and clients change or add on the way: never signed.
    private static let unsigned: [[UInt8]] = [
        "authorization", "connection", "expect", "keep-alive", "proxy-authenticate", "proxy-authorization", "te",
        "trailer", "transfer-encoding", "upgrade", "user-agent", "x-amzn-trace-id",
    ].map { Array($0.utf8) }

    private struct Field {
        var name: Range<Int>
        var value: Range<Int>
    }

    private var text: [UInt8] = []
    /// Sorted by name; those of one name in the order in which they came.
    private var fields: [Field] = []

    /// - Parameters:
    ///   - headers: The fields of the request.
    ///   - added: Fields that take the place of those of the same name.
    init(_ headers: [SignableRequest.Header], adding added: [SignableRequest.Header] = [], dropping: [String] = []) {
        text.reserveCapacity(512)
        fields.reserveCapacity(headers.count + added.count)
        for header in added { add(header) }
        let replacing = fields
        for header in headers { add(header, unlessNamedLike: replacing, or: dropping) }
    }

    /// Writes the names, joined with `;`.
    func appendNames(to bytes: inout [UInt8]) {
        for index in fields.indices where !repeatsName(index) {
            if index > 0 { bytes.append(UInt8(ascii: ";")) }
            bytes += text[fields[index].name]
        }
    }

    /// Writes one line a name; the values of a repeated name are joined with commas.
    func appendLines(to bytes: inout [UInt8]) {
        for index in fields.indices {
            if repeatsName(index) {
                bytes.append(UInt8(ascii: ","))
            } else {
                if index > 0 { bytes.append(UInt8(ascii: "\n")) }
                bytes += text[fields[index].name]
                bytes.append(UInt8(ascii: ":"))
            }
            bytes += text[fields[index].value]
        }
        if !fields.isEmpty { bytes.append(UInt8(ascii: "\n")) }
    }

    private func repeatsName(_ index: Int) -> Bool {
        index > 0 && order(fields[index].name, fields[index - 1].name) == 0
    }

    private mutating func add(
        _ header: SignableRequest.Header, unlessNamedLike replaced: [Field] = [], or dropped: [String] = []
    ) {
        let start = text.count
        text += header.name.utf8
        let name = start..<text.count
        for index in name where (65...90).contains(text[index]) { text[index] |= 0x20 }
        let isLeftOut =
            Self.unsigned.contains { $0.count == name.count && text[name].elementsEqual($0) }
            || replaced.contains { order($0.name, name) == 0 } || dropped.contains { text[name].elementsEqual($0.utf8) }
        if isLeftOut { return text.removeLast(text.count - start) }
        appendTrimmed(header.value)
        var position = fields.count
        while position > 0, order(name, fields[position - 1].name) < 0 { position -= 1 }
        let field = Field(name: name, value: name.upperBound..<text.count)
        if position == fields.count { fields.append(field) } else { fields.insert(field, at: position) }
    }

    /// Below, equal to or above 0 as one stretch of the text sorts before, like or after another.
    private func order(_ left: Range<Int>, _ right: Range<Int>) -> Int { text.order(left, right) }

    /// Whether a value has no white space but single spaces inside: nearly all have none.
    private static func isTrimmed(_ value: Span<UInt8>) -> Bool {
        var wasSpace = true
        for index in value.indices {
            let byte = value[index]
            if (9...13).contains(byte) || byte == 32 && wasSpace { return false }
            wasSpace = byte == 32
        }
        return !wasSpace || value.isEmpty
    }

    /// Writes a value without outer white space and with each inner run of it, line folds too, as one space.
    private mutating func appendTrimmed(_ value: String) {
        if Self.isTrimmed(value.utf8.span) { return text += value.utf8 }
        let start = text.count
        var pendingSpace = false
        for byte in value.utf8 {
            if byte == 32 || (9...13).contains(byte) {
                pendingSpace = text.count > start
            } else {
                if pendingSpace { text.append(32) }
                pendingSpace = false
                text.append(byte)
            }
        }
    }
}

extension [UInt8] {
    /// Below, equal to or above 0 as one stretch sorts before, like or after another, bytewise.
    func order(_ left: Range<Int>, _ right: Range<Int>) -> Int {
        var (i, j) = (left.lowerBound, right.lowerBound)
        while i < left.upperBound, j < right.upperBound {
            if self[i] != self[j] { return Int(self[i]) - Int(self[j]) }
            i += 1
            j += 1
        }
        return left.count - right.count
    }
}
