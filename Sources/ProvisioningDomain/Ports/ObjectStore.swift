/// Keeps named byte strings.
///
/// Keys are `/`-separated and never leave the store's root.
public protocol ObjectStore: Sendable {
    /// Reads an object.
    ///
    /// - Returns: nil when there is none of that key.
    func get(_ key: String) async throws -> [UInt8]?

    /// Writes an object, whole or not at all.
    ///
    /// - Returns: whether it was written; false when `condition` did not hold.
    @discardableResult
    func put(_ key: String, _ bytes: [UInt8], if condition: PutCondition) async throws -> Bool

    /// Writes several objects, each whole or not at all, in this order: whoever sees one sees those before it. When it returns, all
    /// survive a power cut.
    func putAll(_ objects: [StoredObject]) async throws

    /// Writes an object that need not survive a power cut, such as a copy. Readers see the old object or the new one.
    func putTransient(_ key: String, _ bytes: [UInt8]) async throws

    /// The keys that begin with `prefix`, sorted bytewise.
    func list(_ prefix: String) async throws -> [String]

    /// Removes an object; one that is not there counts as removed.
    func delete(_ key: String) async throws

    /// Copies an object over another; the copy need not survive a power cut.
    ///
    /// - Returns: whether the source existed.
    @discardableResult
    func copy(_ source: String, to target: String) async throws -> Bool
}

/// A named byte string.
public struct StoredObject: Sendable, Hashable {
    /// Its name.
    public var key: String
    /// What it holds.
    public var bytes: [UInt8]

    /// Names bytes.
    public init(key: String, bytes: [UInt8]) {
        self.key = key
        self.bytes = bytes
    }
}

extension ObjectStore {
    /// One write after the other, where nothing is gained by writing them together.
    public func putAll(_ objects: [StoredObject]) async throws {
        for object in objects { try await put(object.key, object.bytes, if: .always) }
    }

    /// A write like any other, where writes are not forced to a disk one by one.
    public func putTransient(_ key: String, _ bytes: [UInt8]) async throws { try await put(key, bytes, if: .always) }
}

/// When a put may take place.
public enum PutCondition: Sendable, Hashable {
    /// In any case.
    case always
    /// When there is no object of that key.
    case absent
}
