internal import ProvisioningDomain

/// The tokens of pulumi-aws v7 that this version manages.
extension ResourceType {
    static let role: ResourceType = "aws:iam/role:Role"
    static let rolePolicyAttachment: ResourceType = "aws:iam/rolePolicyAttachment:RolePolicyAttachment"
    static let rolePolicy: ResourceType = "aws:iam/rolePolicy:RolePolicy"
    static let logGroup: ResourceType = "aws:cloudwatch/logGroup:LogGroup"
    static let function: ResourceType = "aws:lambda/function:Function"
    static let alias: ResourceType = "aws:lambda/alias:Alias"
    static let permission: ResourceType = "aws:lambda/permission:Permission"
    static let api: ResourceType = "aws:apigatewayv2/api:Api"
    static let integration: ResourceType = "aws:apigatewayv2/integration:Integration"
    static let route: ResourceType = "aws:apigatewayv2/route:Route"
    static let deployment: ResourceType = "aws:apigatewayv2/deployment:Deployment"
    static let table: ResourceType = "aws:dynamodb/table:Table"
    static let stage: ResourceType = "aws:apigatewayv2/stage:Stage"
}
