internal import ProvisioningDomain

extension ProvisioningError {
    /// State that does not have the shape it must have.
    static func malformedState(_ message: String) -> ProvisioningError {
        ProvisioningError(
            .operation, code: "MalformedState", "The state is malformed: \(message).",
            hint: "Restore the .bak file beside the checkpoint, or import a good export with `state import`.")
    }
}
