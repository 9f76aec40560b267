internal import HTTPTransport
public import ProvisioningDomain

/// Manages the AWS resources of REST and WebSocket components: IAM role, policy attachment and inline policy, log group,
/// Lambda function, alias and permission, API Gateway API, integration, route, deployment and stage, DynamoDB table.
///
/// Ids, inputs and outputs are those of pulumi-aws 7.51.1, so that Pulumi can take turns with us.
public struct AWSResourceProvider: ResourceProvider {
    private let handlers: [ResourceType: any ResourceHandler]
    private let region: String
    private let made: MadeResources
    private let clock: any Clock<Duration>
    private let cloud: AWSResourceContext

    init(_ context: AWSResourceContext) {
        cloud = context
        region = context.region
        made = context.made
        clock = context.waiter.clock
        let all: [any ResourceHandler] = [
            RoleHandler(cloud: context), RolePolicyAttachmentHandler(cloud: context), LogGroupHandler(cloud: context),
            FunctionHandler(cloud: context), AliasHandler(cloud: context), PermissionHandler(cloud: context),
            APIHandler(cloud: context), IntegrationHandler(cloud: context), RouteHandler(cloud: context),
            StageHandler(cloud: context), RolePolicyHandler(cloud: context), DeploymentHandler(cloud: context),
            TableHandler(cloud: context),
        ]
        handlers = Dictionary(uniqueKeysWithValues: all.map { ($0.schema.type, $0) })
    }

    /// Makes a provider.
    ///
    /// - Parameters:
    ///   - client: signs and sends.
    ///   - account: the account, shared with others who need its number.
    ///   - directory: the account's APIs, shared by the components of a run; nil for one of its own.
    ///   - made: what the component's run has made so far.
    ///   - projectDirectory: the folder of the Pulumi project, which paths of archives are relative to.
    ///   - ownershipTags: the tags that make a resource ours.
    ///   - clock: what waits are measured on.
    package init(
        client: AWSClient, account: AWSAccount, directory: GatewayDirectory? = nil,
        made: MadeResources = MadeResources(),
        projectDirectory: String, ownershipTags: [String: String], clock: any Clock<Duration>
    ) {
        self.init(
            AWSResourceContext(
                iam: IAMClient(client), lambda: LambdaClient(client), logs: CloudWatchLogsClient(client),
                gateway: APIGatewayClient(client), dynamoDB: DynamoDBClient(client), account: account,
                directory: directory ?? GatewayDirectory(client),
                made: made,
                region: client.region,
                partition: client.partition, projectDirectory: projectDirectory,
                ownership: Ownership(tags: ownershipTags), waiter: ResourceWaiter(clock: clock),
                openConnections: { client.prepare() }))
    }

    /// Whether it owns the type.
    public func manages(_ type: ResourceType) -> Bool { handlers[type] != nil }

    /// Validates inputs and adds the region, defaults and `__defaults`.
    ///
    /// - Throws: `ProvisioningError` of category `configuration`, with the property's place.
    public func check(_ type: ResourceType, _ inputs: PropertyMap) throws -> PropertyMap {
        try handler(type).schema.check(inputs, region: region)
    }

    /// Says what would change.
    public func diff(_ old: ResourceState, _ inputs: PropertyMap) -> ResourceDiff {
        guard let handler = handlers[old.type] else { return ResourceDiff() }
        let changes = handler.schema.changes(from: ResourceOutcome(old), to: inputs)
        return ResourceDiff(
            changes: changes, deleteBeforeReplace: handler.schema.deletesBeforeReplace(changes),
            unstableOutputs: handler.unstableOutputs(changes, inputs).union(changes.map(\.property)))
    }

    /// Opens libcurl, and lists the APIs when one is to be made, which looks for one of ours first.
    public func prepare(for plan: Plan) async {
        cloud.openConnections()
        let makesAPI = plan.steps.contains { [.create, .replace].contains($0.action) && $0.urn.type == .api }
        if makesAPI { _ = try? await cloud.directory.apis() }
    }

    /// Makes sure that the resources belong to the account of the credentials: in another one each would read as gone.
    ///
    /// - Throws: `ProvisioningError` with code `WrongAccount`; what GetCallerIdentity throws.
    public func verify(_ states: [ResourceState]) async throws {
        let owners = Set(states.compactMap { $0.outputs["arn"]?.stringValue.flatMap(AWSAccount.account(of:)) })
        guard let owner = owners.min() else { return }
        let account: String
        do {
            account = try await cloud.account.confirmedID()
        } catch {
            throw Self.failure(error, on: "the account")
        }
        if owners.contains(account) { return }
        throw ProvisioningError(
            .credentials, code: "WrongAccount",
            "the stack's resources are in AWS account \(owner), and the credentials belong to account \(account)",
            hint: "Use credentials of account \(owner): check AWS_PROFILE, AWS_ACCESS_KEY_ID and the role.")
    }

    /// Makes the resource; when one of that name exists and is ours, takes it over instead.
    ///
    /// - Throws: `PartialOutcome` when it exists now but is not finished; else a `ProvisioningFailure`.
    public func create(_ type: ResourceType, _ inputs: PropertyMap) async throws -> ResourceOutcome {
        let handler = try handler(type)
        var progress: ResourceOutcome?
        do {
            return try await OperationTime.measured(on: clock) {
                if let container = handler.container(inputs), !made.contains(container),
                    let found = try await handler.find(inputs)
                {
                    return try await handler.takeOver(found, inputs, progress: &progress)
                }
                return try await handler.create(inputs, progress: &progress)
            }
        } catch {
            throw Self.failure(error, on: Self.subject(type, inputs), progress)
        }
    }

    /// Reads the resource as it is.
    ///
    /// - Returns: nil when it does not exist.
    public func read(_ state: ResourceState) async throws -> ResourceOutcome? {
        let handler = try handler(state.type)
        do {
            try checkRegion(of: state)
            return try await handler.read(ResourceOutcome(state))
        } catch {
            throw Self.failure(error, on: Self.subject(state))
        }
    }

    /// Looks for a resource that an interrupted create with these inputs would have made.
    ///
    /// - Throws: `ProvisioningError` with code `ForeignResource` when one exists that is not ours.
    public func find(_ type: ResourceType, _ inputs: PropertyMap) async throws -> ResourceOutcome? {
        let handler = try handler(type)
        do {
            return try await handler.find(inputs)
        } catch {
            throw Self.failure(error, on: Self.subject(type, inputs))
        }
    }

    /// Changes the resource in place; with no changes it waits until an unfinished resource is ready.
    ///
    /// - Throws: `PartialOutcome` when some changes were made; else a `ProvisioningFailure`.
    public func update(
        _ old: ResourceState, _ inputs: PropertyMap, _ diff: ResourceDiff
    ) async throws -> ResourceOutcome {
        let handler = try handler(old.type)
        var progress: ResourceOutcome?
        do {
            try checkRegion(of: old)
            return try await OperationTime.measured(on: clock) {
                try await handler.update(ResourceOutcome(old), inputs, diff.changes, progress: &progress)
            }
        } catch {
            throw Self.failure(error, on: old.urn.text, progress)
        }
    }

    /// Removes the resource; one that is gone already counts as removed.
    public func delete(_ state: ResourceState) async throws {
        let handler = try handler(state.type)
        do {
            try checkRegion(of: state)
            try await OperationTime.measured(on: clock) { try await handler.delete(ResourceOutcome(state)) }
        } catch {
            throw Self.failure(error, on: Self.subject(state))
        }
    }

    private func handler(_ type: ResourceType) throws(ProvisioningError) -> any ResourceHandler {
        guard let handler = handlers[type] else {
            throw ProvisioningError(
                .configuration, code: "UnsupportedResourceType", "the type \(type) is not managed by this version",
                hint: "Manage the resource with Pulumi, or remove it from the stack.")
        }
        return handler
    }

    /// Refuses a resource of another region: asked there, AWS would say that it is gone.
    private func checkRegion(of state: ResourceState) throws(ProvisioningError) {
        guard let actual = state.inputs.text("region") ?? state.outputs.text("region"), actual != region else { return }
        throw ProvisioningError(
            .configuration, code: "RegionMismatch",
            "\(state.urn) is in the region \(actual), and this run works in \(region)",
            hint: "Set the region back to \(actual) and destroy the component there before you move it.")
    }

    private static func subject(_ state: ResourceState) -> String { state.urn.text }

    private static func subject(_ type: ResourceType, _ inputs: PropertyMap) -> String {
        let name =
            inputs["name"] ?? inputs["statementId"] ?? inputs["routeKey"] ?? inputs["role"] ?? inputs["apiId"]
        return name?.stringValue.map { "\(type) \($0)" } ?? "\(type)"
    }

    private static func failure(
        _ error: any Error, on subject: String, _ progress: ResourceOutcome? = nil
    ) -> any Error {
        if let partial = error as? PartialOutcome { return partial }
        if let progress {
            return PartialOutcome(outcome: progress, reason: AWSResourceError.describing(error, on: subject))
        }
        return error is CancellationError ? error : AWSResourceError.describing(error, on: subject)
    }
}

extension ResourceOutcome {
    /// The part of a state that the cloud knows.
    init(_ state: ResourceState) {
        self.init(id: state.id ?? "", inputs: state.inputs, outputs: state.outputs)
    }
}
