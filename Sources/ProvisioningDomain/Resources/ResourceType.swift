/// A Pulumi type token such as `aws:lambda/function:Function`.
public struct ResourceType: Sendable, Hashable, ExpressibleByStringLiteral, CustomStringConvertible {
    /// The token.
    public let token: String

    /// Wraps a token.
    public init(_ token: String) { self.token = token }
    /// Wraps a token.
    public init(stringLiteral value: String) { self.token = value }

    /// The package of the token, `aws` in `aws:lambda/function:Function`; of a provider the package it provides.
    public var package: String {
        let parts = token.split(separator: ":", omittingEmptySubsequences: false)
        if isProvider, let last = parts.last { return String(last) }
        return parts.first.map(String.init) ?? ""
    }

    /// The last part of the token, `Function` in `aws:lambda/function:Function`.
    public var shortName: String { token.split(separator: ":").last.map(String.init) ?? token }

    /// Whether it is a provider, `pulumi:providers:<package>`.
    public var isProvider: Bool { token.hasPrefix("pulumi:providers:") }

    /// The root of every stack.
    public static let stack: ResourceType = "pulumi:pulumi:Stack"

    /// The token.
    public var description: String { token }
}
