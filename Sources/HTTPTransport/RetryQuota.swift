/// The retry tokens that all requests of one client share.
///
/// A retry takes tokens, success gives them back: when a service is down, retries dry up instead of piling on.
package struct RetryQuota: Sendable, Equatable {
    package let capacity: Int
    package private(set) var tokens: Int

    package init(capacity: Int) {
        self.capacity = capacity
        tokens = capacity
    }

    /// Takes `cost` tokens; the caller has looked at `tokens` before.
    package mutating func take(_ cost: Int) { tokens = max(0, tokens - cost) }

    /// Gives back what the last retry of a request that now succeeded took, or one token when it needed none.
    package mutating func succeed(lastCost: Int) { tokens = min(capacity, tokens + max(lastCost, 1)) }
}
