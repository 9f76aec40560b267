/// What a profile says about IAM Identity Center (SSO): `sso_session`, or `sso_start_url` and `sso_region`, and the
/// role, `sso_account_id` and `sso_role_name`.
///
/// Source: SDK reference guide, "IAM Identity Center credential provider".
package struct SSOSettings: Sendable, Equatable {
    /// The name of the `sso-session` section; `nil` for a profile in the older form, whose token can't be renewed.
    package var session: String?
    package var startURL: String
    /// The region of the Identity Center.
    package var region: String
    package var account: String
    package var role: String

    package init(session: String?, startURL: String, region: String, account: String, role: String) {
        self.session = session
        self.startURL = startURL
        self.region = region
        self.account = account
        self.role = role
    }

    /// What the name of the cached token is made of.
    var cacheKey: String { session ?? startURL }

    /// Whether a profile uses SSO.
    static func isUsed(by profile: [String: String]) -> Bool {
        names.contains { profile[$0]?.isEmpty == false }
    }

    private static let names = ["sso_session", "sso_start_url", "sso_account_id", "sso_role_name"]

    /// Reads a profile that uses SSO.
    ///
    /// - Parameters:
    ///   - session: The settings of an `sso-session` section by its name.
    ///   - source: The profile, for errors.
    /// - Throws: ``CredentialsError`` when settings are missing or contradict each other.
    init(_ profile: [String: String], session: (String) -> [String: String]?, source: String) throws {
        var settings = profile.filter { !$0.value.isEmpty }
        if let name = settings["sso_session"] {
            guard let section = session(name) else {
                throw CredentialsError(source, "sso_session names \"\(name)\", but there is no [sso-session \(name)]")
            }
            for setting in ["sso_start_url", "sso_region"] {
                guard let value = section[setting], !value.isEmpty else { continue }
                if let own = settings[setting], own != value {
                    throw CredentialsError(
                        source, "\(setting) is \(own), but [sso-session \(name)] says \(value); remove one of them")
                }
                settings[setting] = value
            }
        }
        let missing = ["sso_start_url", "sso_region", "sso_account_id", "sso_role_name"].filter { settings[$0] == nil }
        guard let startURL = settings["sso_start_url"], let region = settings["sso_region"],
            let account = settings["sso_account_id"], let role = settings["sso_role_name"]
        else { throw CredentialsError(source, "it uses SSO, but lacks \(missing.joined(separator: ", "))") }
        do {
            // It becomes a part of host names.
            _ = try RegionResolver(environment: [:]).region(explicit: region)
        } catch {
            throw CredentialsError(source, "sso_region: \(error)")
        }
        self.init(
            session: settings["sso_session"], startURL: startURL, region: region, account: account, role: role)
    }
}
