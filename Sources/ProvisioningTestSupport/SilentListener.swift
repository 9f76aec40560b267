internal import Glibc

/// A port that accepts connections in the kernel's queue and never says a word: for timeout tests.
///
/// The port is closed when the listener goes away: keep it alive for the whole test (`withExtendedLifetime`).
package final class SilentListener: Sendable {
    package let port: Int
    private let descriptor: Int32

    /// - Throws: An error naming the system call when no port can be opened.
    package init() throws {
        (descriptor, port) = try LoopbackSocket.listen()
    }

    deinit { close(descriptor) }

    /// A loopback port on which nothing listens.
    package static func closedPort() throws -> Int {
        try SilentListener().port
    }
}
