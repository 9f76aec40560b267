/// All that a package is made from, in one digest: equal digests give equal packages.
struct PackageInputs {
    let digest: ContentDigest
    /// Whether a change of any file after it was looked at would show: none changed right before.
    let isSettled: Bool
    /// The same of what decides on what goes in, the contents of scripts apart.
    let structure: ContentDigest
    let structureIsSettled: Bool

    /// - Parameters:
    ///   - program: what tells this build of the program from others, as another may decide otherwise.
    ///   - options: what the caller asked for.
    ///   - fingerprint: what the package root held.
    init(program: FileIdentity?, options: [String], fingerprint: TreeFingerprint) throws {
        var bytes = LittleEndianBytes()
        bytes.append(program)
        bytes.append(UInt32(options.count))
        for option in options { bytes.append(option) }
        func inputs(with tree: ContentDigest) throws -> ContentDigest {
            var bytes = bytes
            tree.append(to: &bytes)
            return try ContentDigest(of: bytes.bytes[...])
        }
        digest = try inputs(with: fingerprint.digest)
        isSettled = fingerprint.isSettled
        structure = try inputs(with: fingerprint.structure)
        structureIsSettled = fingerprint.structureIsSettled
    }
}
