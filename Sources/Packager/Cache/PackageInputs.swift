/// All that a package is made from, in one digest: equal digests give equal packages.
struct PackageInputs {
    let digest: ContentDigest
    /// Whether a change of any file after it was looked at would show: none changed right before.
    let isSettled: Bool

    /// - Parameters:
    ///   - program: what tells this build of the program from others, as another may decide otherwise.
    ///   - options: what the caller asked for.
    ///   - fingerprint: what the package root held.
    init(program: FileIdentity?, options: [String], fingerprint: TreeFingerprint) throws {
        var bytes = LittleEndianBytes()
        bytes.append(program)
        bytes.append(UInt32(options.count))
        for option in options { bytes.append(option) }
        fingerprint.digest.append(to: &bytes)
        digest = try ContentDigest(of: bytes.bytes[...])
        isSettled = fingerprint.isSettled
    }
}
