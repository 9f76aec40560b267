internal import ProvisioningDomain

/// Manages the resources of one type.
protocol ResourceHandler: Sendable {
    /// The type's inputs.
    var schema: ResourceSchema { get }

    /// The outputs that an update with these changes may change, beyond those of the changed properties' names.
    func unstableOutputs(_ changes: [PropertyChange], _ inputs: PropertyMap) -> Set<String>

    /// Makes a resource; takes over one of ours that has its name.
    ///
    /// - Parameter progress: what exists; set as soon as something does, so that a failure leaves nothing unknown.
    func create(_ inputs: PropertyMap, progress: inout ResourceOutcome?) async throws -> ResourceOutcome

    /// The resource that this one belongs to; nil when it stands alone.
    ///
    /// Unless this run has made it, the resource is looked for before it is created.
    func container(_ inputs: PropertyMap) -> MadeResources.Container?

    /// Takes over a resource that `find` found: brings it to the inputs.
    func takeOver(
        _ found: ResourceOutcome, _ inputs: PropertyMap, progress: inout ResourceOutcome?
    ) async throws -> ResourceOutcome

    /// Reads a resource; nil when there is none.
    func read(_ state: ResourceOutcome) async throws -> ResourceOutcome?

    /// Looks for the resource that an interrupted create with these inputs would have made.
    func find(_ inputs: PropertyMap) async throws -> ResourceOutcome?

    /// Changes a resource; without changes it waits until the resource is ready.
    func update(
        _ old: ResourceOutcome, _ inputs: PropertyMap, _ changes: [PropertyChange], progress: inout ResourceOutcome?
    ) async throws -> ResourceOutcome

    /// Removes a resource, also one that is gone already.
    func delete(_ state: ResourceOutcome) async throws
}

extension ResourceHandler {
    func unstableOutputs(_ changes: [PropertyChange], _ inputs: PropertyMap) -> Set<String> { [] }

    func container(_ inputs: PropertyMap) -> MadeResources.Container? { nil }

    /// Takes over an existing resource: brings it to the inputs.
    ///
    /// - Parameter conflict: the error that said it exists; thrown when it cannot be found.
    func adopt(
        _ inputs: PropertyMap, after conflict: AWSServiceError, progress: inout ResourceOutcome?
    ) async throws -> ResourceOutcome {
        guard let found = try await find(inputs) else { throw conflict }
        return try await takeOver(found, inputs, progress: &progress)
    }

    func takeOver(
        _ found: ResourceOutcome, _ inputs: PropertyMap, progress: inout ResourceOutcome?
    ) async throws -> ResourceOutcome {
        let changes = schema.changes(from: found, to: inputs)
        if let blocked = changes.first(where: \.forcesReplacement) {
            throw ProvisioningError(
                .operation, code: "CannotAdopt",
                "\(schema.type) \(found.id) exists already, and its \(blocked.path) cannot be changed in place",
                hint: "Delete it, then run the command again.")
        }
        progress = found
        return try await update(found, inputs, changes, progress: &progress)
    }
}
