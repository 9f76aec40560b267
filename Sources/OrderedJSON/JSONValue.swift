/// A JSON document or a part of it (RFC 8259).
///
/// Objects keep the order of their members.
package indirect enum JSONValue: Sendable, Equatable {
    case null
    case bool(Bool)
    case number(JSONNumber)
    case string(String)
    case array([JSONValue])
    case object(JSONObject)

    /// Whether this is `null`.
    package var isNull: Bool {
        if case .null = self { true } else { false }
    }

    /// The text, if this is a string.
    package var string: String? {
        if case .string(let value) = self { value } else { nil }
    }

    /// The truth value, if this is one.
    package var bool: Bool? {
        if case .bool(let value) = self { value } else { nil }
    }

    /// The whole number, if this is a number without a fraction that fits.
    package var int: Int? {
        if case .number(let value) = self { value.int } else { nil }
    }

    /// The number as a double, if this is a number.
    package var double: Double? {
        if case .number(let value) = self { value.double } else { nil }
    }

    /// The elements, if this is an array.
    package var array: [JSONValue]? {
        if case .array(let value) = self { value } else { nil }
    }

    /// The members, if this is an object.
    package var object: JSONObject? {
        if case .object(let value) = self { value } else { nil }
    }

    /// The member of that name: nil when this is no object or has none.
    ///
    /// Setting replaces a value that is no object by one.
    package subscript(key: String) -> JSONValue? {
        get {
            if case .object(let object) = self { object[key] } else { nil }
        }
        set {
            var object = self.object ?? JSONObject()
            self = .null
            object[key] = newValue
            self = .object(object)
        }
    }

    /// The element at that place: nil when this is no array or is shorter.
    package subscript(index: Int) -> JSONValue? {
        if case .array(let elements) = self, elements.indices.contains(index) { elements[index] } else { nil }
    }

    /// What kind of value this is, as error messages say it.
    package var kindName: String {
        switch self {
        case .null: "null"
        case .bool: "a boolean"
        case .number: "a number"
        case .string: "a string"
        case .array: "an array"
        case .object: "an object"
        }
    }
}

extension JSONValue: ExpressibleByNilLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByFloatLiteral, ExpressibleByStringInterpolation, ExpressibleByArrayLiteral,
    ExpressibleByDictionaryLiteral
{
    package init(nilLiteral: ()) { self = .null }

    package init(booleanLiteral value: Bool) { self = .bool(value) }

    package init(integerLiteral value: Int) { self = .number(JSONNumber(value)) }

    package init(floatLiteral value: Double) { self = .number(JSONNumber(value)) }

    package init(stringLiteral value: String) { self = .string(value) }

    package init(arrayLiteral elements: JSONValue...) { self = .array(elements) }

    package init(dictionaryLiteral elements: (String, JSONValue)...) {
        self = .object(JSONObject(elements.map { (key: $0.0, value: $0.1) }))
    }
}

extension JSONValue {
    /// A number from a whole number.
    package static func number(_ value: Int) -> JSONValue { .number(JSONNumber(value)) }

    /// A number from a double.
    package static func number(_ value: Double) -> JSONValue { .number(JSONNumber(value)) }

    /// Reads one JSON document.
    ///
    /// - Throws: ``JSONError`` with the place of the first mistake.
    package init(parsing bytes: [UInt8], maximumDepth: Int = JSONParser.defaultMaximumDepth) throws(JSONError) {
        var parser = JSONParser(bytes, maximumDepth: maximumDepth)
        self = try parser.parseDocument()
    }

    /// Reads one JSON document.
    ///
    /// - Throws: ``JSONError`` with the place of the first mistake.
    package init(parsing text: String, maximumDepth: Int = JSONParser.defaultMaximumDepth) throws(JSONError) {
        try self.init(parsing: Array(text.utf8), maximumDepth: maximumDepth)
    }

    /// The document's bytes; compact unless the format says otherwise.
    package func serialized(_ format: JSONFormat = .compact) -> [UInt8] {
        var writer = JSONWriter(format)
        writer.write(self)
        return writer.bytes
    }

    /// The document as text; compact unless the format says otherwise.
    package func text(_ format: JSONFormat = .compact) -> String {
        String(decoding: serialized(format), as: UTF8.self)
    }
}
