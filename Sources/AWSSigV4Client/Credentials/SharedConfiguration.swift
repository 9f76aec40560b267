/// The profiles of the shared `config` and `credentials` files and the choice among them.
package struct SharedConfiguration: Sendable, Equatable {
    /// The path of the configuration file, whether it exists or not.
    package let configPath: String
    /// The path of the credentials file, whether it exists or not.
    package let credentialsPath: String
    /// The profile in use: given, `AWS_PROFILE`, `AWS_DEFAULT_PROFILE`, or `default`.
    package let profileName: String
    /// Whether the profile was asked for by name.
    package let isProfileNamed: Bool
    /// The directory of the tokens of `aws sso login`.
    package let ssoCache: String
    private let config: SharedConfigurationFile
    private let credentials: SharedConfigurationFile
    private let filesFound: [String]

    /// Reads both files.
    ///
    /// - Parameters:
    ///   - environment: `AWS_CONFIG_FILE`, `AWS_SHARED_CREDENTIALS_FILE`, `AWS_PROFILE`, `HOME`.
    ///   - profile: The profile's name, before the environment's.
    /// - Throws: ``SharedConfigurationError``, ``FileReadError``.
    package init(
        environment: [String: String], files: any FileReading = SystemFileReader(), profile: String? = nil
    ) throws {
        let home = environment["HOME"] ?? ""
        func path(_ variable: String, _ standard: String) -> String {
            guard let path = environment[variable], !path.isEmpty else { return "\(home)/.aws/\(standard)" }
            return path.hasPrefix("~/") ? home + path.dropFirst() : path
        }
        ssoCache = "\(home)/.aws/sso/cache"
        configPath = path("AWS_CONFIG_FILE", "config")
        credentialsPath = path("AWS_SHARED_CREDENTIALS_FILE", "credentials")
        let named = [profile, environment["AWS_PROFILE"], environment["AWS_DEFAULT_PROFILE"]].lazy
            .compactMap { $0 }.first { !$0.isEmpty }
        profileName = named ?? "default"
        isProfileNamed = named != nil
        var found = [String]()
        func read(_ path: String) throws -> SharedConfigurationFile {
            guard let bytes = try files.bytes(path) else { return SharedConfigurationFile() }
            found.append(path)
            return try SharedConfigurationFile(String(decoding: bytes, as: UTF8.self), file: path)
        }
        config = try read(configPath)
        credentials = try read(credentialsPath)
        filesFound = found
    }

    /// The settings of a profile of both files, where those of the credentials file win; `nil` when neither has it.
    package func profile(_ name: String) -> [String: String]? {
        let inConfig =
            config.sections["profile \(name)"] ?? (name == "default" ? config.sections["default"] : nil)
        let inCredentials = credentials.sections[name]
        guard inConfig != nil || inCredentials != nil else { return nil }
        return (inConfig ?? [:]).merging(inCredentials ?? [:]) { $1 }
    }

    /// The settings of an `sso-session` section; `nil` when there is none of that name.
    func ssoSession(_ name: String) -> [String: String]? { config.sections["sso-session \(name)"] }

    /// What the profile in use says about SSO; `nil` when its credentials come from elsewhere or settings are missing.
    package var ssoSettings: SSOSettings? {
        guard let profile = profile(profileName), SSOSettings.isUsed(by: profile),
            !["role_arn", "aws_access_key_id"].contains(where: { profile[$0]?.isEmpty == false })
        else { return nil }
        return try? SSOSettings(profile, session: ssoSession, source: "")
    }

    /// A setting of the profile in use.
    package func setting(_ name: String) -> String? {
        profile(profileName)?[name].flatMap { $0.isEmpty ? nil : $0 }
    }

    /// `region` of the profile.
    package var region: String? { setting("region") }
    /// `endpoint_url` of the profile.
    package var endpointURL: String? { setting("endpoint_url") }
    /// `ca_bundle` of the profile.
    package var caBundle: String? { setting("ca_bundle") }

    /// Why the profile has no settings, for messages.
    var absence: String {
        if filesFound.isEmpty { return "neither \(configPath) nor \(credentialsPath) exists" }
        return "no profile \"\(profileName)\" in \(filesFound.joined(separator: " and "))"
    }
}
