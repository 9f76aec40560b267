/// A package that was written.
public struct PackagedArtifact: Sendable, Hashable {
    /// The zip, named `<sha256>.zip`.
    public var path: String
    /// The SHA-256 of the zip in lower-case hex.
    public var sha256: String
    /// Bytes of the zip.
    public var size: UInt64
    /// Bytes of all entries unpacked.
    public var unpackedSize: UInt64
    /// How many entries the zip has, the bridge's among them.
    public var entryCount: Int
    /// The entry's path in the package.
    public var entry: String
    /// What Lambda calls.
    public var handler: String
    /// What the user should know: files left out, optional modules that are missing.
    public var warnings: [String]
}
