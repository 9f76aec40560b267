import YAMLDocument

extension YAMLNode {
    /// The value of a key.
    subscript(key name: String) -> YAMLNode? { mapping?.first { $0.key == name }?.value }

    /// The text of a scalar as it is written.
    var text: String? { scalar?.text }

    /// A whole number.
    var integer: Int? {
        if case .integer(let number)? = scalar?.value { return Int(exactly: number) }
        return nil
    }

    /// Seconds: a whole number, or one and `s` or `m`.
    var seconds: Int? {
        if let integer { return integer }
        guard case .string(let text)? = scalar?.value, let unit = text.last,
            let factor = ["s": 1, "m": 60][unit], let first = text.utf8.first, (0x31...0x39).contains(first),
            let number = Int(text.dropLast())
        else { return nil }
        let (product, overflow) = number.multipliedReportingOverflow(by: factor)
        return overflow ? nil : product
    }

    /// What the node is, as messages say it.
    var kindDescription: String {
        switch content {
        case .mapping: "a map"
        case .sequence: "a list"
        case .scalar(let scalar):
            switch scalar.value {
            case .null: "nothing"
            case .bool(let flag): "\(flag)"
            case .integer, .float: "the number \(scalar.text)"
            case .string(let text): "the text \"\(text.count > 60 ? "\(text.prefix(60))…" : text)\""
            }
        }
    }
}
