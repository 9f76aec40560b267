import AWSSigV4Client

extension ServiceCall {
    static let sso: [ServiceCall] = [
        ServiceCall("sso.GetRoleCredentials") {
            _ = try await SSOClient($0).getRoleCredentials(role: "Deploy", account: "123456789012", accessToken: "t")
        },
        ServiceCall("sso-oidc.CreateToken", idempotent: false) {
            _ = try await SSOOIDCClient($0).createToken(clientID: "c", clientSecret: "s", refreshToken: "r")
        },
    ]
}
