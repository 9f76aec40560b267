internal import ProvisioningDomain

/// The rule for keys of a store of files.
enum ObjectKey {
    /// Checks a key or, when it ends in `/` or is empty, a prefix.
    ///
    /// - Throws: `ProvisioningError` with code `InvalidObjectKey` for a key that could name something outside the root: absolute,
    ///   with an empty component, `.` or `..`, or with a zero byte.
    static func check(_ key: String, isPrefix: Bool = false) throws {
        var parts = key.split(separator: "/", omittingEmptySubsequences: false)
        if isPrefix, parts.last?.isEmpty == true { parts.removeLast() }
        let isBad = parts.contains { $0.isEmpty || $0 == "." || $0 == ".." } || key.utf8.contains(0)
        guard !isBad, isPrefix || !parts.isEmpty else {
            throw ProvisioningError(
                .operation, code: "InvalidObjectKey", "The key \"\(key)\" does not name an object inside the store.")
        }
    }
}
