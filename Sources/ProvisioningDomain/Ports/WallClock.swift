/// Tells the time of day.
public protocol WallClock: Sendable {
    /// The moment now.
    func now() -> Timestamp
}
