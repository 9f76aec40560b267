/// An error that knows what it means for the run.
///
/// Adapters' errors conform to it.
public protocol ProvisioningFailure: Error, CustomStringConvertible {
    /// What kind of failure it is.
    var category: FailureCategory { get }
    /// A stable upper-camel-case code, for machines and for docs/troubleshooting.md.
    var code: String { get }
    /// Whether the cloud may have done what was asked although no answer says so.
    var outcomeIsUnknown: Bool { get }
}

extension ProvisioningFailure {
    /// The outcome is known unless an adapter says otherwise.
    public var outcomeIsUnknown: Bool { false }
}
