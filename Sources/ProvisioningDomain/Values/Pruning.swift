/// How much of a server's directory goes into its package.
public enum Pruning: String, Sendable, Hashable, CaseIterable {
    /// The server's own files and the modules that it needs in production.
    case production
    /// What can be reached from the entry, and what is loaded by names that are known only at run time.
    case traced
    /// Everything that no rule leaves out.
    case none
}
