/// The profile in use of the shared files: static keys, an assumed role, a web identity, a role of IAM Identity Center
/// (SSO) or a program, in the order of the SDK for Go, which Pulumi's provider uses.
///
/// Source: SDK reference guide, "Assume role credential provider", "Process credential provider".
package struct ProfileCredentialsSource: CredentialsSource {
    private let context: CredentialsContext
    private let configuration: SharedConfiguration

    package init(_ context: CredentialsContext, configuration: SharedConfiguration) {
        self.context = context
        self.configuration = configuration
    }

    package var name: String {
        let name = "profile \"\(configuration.profileName)\""
        return configuration.ssoSettings == nil ? name : "\(name), SSO"
    }

    package func find() async throws -> CredentialsFinding {
        guard let profile = configuration.profile(configuration.profileName) else {
            if configuration.isProfileNamed { throw CredentialsError(name, configuration.absence) }
            return .absent(configuration.absence)
        }
        let chain = [configuration.profileName]
        guard let credentials = try await credentials(profile, chain: chain) else {
            return .absent("it has neither keys, role_arn, sso_session nor credential_process")
        }
        return .found(credentials)
    }

    /// - Parameter chain: The profiles on the way here, against circles.
    private func credentials(_ profile: [String: String], chain: [String]) async throws -> AWSCredentials? {
        let source = "profile \"\(chain.last ?? "")\""
        func setting(_ name: String) -> String? { profile[name].flatMap { $0.isEmpty ? nil : $0 } }
        if let role = setting("role_arn") {
            if let file = setting("web_identity_token_file") {
                return try await WebIdentityCredentialsSource.credentials(
                    context, source: source, role: role, tokenFile: file, sessionName: setting("role_session_name"))
            }
            // A profile may name itself as the source: its own keys then sign.
            if let base = try await baseCredentials(profile, role: role, chain: chain) {
                return try await assume(role, with: base, settings: profile, source: source)
            }
        }
        if let keys = try staticKeys(profile, source: source) { return keys }
        if SSOSettings.isUsed(by: profile) {
            let settings = try SSOSettings(profile, session: configuration.ssoSession, source: source)
            return try await SSOCredentials(
                context: context, settings: settings, cache: configuration.ssoCache, profile: chain.last ?? ""
            ).credentials()
        }
        return try await processCredentials(setting("credential_process"), source: source)
    }

    private func staticKeys(_ profile: [String: String], source: String) throws -> AWSCredentials? {
        switch (profile["aws_access_key_id"], profile["aws_secret_access_key"]) {
        case (nil, nil): return nil
        case (let key?, let secret?) where !key.isEmpty && !secret.isEmpty:
            return AWSCredentials(
                accessKeyID: key, secretAccessKey: secret, sessionToken: profile["aws_session_token"])
        default:
            throw CredentialsError(source, "aws_access_key_id and aws_secret_access_key must both be set")
        }
    }

    private func baseCredentials(
        _ profile: [String: String], role: String, chain: [String]
    ) async throws -> AWSCredentials? {
        let source = "profile \"\(chain.last ?? "")\""
        if let name = profile["source_profile"] {
            if name == chain.last { return try staticKeys(profile, source: source) }
            guard !chain.contains(name) else {
                throw CredentialsError(
                    source, "source_profile goes in a circle: \((chain + [name]).joined(separator: " -> "))")
            }
            guard let next = configuration.profile(name) else {
                throw CredentialsError(source, "source_profile names \"\(name)\", which does not exist")
            }
            guard let base = try await credentials(next, chain: chain + [name]) else {
                throw CredentialsError(source, "source_profile \"\(name)\" has no credentials")
            }
            return base
        }
        let finding: CredentialsFinding
        switch profile["credential_source"] {
        case nil: throw CredentialsError(source, "role_arn is set, but neither source_profile nor credential_source is")
        case "Environment": finding = try await EnvironmentCredentialsSource(context.environment).find()
        case "EcsContainer": finding = try await ContainerCredentialsSource(context).find()
        case "Ec2InstanceMetadata": finding = try await InstanceCredentialsSource(context).find()
        case let other?: throw CredentialsError(source, "credential_source \"\(other)\" is not known")
        }
        switch finding {
        case .found(let credentials): return credentials
        case .absent(let reason): throw CredentialsError(source, reason)
        }
    }

    private func assume(
        _ role: String, with base: AWSCredentials, settings: [String: String], source: String
    ) async throws -> AWSCredentials {
        if settings["mfa_serial"] != nil {
            throw CredentialsError(source, "mfa_serial is set, but a code can't be asked for here; use a session token")
        }
        do {
            return try await context.sts(StaticCredentialsProvider(base)).assumeRole(
                role, sessionName: context.sessionName(settings["role_session_name"]),
                externalID: settings["external_id"], durationSeconds: settings["duration_seconds"].flatMap { Int($0) })
        } catch let error where !(error is CancellationError) {
            throw CredentialsError(source, "role \(role) can't be assumed: \(error)")
        }
    }

    private func processCredentials(_ command: String?, source: String) async throws -> AWSCredentials? {
        guard let command else { return nil }
        let name = "\(source), credential_process"
        let output: CommandOutput
        do {
            output = try await context.commands.run(["/bin/sh", "-c", command], environment: context.environment)
        } catch let error as CommandError {
            throw CredentialsError(name, "\(error)")
        }
        guard output.status == 0 else {
            let words = String(decoding: output.errorOutput.prefix(500), as: UTF8.self)
            throw CredentialsError(name, "it ended with exit code \(output.status): \(words)")
        }
        return try CredentialsDocument.credentials(output.output, source: name, token: "SessionToken")
    }
}
