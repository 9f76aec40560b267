/// One member of the archive to be.
package struct ArchiveItem: Sendable, Equatable {
    /// Where its bytes come from.
    package enum Content: Sendable, Equatable {
        /// A file of the tree.
        case file(SourceFile)
        /// Bytes that the packager adds.
        case bytes([UInt8])
    }

    /// Its path in the archive.
    package var name: String
    /// Whether its mode is 0755; otherwise 0644.
    package var isExecutable: Bool
    /// Where its bytes come from.
    package var content: Content

    /// Bytes uncompressed, as the walk found them.
    package var size: UInt64 {
        switch content {
        case .file(let file): file.size
        case .bytes(let bytes): UInt64(bytes.count)
        }
    }

    /// The file that it is, if it is one.
    package var file: SourceFile? {
        guard case .file(let file) = content else { return nil }
        return file
    }

    /// A member with bytes of its own.
    package init(_ name: String, _ bytes: [UInt8], isExecutable: Bool = false) {
        self.name = name
        self.isExecutable = isExecutable
        content = .bytes(bytes)
    }

    /// A member for a file of the tree.
    package init(_ file: SourceFile) {
        name = file.path
        isExecutable = file.isExecutable
        content = .file(file)
    }

    /// Files and additions in the order of their names' bytes, both given in that order.
    package static func merged(
        _ files: [SourceFile], _ additions: [(path: String, bytes: [UInt8])]
    ) -> [ArchiveItem] {
        var result: [ArchiveItem] = []
        result.reserveCapacity(files.count + additions.count)
        var rest = additions[...]
        for file in files {
            while let next = rest.first, Path.precedes(next.path, file.path) {
                result.append(ArchiveItem(next.path, next.bytes))
                rest.removeFirst()
            }
            result.append(ArchiveItem(file))
        }
        return result + rest.map { ArchiveItem($0.path, $0.bytes) }
    }
}
