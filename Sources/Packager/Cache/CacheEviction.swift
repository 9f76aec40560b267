/// Decides what leaves the cache.
package enum CacheEviction {
    /// A file of the cache.
    package struct File: Sendable, Equatable {
        package var name: String
        package var size: UInt64
        /// When it was last written or used, in nanoseconds since 1970.
        package var used: Int64
        /// A file of the cache.
        package init(name: String, size: UInt64, used: Int64) {
            self.name = name
            self.size = size
            self.used = used
        }
    }

    /// How the names of unfinished files begin.
    package static let temporaryPrefix = ".cache-"

    /// The names of the files to remove: what runs that were killed left more than an hour ago, archives that another took the place of,
    /// and what was not used for longest until the rest fits.
    ///
    /// - Parameters:
    ///   - files: all of the cache.
    ///   - slot: the slot that was just written, which stays.
    ///   - archive: its archive.
    ///   - limit: the most bytes to keep.
    ///   - now: nanoseconds since 1970.
    package static func victims(
        among files: [File], keeping slot: String, archive: String, limit: UInt64, now: Int64
    ) -> [String] {
        var victims: [String] = []
        var slots: [String: [File]] = [:]
        for file in files {
            if file.name.hasPrefix(temporaryPrefix) || file.name.hasPrefix(AtomicFile.temporaryPrefix) {
                if file.used < now - AtomicFile.leftoverAge { victims.append(file.name) }
            } else if file.name.hasPrefix("\(slot)-"), file.name != archive {
                victims.append(file.name)
            } else if [".zip", ".index", ".scans"].contains(where: file.name.hasSuffix) {
                slots[String(file.name.prefix(while: { $0 != "-" && $0 != "." })), default: []].append(file)
            }
        }
        var total = slots.values.joined().reduce(0) { $0 + $1.size }
        let oldest = slots.filter { $0.key != slot }.sorted {
            (lastUse($0.value), $0.key) < (lastUse($1.value), $1.key)
        }
        for (_, files) in oldest where total > limit {
            victims += files.map(\.name).sorted()
            total -= files.reduce(0) { $0 + $1.size }
        }
        return victims
    }

    private static func lastUse(_ files: [File]) -> Int64 { files.map(\.used).max() ?? 0 }
}
