/// A connection that carries bytes both ways.
package protocol ByteStream: Sendable {
    /// Sends bytes; returns when the system has taken all of them.
    ///
    /// - Throws: `HTTPTransportError` when the connection is lost or a timeout is over; `CancellationError`. The stream is over then.
    func send(_ bytes: [UInt8]) async throws

    /// The next bytes, at least one; none when the peer has ended the connection. One reader at a time.
    ///
    /// - Throws: as `send`.
    func receive() async throws -> [UInt8]

    /// Ends the connection; whoever still sends or receives gets an error. Returns when everything is given back.
    func close() async
}
