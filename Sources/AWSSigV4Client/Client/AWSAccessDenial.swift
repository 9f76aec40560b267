internal import OrderedJSON

/// What AWS says about an action that the caller may not do.
package struct AWSAccessDenial: Sendable, Equatable {
    /// The ARN of the caller.
    package var principal: String
    /// Such as `iam:CreateRole`.
    package var action: String
    /// The ARN of the resource, or `*` when the message names none.
    package var resource: String

    /// Reads a message such as `User: arn:… is not authorized to perform: iam:CreateRole on resource: arn:… because …`.
    ///
    /// - Returns: `nil` when the message is none of that kind.
    package init?(message: String) {
        func word(after marker: String) -> String? {
            guard let range = message.firstRange(of: marker) else { return nil }
            let word = message[range.upperBound...].prefix { !$0.isWhitespace && $0 != "," && $0 != "\"" }
            return word.isEmpty ? nil : String(word)
        }
        guard let principal = word(after: "User: "), let action = word(after: "not authorized to perform: ") else {
            return nil
        }
        self.principal = principal
        self.action = action
        resource = word(after: "on resource: ") ?? "*"
    }

    /// The statement of an IAM policy that would allow the action.
    package var statement: String {
        JSONValue.object([
            "Effect": "Allow", "Action": .string(action), "Resource": .string(resource),
        ]).text()
    }
}

extension AWSServiceError {
    /// Who may not do what, when the error says so.
    package var denial: AWSAccessDenial? { isAccessDenied ? AWSAccessDenial(message: message) : nil }
}
