/// Makes identifiers.
public protocol IdentifierGenerator: Sendable {
    /// Random bytes fit for identifiers and nonces.
    func randomBytes(_ count: Int) -> [UInt8]
}

extension IdentifierGenerator {
    /// A deployment's id that sorts by `time`.
    public func deploymentID(at time: Timestamp) -> DeploymentID {
        DeploymentID(ULID(time: time, random: randomBytes(10)))
    }

    /// An event's id, `evt_<ms>_<9 base 36>`, as the Semantest producers write it.
    public func eventID(at time: Timestamp) -> String {
        let alphabet = Array("0123456789abcdefghijklmnopqrstuvwxyz")
        return "evt_\(time.milliseconds)_" + String(randomBytes(9).map { alphabet[Int($0) % 36] })
    }

    /// A random UUID (RFC 9562, version 4) in lower case.
    public func uuid() -> String {
        var bytes = randomBytes(16)
        bytes[6] = bytes[6] & 0x0F | 0x40
        bytes[8] = bytes[8] & 0x3F | 0x80
        let digits = Array("0123456789abcdef")
        var text = ""
        for (index, byte) in bytes.enumerated() {
            if [4, 6, 8, 10].contains(index) { text.append("-") }
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return text
    }
}
