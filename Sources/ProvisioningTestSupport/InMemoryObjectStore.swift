package import ProvisioningDomain

/// An object store in memory: the twin of the real ones in tests.
///
/// Counts and can fail requests.
package final class InMemoryObjectStore: ObjectStore {
    /// What a test can make happen before a request: throwing makes the request fail.
    package typealias Hook = @Sendable (_ operation: String, _ key: String) async throws -> Void

    private struct State {
        var objects: [String: [UInt8]] = [:]
        var operations: [String] = []
        var hook: Hook?
    }

    private let state = LockedBox(State())

    /// Makes a store with these objects.
    package init(_ objects: [String: [UInt8]] = [:]) {
        state.withLock { $0.objects = objects }
    }

    /// All objects.
    package var objects: [String: [UInt8]] { state.withLock { $0.objects } }

    /// The requests so far, `put key`.
    package var operations: [String] { state.withLock { $0.operations } }

    /// Sets what happens before each request.
    package func setHook(_ hook: Hook?) { state.withLock { $0.hook = hook } }

    private func begin(_ operation: String, _ key: String) async throws {
        let hook = state.withLock { state in
            state.operations.append("\(operation) \(key)")
            return state.hook
        }
        try await hook?(operation, key)
    }

    private func check(_ key: String) throws {
        let parts = key.split(separator: "/", omittingEmptySubsequences: false)
        if key.isEmpty || parts.contains(where: { $0.isEmpty || $0 == "." || $0 == ".." }) || key.utf8.contains(0) {
            throw ProvisioningError(.operation, code: "InvalidObjectKey", "The key \"\(key)\" leaves the store.")
        }
    }

    package func get(_ key: String) async throws -> [UInt8]? {
        try check(key)
        try await begin("get", key)
        return state.withLock { $0.objects[key] }
    }

    @discardableResult
    package func put(_ key: String, _ bytes: [UInt8], if condition: PutCondition) async throws -> Bool {
        try check(key)
        try await begin("put", key)
        return state.withLock { state in
            if condition == .absent, state.objects[key] != nil { return false }
            state.objects[key] = bytes
            return true
        }
    }

    package func list(_ prefix: String) async throws -> [String] {
        try await begin("list", prefix)
        return state.withLock { state in
            state.objects.keys.filter { $0.hasPrefix(prefix) }
                .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        }
    }

    package func delete(_ key: String) async throws {
        try check(key)
        try await begin("delete", key)
        state.withLock { $0.objects[key] = nil }
    }

    @discardableResult
    package func copy(_ source: String, to target: String) async throws -> Bool {
        try check(source)
        try check(target)
        try await begin("copy", source)
        return state.withLock { state in
            guard let bytes = state.objects[source] else { return false }
            state.objects[target] = bytes
            return true
        }
    }
}
