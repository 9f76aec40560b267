extension ConfigurationSchema {
    /// The health check of a component.
    static let health = ObjectRule(keys: [
        KeyRule(
            name: "via",
            documentation: "How the component is asked: by its URL, by invoking the function, or not at all.",
            shape: .choice(HealthSettings.Way.allCases.map(\.rawValue)), standard: "url"),
        KeyRule(
            name: "grace",
            documentation: "How long it may take to become healthy: seconds, or text such as 30s or 5m.",
            shape: .seconds(1...900), standard: "60"),
        KeyRule(
            name: "path", documentation: "What a REST component is asked for, by GET.", shape: .text(.urlPath),
            standard: "/health"),
        KeyRule(
            name: "status", documentation: "The status that it must answer.", shape: .integer(200...599),
            standard: "200"),
        KeyRule(name: "body", documentation: "Text that the body must contain.", shape: .text(.nonEmpty)),
        KeyRule(
            name: "send", documentation: "The message that a WebSocket component is sent.", shape: .text(.nonEmpty)),
        KeyRule(
            name: "expect",
            documentation: "Text that a message of the component must contain: an answer to `send`, or a greeting.",
            shape: .text(.nonEmpty)),
        KeyRule(
            name: "protocol", documentation: "The sub-protocol that a WebSocket component is offered.",
            shape: .text(.subprotocol)),
    ])

    /// The keys of `health` that count for one kind only.
    static let restHealth: Set<String> = ["path", "status", "body"]
    /// The keys of `health` that count for one kind only.
    static let webSocketHealth: Set<String> = ["send", "expect", "protocol"]
}

extension TextRule {
    /// A path with a query if need be, as it goes into a request line (RFC 9112, section 3.2.1).
    static let urlPath = TextRule(
        expectation: "a path that begins with /, percent-encoded", pattern: "^/[!-\"$-~]*$",
        suggestions: ["/health"]
    ) { text in
        text.hasPrefix("/") && text.utf8.allSatisfy { (0x21...0x7E).contains($0) && $0 != 0x23 }
    }

    /// The name of a sub-protocol (RFC 6455, section 4.1: a token of RFC 9110, section 5.6.2).
    static let subprotocol = TextRule(
        expectation: "one word of letters, digits and any of !#$%&'*+-.^_`|~",
        pattern: "^[A-Za-z0-9!#$%&'*+.^_`|~-]+$"
    ) { text in
        let marks = Set("!#$%&'*+-.^_`|~".utf8)
        return !text.isEmpty && text.utf8.allSatisfy { isWordByte($0) || marks.contains($0) }
    }
}
