internal import OpenSSLCrypto
internal import ProvisioningDomain

/// The hash by which Pulumi compares file archives (sdk/go/common/resource/archive/archive.go).
public enum ArchiveHash {
    private static let fileSuffixes = [".zip", ".tar", ".tgz", ".tar.gz", ".jar"]

    /// The hash of a file archive: of a packed file its SHA-256, of a directory the SHA-256 of a canonical tar stream.
    ///
    /// In a directory, `.pulumi` and links to directories are left out; links to files are read through.
    ///
    /// - Returns: 64 lower-case hexadecimal digits.
    /// - Throws: `ProvisioningError` when the path can't be read, or a name is not UTF-8.
    public static func ofFileArchive(_ path: String) throws -> String {
        guard fileSuffixes.contains(where: { path.hasSuffix($0) }) else {
            return try canonicalTar(try files(in: path)).hash
        }
        guard let bytes = try POSIXFile.read(path) else { throw missing(path) }
        return try SHA256.hex(bytes)
    }

    /// One file of an archive.
    package struct Entry {
        /// Its name in the archive, with `/`.
        package var name: String
        /// Its bytes.
        package var read: () throws -> [UInt8]

        /// Describes a file.
        package init(name: String, read: @escaping () throws -> [UInt8]) {
            self.name = name
            self.read = read
        }
    }

    /// The canonical tar stream of entries in the given order.
    ///
    /// - Returns: its hash and its length in bytes.
    /// - Throws: what an entry throws when it is read.
    package static func canonicalTar(_ entries: [Entry]) throws -> (hash: String, byteCount: Int) {
        var hasher = try SHA256Hasher()
        var count = 0
        for entry in entries {
            let content = try entry.read()
            let header = CanonicalTarHeader.blocks(name: entry.name, size: content.count)
            for bytes in [header, content, CanonicalTarHeader.padding(size: content.count)] {
                try hasher.update(bytes)
                count += bytes.count
            }
        }
        let end = [UInt8](repeating: 0, count: 2 * CanonicalTarHeader.blockSize)
        try hasher.update(end)
        count += end.count
        return (hexString(try hasher.finalize()), count)
    }

    /// The files below a directory in Pulumi's order: each directory's names sorted by their bytes.
    ///
    /// - Throws: `ProvisioningError` when a directory can't be read, a link leads nowhere or a name is not UTF-8.
    package static func files(in directory: String) throws -> [Entry] {
        guard try POSIXFile.kind(of: directory) == .directory else { throw missing(directory) }
        var entries: [Entry] = []
        try collect(directory, prefix: "", into: &entries)
        return entries
    }

    private static func collect(_ directory: String, prefix: String, into entries: inout [Entry]) throws {
        let names = try POSIXFile.names(in: directory)
        for bytes in names.sorted(by: { $0.lexicographicallyPrecedes($1) }) {
            guard let name = String(validating: bytes, as: UTF8.self) else {
                throw ProvisioningError(
                    .configuration, code: "InvalidFileName", "A name in \(directory) is not UTF-8.",
                    hint: "Rename the file or leave it out of the archive.")
            }
            if name == ".pulumi" { continue }
            let path = "\(directory)/\(name)"
            switch try POSIXFile.kind(of: path) {
            case .directory: try collect(path, prefix: "\(prefix)\(name)/", into: &entries)
            case .linkToDirectory: continue
            case .file:
                entries.append(
                    Entry(name: prefix + name) {
                        guard let bytes = try POSIXFile.read(path) else { throw missing(path) }
                        return bytes
                    })
            case .other:
                throw ProvisioningError(
                    .configuration, code: "InvalidFile", "\(path) is neither a file nor a directory.",
                    hint: "Leave it out of the archive.")
            }
        }
    }

    private static func missing(_ path: String) -> ProvisioningError {
        ProvisioningError(
            .configuration, code: "MissingArchive", "There is no archive at \(path).",
            hint: "Name a directory, or a file that ends in \(fileSuffixes.joined(separator: ", ")).")
    }
}
