/// How a run ended.
package enum RunStatus: String, Sendable, Hashable {
    /// Every step succeeded.
    case completed
    /// There was nothing to do.
    case unchanged
    /// A step failed.
    case failed
}
