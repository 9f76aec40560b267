internal import OrderedJSON

/// Credentials as JSON, as `credential_process`, container and instance metadata endpoints give them.
enum CredentialsDocument {
    /// - Parameters:
    ///   - source: The source's name, for errors.
    ///   - token: The name of the session token's member.
    /// - Throws: ``CredentialsError`` when members are missing; values are never quoted in it.
    static func credentials(_ bytes: [UInt8], source: String, token: String) throws -> AWSCredentials {
        guard let json = try? JSONValue(parsing: bytes), json.object != nil else {
            throw CredentialsError(source, "the answer is no JSON object")
        }
        if let code = json.text("Code"), code != "Success" {
            throw CredentialsError(source, "the answer has the code \(code): \(json.text("Message") ?? "")")
        }
        guard let key = json.text("AccessKeyId"), let secret = json.text("SecretAccessKey") else {
            throw CredentialsError(source, "the answer lacks AccessKeyId or SecretAccessKey")
        }
        var expiration: SigningDate?
        if let text = json.text("Expiration") {
            expiration = SigningDate(iso8601: text)
            if expiration == nil { throw CredentialsError(source, "Expiration \"\(text)\" is no ISO 8601 date") }
        }
        return AWSCredentials(
            accessKeyID: key, secretAccessKey: secret, sessionToken: json.text(token), expiration: expiration)
    }
}
