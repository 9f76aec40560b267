internal import OrderedJSON

/// A token of IAM Identity Center as the AWS tools keep it in `~/.aws/sso/cache`.
struct SSOToken: Equatable {
    /// What `CreateToken` needs.
    struct Renewal: Equatable {
        var clientID: String
        var clientSecret: String
        var refreshToken: String
    }

    /// The whole document, so that members that are not known here survive a renewal.
    private var document: JSONObject

    let accessToken: String
    let expiresAt: SigningDate

    /// Reads a cached document; `nil` when it is no JSON object with `accessToken` and `expiresAt`.
    init?(_ bytes: [UInt8]) {
        guard let document = (try? JSONValue(parsing: bytes))?.object else { return nil }
        self.init(document)
    }

    private init?(_ document: JSONObject) {
        guard let token = document["accessToken"]?.string, !token.isEmpty,
            let end = document["expiresAt"]?.string.flatMap(Self.date)
        else { return nil }
        self.document = document
        accessToken = token
        expiresAt = end
    }

    func isExpired(at now: SigningDate) -> Bool { expiresAt <= now }

    /// How to renew it; `nil` when it can't be, also because the registration of the client has ended.
    func renewal(at now: SigningDate) -> Renewal? {
        guard let id = document["clientId"]?.string, let secret = document["clientSecret"]?.string,
            let token = document["refreshToken"]?.string
        else { return nil }
        if let end = document["registrationExpiresAt"]?.string.flatMap(Self.date), end <= now { return nil }
        return Renewal(clientID: id, clientSecret: secret, refreshToken: token)
    }

    /// The token with what `CreateToken` answered.
    func renewed(_ created: CreatedSSOToken, at now: SigningDate) -> SSOToken? {
        var document = document
        let end = SigningDate(epochSeconds: now.epochSeconds + created.expiresIn)
        document["accessToken"] = .string(created.accessToken)
        document["expiresAt"] = .string(end.extendedFormat)
        if let token = created.refreshToken { document["refreshToken"] = .string(token) }
        return SSOToken(document)
    }

    /// The document as it is cached.
    var bytes: [UInt8] { JSONValue.object(document).serialized() }

    /// A date of the cache; older tools write `UTC` instead of `Z`.
    private static func date(_ text: String) -> SigningDate? {
        SigningDate(iso8601: text.hasSuffix("UTC") ? String(text.dropLast(3)) + "Z" : text)
    }
}
