package import ProvisioningDomain

/// Keeps the `Pulumi.<stack>.yaml` files, each in `pulumi/<project>/` beside `provision.yaml`.
package struct StackConfigStore: Sendable {
    private let store: any ObjectStore

    /// Makes a store.
    ///
    /// - Parameter store: rooted at the directory of `provision.yaml`.
    package init(_ store: any ObjectStore) {
        self.store = store
    }

    /// The file's key.
    package static func key(_ stack: StackReference) -> String {
        "pulumi/\(stack.project)/Pulumi.\(stack.stack).yaml"
    }

    /// The file of a stack; an empty one when there is none.
    ///
    /// - Throws: `ProvisioningError` when it can't be read.
    package func load(_ stack: StackReference) async throws -> StackConfigFile {
        let key = Self.key(stack)
        return try StackConfigFile(String(decoding: try await store.get(key) ?? [], as: UTF8.self), name: key)
    }

    /// Writes the file if it changed, to the disk.
    ///
    /// - Parameter canBeMadeAgain: whether all that the file holds would be made again if a power cut took it. A new one then does not
    ///   wait for the disk; one that replaces another always does.
    /// - Throws: `ProvisioningError` when it can't be written.
    package func save(
        _ file: StackConfigFile, of stack: StackReference, canBeMadeAgain: Bool = false
    ) async throws {
        let key = Self.key(stack)
        let bytes = Array(file.text.utf8)
        let present = try await store.get(key)
        if present == bytes { return }
        if canBeMadeAgain, present?.isEmpty ?? true {
            try await store.putTransient(key, bytes)
        } else {
            try await store.put(key, bytes, if: .always)
        }
    }
}
