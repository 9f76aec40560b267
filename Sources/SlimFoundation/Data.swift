/// Bytes.
public struct Data: Sendable, Equatable {
    /// What it holds.
    public var bytes: [UInt8]

    /// Holds bytes.
    public init(bytes: [UInt8]) { self.bytes = bytes }
}

extension String {
    /// How text is encoded.
    public enum Encoding: Sendable {
        /// As UTF-8.
        case utf8
    }

    /// The text of bytes; nil when they are none.
    public init?(data: Data, encoding: Encoding) {
        guard let text = String(validating: data.bytes, as: UTF8.self) else { return nil }
        self = text
    }
}
