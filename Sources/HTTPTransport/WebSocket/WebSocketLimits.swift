/// What a client accepts and how it cuts what it sends.
package struct WebSocketLimits: Sendable, Equatable {
    /// The longest message in bytes that is read.
    package var maximumMessageBytes: Int
    /// The longest payload of one frame in bytes that is sent; longer messages are fragmented.
    ///
    /// API Gateway takes 32 KB.
    package var maximumSentFrameBytes: Int

    package init(maximumMessageBytes: Int = 1 << 20, maximumSentFrameBytes: Int = 32 * 1024) {
        self.maximumMessageBytes = maximumMessageBytes
        self.maximumSentFrameBytes = max(1, maximumSentFrameBytes)
    }
}
