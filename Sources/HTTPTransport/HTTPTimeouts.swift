/// How long the parts of one attempt may take.
package struct HTTPTimeouts: Sendable, Equatable {
    /// Name lookup, TCP and TLS together.
    package var connect: Duration
    /// The longest time without a byte in either direction.
    package var idle: Duration
    /// The whole attempt, from the first byte sent to the last one read.
    package var total: Duration

    package init(connect: Duration = .seconds(10), idle: Duration = .seconds(60), total: Duration = .seconds(300)) {
        self.connect = connect
        self.idle = idle
        self.total = total
    }
}
