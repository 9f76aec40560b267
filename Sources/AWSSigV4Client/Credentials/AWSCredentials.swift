/// An access key, with a session token when it is temporary.
public struct AWSCredentials: Sendable, Equatable {
    /// The public half, such as `AKIA…` or `ASIA…`.
    public var accessKeyID: String
    /// The secret half; descriptions never show it.
    public var secretAccessKey: String
    /// The token of temporary credentials; descriptions never show it.
    public var sessionToken: String?
    /// When temporary credentials end; `nil` when that is unknown or never.
    public var expiration: SigningDate?

    /// Credentials of their parts.
    public init(
        accessKeyID: String, secretAccessKey: String, sessionToken: String? = nil, expiration: SigningDate? = nil
    ) {
        self.accessKeyID = accessKeyID
        self.secretAccessKey = secretAccessKey
        self.sessionToken = sessionToken
        self.expiration = expiration
    }
}

extension AWSCredentials: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The access key id and the expiration; never a secret.
    public var description: String {
        let token = sessionToken == nil ? "" : ", with a session token"
        let end = expiration.map { ", until \($0.basicFormat)" } ?? ""
        return "AWS access key \(accessKeyID) (secret redacted\(token)\(end))"
    }

    /// As ``description``.
    public var debugDescription: String { description }

    /// Nothing but the access key id, so that dumping shows no secret.
    public var customMirror: Mirror { Mirror(self, children: ["accessKeyID": accessKeyID]) }
}
