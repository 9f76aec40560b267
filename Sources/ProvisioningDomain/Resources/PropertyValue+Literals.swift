extension PropertyValue: ExpressibleByStringLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    /// Text.
    public init(stringLiteral value: String) { self = .string(value) }
    /// A truth value.
    public init(booleanLiteral value: Bool) { self = .bool(value) }
    /// A whole number.
    public init(integerLiteral value: Int) { self = .number(Double(value)) }
    /// A list.
    public init(arrayLiteral elements: PropertyValue...) { self = .array(elements) }
    /// A map; the last of equal keys wins.
    public init(dictionaryLiteral elements: (String, PropertyValue)...) {
        self = .object(PropertyMap(elements, uniquingKeysWith: { _, last in last }))
    }
}
