/// A promise of a port that an implementation broke.
package struct ContractViolation: Error, CustomStringConvertible {
    package let description: String

    package init(_ description: String) { self.description = description }

    /// Throws unless the promise is kept.
    package static func require(_ holds: Bool, _ promise: String) throws {
        if !holds { throw ContractViolation(promise) }
    }

    /// Throws unless the operation throws.
    ///
    /// - Returns: what it threw.
    @discardableResult
    package static func requireFailure(
        _ promise: String, _ operation: () async throws -> Void
    ) async throws -> any Error {
        do {
            try await operation()
        } catch {
            return error
        }
        throw ContractViolation(promise)
    }
}
