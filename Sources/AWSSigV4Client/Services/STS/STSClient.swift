internal import ExpatXML

/// Calls of the AWS Security Token Service, API version 2011-06-15.
package struct STSClient: Sendable {
    private let client: AWSClient

    package init(_ client: AWSClient) {
        self.client = client
    }

    func query(_ operation: String, _ form: QueryParameters, isSigned: Bool) async throws -> XMLElement {
        try await client.query(
            .sts, version: "2011-06-15", operation: operation, form, isSigned: isSigned, isIdempotent: true)
    }

    /// Who signs: `GetCallerIdentity`, which needs no permission.
    package func getCallerIdentity() async throws -> CallerIdentity {
        let answer = try await query("GetCallerIdentity", QueryParameters(), isSigned: true)
        return CallerIdentity(
            account: answer.text("Account") ?? "", arn: answer.text("Arn") ?? "", userID: answer.text("UserId") ?? "")
    }
}

/// The answer of `GetCallerIdentity`.
package struct CallerIdentity: Sendable, Equatable {
    /// The account number.
    package var account: String
    package var arn: String
    package var userID: String

    package init(account: String, arn: String, userID: String) {
        self.account = account
        self.arn = arn
        self.userID = userID
    }
}
