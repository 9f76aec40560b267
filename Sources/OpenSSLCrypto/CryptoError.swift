internal import CSystemCrypto

/// A cryptographic operation that failed, with the reason OpenSSL gave.
package struct CryptoError: Error, Sendable, Equatable, CustomStringConvertible {
    /// What was tried.
    package let operation: String
    /// What came back.
    package let reason: String

    package init(operation: String, reason: String) {
        self.operation = operation
        self.reason = reason
    }

    package var description: String { "\(operation) failed: \(reason)" }

    /// The error of an OpenSSL call that has just failed on this thread; empties OpenSSL's error queue.
    static func ofOpenSSL(_ operation: String) -> CryptoError {
        var code: UInt = 0
        while true {
            let next = ERR_get_error()
            if next == 0 { break }
            code = next
        }
        guard code != 0 else { return CryptoError(operation: operation, reason: "OpenSSL gave no reason") }
        var buffer = [CChar](repeating: 0, count: 256)
        let capacity = buffer.count
        unsafe buffer.withUnsafeMutableBufferPointer { pointer in
            unsafe ERR_error_string_n(code, pointer.baseAddress, capacity)
        }
        let text = buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
        return CryptoError(operation: operation, reason: String(decoding: text, as: UTF8.self))
    }
}
