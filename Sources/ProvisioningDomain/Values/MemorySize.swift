/// The memory of a function in megabytes, 128 to 10240 (docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html).
public struct MemorySize: Sendable, Hashable {
    /// Megabytes.
    public let megabytes: Int

    /// Checks a size.
    ///
    /// - Throws: `InvalidValue` outside 128…10240.
    public init(megabytes: Int) throws(InvalidValue) {
        guard (128...10240).contains(megabytes) else {
            throw InvalidValue(what: "memory", value: "\(megabytes)", rule: "128 to 10240 megabytes")
        }
        self.megabytes = megabytes
    }
}
