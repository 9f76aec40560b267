/// Whose policies decide what a caller may do; pure.
package enum CallerPrincipal: Sendable, Hashable {
    /// The account's root user: policies do not bound it.
    case root
    /// A user, by its ARN.
    case user(String)
    /// A role, by its name and the ARN that it has when it has no path.
    case role(name: String, arn: String)
    /// Another kind of caller, which cannot be simulated.
    case other

    /// Reads the ARN of `GetCallerIdentity`.
    package init(arn: String) {
        let parts = arn.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 6 else {
            self = .other
            return
        }
        let resource = parts[5].split(separator: "/").map(String.init)
        switch (parts[2], resource.first) {
        case ("iam", "root"): self = .root
        case ("iam", "user"): self = .user(arn)
        case ("sts", "assumed-role") where resource.count >= 3:
            self = .role(name: resource[1], arn: "arn:\(parts[1]):iam::\(parts[4]):role/\(resource[1])")
        default: self = .other
        }
    }
}
