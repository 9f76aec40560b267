internal import Glibc
public import ProvisioningDomain

/// Keeps objects as files below a directory: Pulumi's `file://` backend (gocloud.dev/blob/fileblob).
///
/// A write goes to a temporary file, is forced to the disk and renamed, so a reader sees the old object or the new one.
public struct FileObjectStore: ObjectStore {
    /// The directory, absolute or relative to the working directory.
    public let root: String
    private let identifiers: any IdentifierGenerator

    /// Where temporary files stand: not beside the target, because Pulumi takes any file in a lock's directory for a lock.
    private static let temporaryDirectory = ".provision/tmp"
    /// The driver of Pulumi writes a file of this suffix beside each object; it is never an object itself.
    private static let attributesSuffix = ".attrs"

    /// Makes a store; the directory need not exist.
    public init(root: String, identifiers: any IdentifierGenerator) {
        self.root = root.count > 1 && root.hasSuffix("/") ? String(root.dropLast()) : root
        self.identifiers = identifiers
    }

    private func path(_ key: String) -> String { "\(root)/\(key)" }

    /// Reads an object.
    ///
    /// - Returns: nil when there is none of that key.
    /// - Throws: `ProvisioningError` when the file can't be read.
    public func get(_ key: String) async throws -> [UInt8]? {
        try ObjectKey.check(key)
        return try POSIXFile.read(path(key))
    }

    /// Writes an object, whole or not at all, and forces it to the disk.
    ///
    /// - Returns: whether it was written; false when `condition` did not hold.
    /// - Throws: `ProvisioningError` when the file can't be written.
    @discardableResult
    public func put(_ key: String, _ bytes: [UInt8], if condition: PutCondition) async throws -> Bool {
        try ObjectKey.check(key)
        if condition == .absent, unsafe access(path(key), F_OK) == 0 { return false }
        return try await DiskThread.run {
            let temporary = try prepare(key, bytes, isForced: true)
            guard try put(temporary, in: key, if: condition) else { return false }
            try POSIXFile.synchronizeDirectory(Self.parent(of: path(key)))
            return true
        }
    }

    /// Writes several objects in this order, each whole or not at all, and forces them to the disk.
    ///
    /// All bytes are forced first, side by side; then each file is given its name; then the directories are forced. So no name ever
    /// stands for bytes that a power cut can take away, and many files take hardly longer than one.
    ///
    /// - Throws: `ProvisioningError` when a file can't be written; those before it then have their names.
    public func putAll(_ objects: [StoredObject]) async throws {
        for object in objects { try ObjectKey.check(object.key) }
        let prepared = await Self.sideBySide(objects) { try prepare($0.key, $0.bytes, isForced: true) }
        defer { for case .success(let temporary) in prepared { _ = unsafe unlink(temporary) } }
        for (object, temporary) in zip(objects, prepared) { try put(try temporary.get(), in: object.key, if: .always) }
        let directories = Set(objects.map { Self.parent(of: path($0.key)) }).sorted()
        for result in await Self.sideBySide(directories, POSIXFile.synchronizeDirectory) { try result.get() }
    }

    /// What came of the work on each value, in their order.
    private static func sideBySide<Value: Sendable, Result: Sendable>(
        _ values: [Value], _ work: @escaping @Sendable (Value) throws -> Result
    ) async -> [Swift.Result<Result, any Error>] {
        await withTaskGroup(of: (Int, Swift.Result<Result, any Error>).self) { group in
            for (index, value) in values.enumerated() {
                group.addTask {
                    do {
                        return (index, .success(try await DiskThread.run { try work(value) }))
                    } catch {
                        return (index, .failure(error))
                    }
                }
            }
            return await group.reduce(into: []) { $0.append($1) }.sorted { $0.0 < $1.0 }.map(\.1)
        }
    }

    /// Writes an object, whole or not at all, without waiting for the disk.
    ///
    /// - Throws: `ProvisioningError` when the file can't be written.
    public func putTransient(_ key: String, _ bytes: [UInt8]) async throws {
        try ObjectKey.check(key)
        try put(try prepare(key, bytes, isForced: false), in: key, if: .always)
    }

    /// Writes the bytes of an object to a file without its name.
    ///
    /// - Returns: the file's path.
    private func prepare(_ key: String, _ bytes: [UInt8], isForced: Bool) throws -> String {
        try POSIXFile.makeDirectory(Self.parent(of: path(key)))
        let temporaryDirectory = path(Self.temporaryDirectory)
        try POSIXFile.makeDirectory(temporaryDirectory)
        let temporary = "\(temporaryDirectory)/\(identifiers.uuid())"
        try POSIXFile.writeNew(temporary, bytes, isForced: isForced)
        return temporary
    }

    /// Gives a prepared file its name.
    @discardableResult
    private func put(_ temporary: String, in key: String, if condition: PutCondition) throws -> Bool {
        let target = path(key)
        switch condition {
        case .always:
            guard unsafe rename(temporary, target) == 0 else {
                let failure = POSIXFile.failure("replace", target)
                _ = unsafe unlink(temporary)
                throw failure
            }
        case .absent:
            // A hard link is made only if the name is free, and then names the complete file.
            defer { _ = unsafe unlink(temporary) }
            guard unsafe link(temporary, target) == 0 else {
                if errno == EEXIST { return false }
                throw POSIXFile.failure("create", target)
            }
        }
        // What the sidecar says of the old bytes no longer holds.
        _ = unsafe unlink(target + Self.attributesSuffix)
        return true
    }

    /// The keys that begin with `prefix`, sorted bytewise.
    ///
    /// - Throws: `ProvisioningError` when a directory can't be read.
    public func list(_ prefix: String) async throws -> [String] {
        try ObjectKey.check(prefix, isPrefix: true)
        let directory = prefix.lastIndex(of: "/").map { String(prefix[..<$0]) } ?? ""
        var found: [String] = []
        try collect(directory, prefix: prefix, into: &found)
        return found.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    private func collect(_ directory: String, prefix: String, into found: inout [String]) throws {
        for entry in try POSIXFile.entries(of: directory.isEmpty ? root : path(directory)) {
            let key = directory.isEmpty ? entry.name : "\(directory)/\(entry.name)"
            if entry.isDirectory {
                if key == Self.temporaryDirectory { continue }
                let inside = key + "/"
                guard inside.hasPrefix(prefix) || prefix.hasPrefix(inside) else { continue }
                try collect(key, prefix: prefix, into: &found)
            } else if key.hasPrefix(prefix), !key.hasSuffix(Self.attributesSuffix) {
                found.append(key)
            }
        }
    }

    /// Removes an object; one that is not there counts as removed.
    ///
    /// - Throws: `ProvisioningError` when the file can't be removed.
    public func delete(_ key: String) async throws {
        try ObjectKey.check(key)
        let target = path(key)
        guard unsafe unlink(target) == 0 || errno == ENOENT || errno == ENOTDIR else {
            throw POSIXFile.failure("remove", target)
        }
        _ = unsafe unlink(target + Self.attributesSuffix)
    }

    /// Copies an object over another, without waiting for the disk.
    ///
    /// - Returns: whether the source existed.
    /// - Throws: `ProvisioningError` when a file can't be read or written.
    @discardableResult
    public func copy(_ source: String, to target: String) async throws -> Bool {
        guard let bytes = try await get(source) else { return false }
        try await putTransient(target, bytes)
        return true
    }

    private static func parent(of path: String) -> String {
        path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
    }
}
