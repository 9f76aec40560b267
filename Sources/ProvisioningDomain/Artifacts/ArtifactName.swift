/// The rule by which artifacts are named: `<sha256>.zip`.
public enum ArtifactName {
    private static let suffix = ".zip"

    /// The file name, or key, of an artifact.
    public static func file(_ sha256: String) -> String { sha256 + suffix }

    /// The SHA-256 in a file name, key or path; nil when its last part is not 64 lower-case hex digits and `.zip`.
    public static func sha256(in path: String) -> String? {
        guard path.utf8.count >= 68, path.hasSuffix(suffix) else { return nil }
        let bytes = Array(path.utf8.dropLast(suffix.utf8.count))
        let digits = bytes.suffix(64)
        guard bytes.count == 64 || bytes[bytes.count - 65] == UInt8(ascii: "/"), digits.allSatisfy(isHexDigit) else {
            return nil
        }
        return String(decoding: digits, as: UTF8.self)
    }

    private static func isHexDigit(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte)
    }
}
