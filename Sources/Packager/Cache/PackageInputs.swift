/// All that a package is made from, in one digest: equal digests give equal packages.
struct PackageInputs {
    let digest: ContentDigest
    /// Whether a change of any file after it was looked at would show: none changed right before.
    let isSettled: Bool

    /// - Parameters:
    ///   - program: what tells this build of the program from others, as another may decide otherwise.
    ///   - options: what the caller asked for.
    ///   - tree: what the walk found.
    ///   - started: when the walk began, in nanoseconds since 1970.
    init(program: FileIdentity?, options: [String], tree: SourceTree, started: Int64) throws {
        var bytes = LittleEndianBytes()
        bytes.bytes.reserveCapacity(tree.files.count * 200)
        bytes.append(program)
        for list in [options, tree.ignored, tree.danglingLinks] {
            bytes.append(UInt32(list.count))
            for text in list { bytes.append(text) }
        }
        var isSettled = true
        for file in tree.files {
            bytes.append(file.path)
            bytes.append(file.location)
            bytes.append(UInt8(file.isExecutable ? 1 : 0))
            bytes.append(file.size)
            bytes.append(file.identity)
            if file.identity?.isSettled(before: started) != true { isSettled = false }
        }
        digest = try ContentDigest(of: bytes.bytes[...])
        self.isSettled = isSettled
    }
}

extension LittleEndianBytes {
    fileprivate mutating func append(_ identity: FileIdentity?) {
        append(UInt8(identity == nil ? 0 : 1))
        guard let identity else { return }
        append(identity.device)
        append(identity.inode)
        append(UInt64(bitPattern: identity.modified))
        append(UInt64(bitPattern: identity.changed))
    }
}
