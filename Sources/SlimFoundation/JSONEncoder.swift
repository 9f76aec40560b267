internal import OrderedJSON

/// Encodes values as JSON: as much of Foundation's encoder as ArgumentParser uses.
///
/// The release build gives this module to the dependencies in place of FoundationEssentials (see the Makefile): ArgumentParser needs a
/// protocol and this encoder, for which the static library would bring 5 MB into the program. Our own sources use neither.
public final class JSONEncoder {
    /// How the JSON looks.
    public struct OutputFormatting: OptionSet, Sendable {
        /// The bits.
        public let rawValue: UInt

        /// Options of bits.
        public init(rawValue: UInt) { self.rawValue = rawValue }

        /// On lines of their own, indented.
        public static let prettyPrinted = OutputFormatting(rawValue: 1)
        /// Keys in order.
        public static let sortedKeys = OutputFormatting(rawValue: 2)
    }

    /// How the JSON looks.
    public var outputFormatting: OutputFormatting = []

    /// An encoder of compact JSON.
    public init() {}

    /// The JSON of a value.
    ///
    /// - Throws: what the value throws.
    public func encode<Value: Encodable>(_ value: Value) throws -> Data {
        let node = EncodedNode()
        try node.set(value)
        let json = node.json(isSorted: outputFormatting.contains(.sortedKeys))
        return Data(bytes: json.serialized(outputFormatting.contains(.prettyPrinted) ? .indented : .compact))
    }
}
