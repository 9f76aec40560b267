internal import HTTPTransport
internal import OpenSSLCrypto

/// Credentials of a role that IAM Identity Center gives to who has signed in with `aws sso login`.
///
/// The cached token is used until it ends, and then renewed when it belongs to an `sso-session`, as the SDKs do.
/// Source: SDK reference guide, "IAM Identity Center credential provider".
struct SSOCredentials {
    let context: CredentialsContext
    let settings: SSOSettings
    /// The directory of the cached tokens.
    let cache: String
    /// The profile whose settings these are.
    let profile: String

    private var source: String { "profile \"\(profile)\", SSO" }
    private var advice: String { "run aws sso login --profile \(profile)" }

    /// - Throws: ``CredentialsError``; `CancellationError`.
    func credentials() async throws -> AWSCredentials {
        let token = try await validToken()
        do {
            return try await SSOClient(client).getRoleCredentials(
                role: settings.role, account: settings.account, accessToken: token.accessToken)
        } catch let error as AWSServiceError where error.statusCode == 401 {
            throw CredentialsError(source, "\(error); \(advice)")
        } catch let error as AWSServiceError where [403, 404].contains(error.statusCode) {
            throw CredentialsError(
                source,
                "\(error); the role \(settings.role) of account \(settings.account) is not assigned to the user "
                    + "who has signed in: check sso_role_name and sso_account_id")
        } catch let error where !(error is CancellationError) {
            throw CredentialsError(source, "\(error)")
        }
    }

    private var client: AWSClient {
        AWSClient(
            transport: context.transport, credentials: CredentialsChain([]), region: settings.region,
            endpoints: context.endpoints, now: context.now, middleware: AWSClient.retrying())
    }

    private func path() throws -> String {
        do {
            return "\(cache)/\(try SHA1.hex(settings.cacheKey)).json"
        } catch {
            throw CredentialsError(source, "\(error)")
        }
    }

    private func cachedToken() throws -> SSOToken {
        let path = try path()
        let bytes: [UInt8]?
        do {
            bytes = try context.files.bytes(path)
        } catch {
            throw CredentialsError(source, "\(error)")
        }
        guard let bytes else {
            throw CredentialsError(source, "nobody has signed in: \(path) does not exist; \(advice)")
        }
        guard let token = SSOToken(bytes) else {
            throw CredentialsError(source, "\(path) is no JSON object with accessToken and expiresAt; \(advice)")
        }
        return token
    }

    private func validToken() async throws -> SSOToken {
        let token = try cachedToken()
        guard token.isExpired(at: context.now()) else { return token }
        let ended = "the sign-in ended at \(token.expiresAt.extendedFormat)"
        guard settings.session != nil, let renewal = token.renewal(at: context.now()) else {
            throw CredentialsError(source, "\(ended); \(advice)")
        }
        let created: CreatedSSOToken
        do {
            created = try await SSOOIDCClient(client).createToken(
                clientID: renewal.clientID, clientSecret: renewal.clientSecret, refreshToken: renewal.refreshToken)
        } catch let error as AWSServiceError where error.statusCode < 500 {
            // Another program may have renewed it meanwhile.
            if let other = try? cachedToken(), !other.isExpired(at: context.now()) { return other }
            throw CredentialsError(source, "\(ended) and could not be renewed: \(error); \(advice)")
        } catch let error where !(error is CancellationError) {
            throw CredentialsError(source, "\(ended) and could not be renewed: \(error)")
        }
        guard let renewed = token.renewed(created, at: context.now()) else {
            throw CredentialsError(source, "\(ended) and the new token is empty; \(advice)")
        }
        do {
            try context.fileReplacer.replace(try path(), with: renewed.bytes)
        } catch let error as FileReplaceError {
            // Without it the next run would ask with a token that may be used up.
            throw CredentialsError(source, "the renewed token could not be kept: \(error)")
        }
        return renewed
    }
}
