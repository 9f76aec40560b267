/// A cloud that resources live in.
public enum CloudProvider: String, Sendable, Hashable, CaseIterable {
    /// Amazon Web Services.
    case aws
    /// Microsoft Azure.
    case azure
}
