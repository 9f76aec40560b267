internal import ProvisioningDomain

/// What the handlers of resource types work with.
struct AWSResourceContext: Sendable {
    let iam: IAMClient
    let lambda: LambdaClient
    let logs: CloudWatchLogsClient
    let gateway: APIGatewayClient
    let dynamoDB: DynamoDBClient
    let account: AWSAccount
    let directory: GatewayDirectory
    /// What was made in this run: nothing can be in it yet that we do not know of.
    let made: MadeResources
    let region: String
    let partition: AWSPartition
    /// The folder of the Pulumi project, which paths of archives are relative to.
    let projectDirectory: String
    let ownership: Ownership
    let waiter: ResourceWaiter
    /// Begins to open what requests need.
    var openConnections: @Sendable () -> Void = {}
}
