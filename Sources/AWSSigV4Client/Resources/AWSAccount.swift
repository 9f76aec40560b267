/// The number of the account that the credentials belong to, asked for at most once.
package actor AWSAccount {
    private let sts: STSClient
    private var known: String?
    private var confirmed: String?
    private var isAsking = false
    private var waiting: [CheckedContinuation<Void, Never>] = []

    /// An account that is not known yet.
    package init(_ client: AWSClient) { sts = STSClient(client) }

    /// The account's number: from an ARN seen before, else from GetCallerIdentity.
    package func id() async throws -> String {
        while known == nil, isAsking {
            await withCheckedContinuation { waiting.append($0) }
        }
        if let known { return known }
        isAsking = true
        defer { finish() }
        let account = try await sts.getCallerIdentity().account
        known = known ?? account
        return account
    }

    /// The account's number as the credentials say, never from an ARN.
    package func confirmedID() async throws -> String {
        if let confirmed { return confirmed }
        let account = try await sts.getCallerIdentity().account
        confirmed = account
        known = account
        return account
    }

    /// Takes the account's number out of an ARN of one of its resources, when it holds one.
    package func learn(from arn: String) {
        guard known == nil, let account = Self.account(of: arn) else { return }
        known = account
    }

    /// The fifth part of an ARN, when it is twelve digits.
    static func account(of arn: String) -> String? {
        let parts = arn.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count >= 6, parts[0] == "arn", parts[4].utf8.count == 12,
            parts[4].utf8.allSatisfy({ (0x30...0x39).contains($0) })
        else { return nil }
        return String(parts[4])
    }

    private func finish() {
        isAsking = false
        let resumed = waiting
        waiting = []
        for continuation in resumed { continuation.resume() }
    }
}
