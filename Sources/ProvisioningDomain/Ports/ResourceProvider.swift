/// Manages resources of some types in a cloud.
///
/// `check` and `diff` are pure; the other methods speak to the cloud. Every method is called with inputs that `check` returned.
public protocol ResourceProvider: Sendable {
    /// Whether it owns the type.
    func manages(_ type: ResourceType) -> Bool

    /// Validates inputs and adds the defaults that the official Pulumi provider would store; the inputs may hold unknown values.
    ///
    /// - Throws: `ProvisioningError` of category `configuration`, with the property's place.
    func check(_ type: ResourceType, _ inputs: PropertyMap) throws -> PropertyMap

    /// Says what would change. Pure.
    func diff(_ old: ResourceState, _ inputs: PropertyMap) -> ResourceDiff

    /// Makes sure that these resources can be seen with the credentials at hand, before one that cannot be is taken for gone.
    ///
    /// - Throws: a `ProvisioningFailure` when they belong to another account.
    func verify(_ states: [ResourceState]) async throws

    /// Makes ready for a plan that is about to be executed, while the state is written: opens what requests need, and may ask what the
    /// steps will have to know. Nothing is changed; what goes wrong here goes wrong again in a step, and is reported there. The steps begin
    /// without waiting for it, and it is cancelled when they have ended.
    func prepare(for plan: Plan) async

    /// Makes the resource; when one of that name exists and is ours, takes it over instead.
    ///
    /// - Throws: `PartialOutcome` when it exists now but is not finished; else a `ProvisioningFailure`.
    func create(_ type: ResourceType, _ inputs: PropertyMap) async throws -> ResourceOutcome

    /// Reads the resource as it is.
    ///
    /// - Returns: nil when it does not exist.
    func read(_ state: ResourceState) async throws -> ResourceOutcome?

    /// Looks for a resource that an interrupted create with these inputs would have made.
    ///
    /// One that `diff` would have to replace is not it: where names are not unique, the old resource of a replacement may stand beside.
    ///
    /// - Returns: nil when there is none.
    /// - Throws: `ProvisioningError` with code `ForeignResource` when one exists that is not ours.
    func find(_ type: ResourceType, _ inputs: PropertyMap) async throws -> ResourceOutcome?

    /// Changes the resource in place. With no changes it finishes what an interrupted operation left undone, as to wait until the
    /// resource is ready or to publish a version.
    ///
    /// - Throws: `PartialOutcome` when some changes were made; else a `ProvisioningFailure`.
    func update(_ old: ResourceState, _ inputs: PropertyMap, _ diff: ResourceDiff) async throws -> ResourceOutcome

    /// Removes the resource; one that is gone already counts as removed.
    func delete(_ state: ResourceState) async throws
}

extension ResourceProvider {
    /// A provider with one account has nothing to verify.
    public func verify(_ states: [ResourceState]) async throws {}

    /// A provider that needs no preparation.
    public func prepare(for plan: Plan) async {}
}
