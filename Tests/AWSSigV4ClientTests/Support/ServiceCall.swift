import AWSSigV4Client
import Testing

/// One call of each method of the service clients, with every parameter that it takes.
struct ServiceCall: Sendable, CustomTestStringConvertible {
    /// botocore's name of the service and the operation, such as `lambda.CreateFunction`.
    let name: String
    let isIdempotent: Bool
    let call: @Sendable (AWSClient) async throws -> Void

    var testDescription: String { name }

    init(_ name: String, idempotent: Bool = true, _ call: @escaping @Sendable (AWSClient) async throws -> Void) {
        self.name = name
        self.isIdempotent = idempotent
        self.call = call
    }

    static let all = iam + sts + sso + logs + lambda + gatewayAPIs + gatewayParts + webSocket + s3

    private static let tags = ["Project": "semantest", "Environment": "développement"]
    static let policy = #"{"Version":"2012-10-17","Statement":[]}"#

    private static let iam: [ServiceCall] = [
        ServiceCall("iam.CreateRole", idempotent: false) {
            _ = try await IAMClient($0).createRole(
                CreateRoleRequest(
                    name: "role", assumeRolePolicyDocument: policy, path: "/service/", description: "a & b",
                    maxSessionDuration: 3600, permissionsBoundaryARN: "arn:aws:iam::123456789012:policy/edge",
                    tags: tags))
        },
        ServiceCall("iam.GetRole") { _ = try await IAMClient($0).getRole("role") },
        ServiceCall("iam.DeleteRole") { try await IAMClient($0).deleteRole("role") },
        ServiceCall("iam.UpdateAssumeRolePolicy") {
            try await IAMClient($0).updateAssumeRolePolicy("role", document: policy)
        },
        ServiceCall("iam.UpdateRole") {
            try await IAMClient($0).updateRole("role", description: "new", maxSessionDuration: 7200)
        },
        ServiceCall("iam.TagRole") { try await IAMClient($0).tagRole("role", tags: tags) },
        ServiceCall("iam.UntagRole") { try await IAMClient($0).untagRole("role", keys: ["Project", "Team"]) },
        ServiceCall("iam.ListRoleTags") { _ = try await IAMClient($0).listRoleTags("role") },
        ServiceCall("iam.AttachRolePolicy") {
            try await IAMClient($0).attachRolePolicy("role", policyARN: "arn:aws:iam::aws:policy/ReadOnlyAccess")
        },
        ServiceCall("iam.DetachRolePolicy") {
            try await IAMClient($0).detachRolePolicy("role", policyARN: "arn:aws:iam::aws:policy/ReadOnlyAccess")
        },
        ServiceCall("iam.ListAttachedRolePolicies") { _ = try await IAMClient($0).listAttachedRolePolicies("role") },
        ServiceCall("iam.PutRolePolicy") {
            try await IAMClient($0).putRolePolicy("role", policyName: "inline", document: policy)
        },
        ServiceCall("iam.GetRolePolicy") { _ = try await IAMClient($0).getRolePolicy("role", policyName: "inline") },
        ServiceCall("iam.DeleteRolePolicy") {
            try await IAMClient($0).deleteRolePolicy("role", policyName: "inline")
        },
        ServiceCall("iam.SimulatePrincipalPolicy") {
            _ = try await IAMClient($0).simulatePrincipalPolicy(
                "arn:aws:iam::123456789012:role/deploy", actions: ["iam:CreateRole", "iam:PassRole"],
                resources: ["arn:aws:iam::123456789012:role/shop"])
        },
    ]

    private static let sts: [ServiceCall] = [
        ServiceCall("sts.GetCallerIdentity") { _ = try await STSClient($0).getCallerIdentity() },
        ServiceCall("sts.AssumeRole") {
            _ = try await STSClient($0).assumeRole(
                "arn:aws:iam::123456789012:role/deploy", sessionName: "session", externalID: "external",
                durationSeconds: 900)
        },
        ServiceCall("sts.AssumeRoleWithWebIdentity") {
            _ = try await STSClient($0).assumeRoleWithWebIdentity(
                "arn:aws:iam::123456789012:role/deploy", token: "header.payload.signature", sessionName: "session")
        },
    ]

    private static let group = "arn:aws:logs:us-east-1:123456789012:log-group:/aws/lambda/function"

    private static let logs: [ServiceCall] = [
        ServiceCall("logs.CreateLogGroup", idempotent: false) {
            try await CloudWatchLogsClient($0).createLogGroup(
                "/aws/lambda/function", tags: tags, kmsKeyID: "arn:aws:kms:us-east-1:123456789012:key/k",
                logGroupClass: "STANDARD")
        },
        ServiceCall("logs.DescribeLogGroups") {
            _ = try await CloudWatchLogsClient($0).describeLogGroups(prefix: "/aws/lambda/")
        },
        ServiceCall("logs.DeleteLogGroup") {
            try await CloudWatchLogsClient($0).deleteLogGroup("/aws/lambda/function")
        },
        ServiceCall("logs.PutRetentionPolicy") {
            try await CloudWatchLogsClient($0).putRetentionPolicy("/aws/lambda/function", days: 14)
        },
        ServiceCall("logs.DeleteRetentionPolicy") {
            try await CloudWatchLogsClient($0).deleteRetentionPolicy("/aws/lambda/function")
        },
        ServiceCall("logs.AssociateKmsKey") {
            try await CloudWatchLogsClient($0).associateKMSKey(
                "/aws/lambda/function", keyID: "arn:aws:kms:us-east-1:123456789012:key/k")
        },
        ServiceCall("logs.DisassociateKmsKey") {
            try await CloudWatchLogsClient($0).disassociateKMSKey("/aws/lambda/function")
        },
        ServiceCall("logs.TagResource") { try await CloudWatchLogsClient($0).tagResource(group, tags: tags) },
        ServiceCall("logs.UntagResource") { try await CloudWatchLogsClient($0).untagResource(group, keys: ["Team"]) },
        ServiceCall("logs.ListTagsForResource") { _ = try await CloudWatchLogsClient($0).listTagsForResource(group) },
    ]

    private static let gatewayAPIs: [ServiceCall] = [
        ServiceCall("apigatewayv2.CreateApi", idempotent: false) {
            _ = try await APIGatewayClient($0).createAPI(
                name: "api", protocolType: "HTTP", settings: apiSettings, tags: tags)
        },
        ServiceCall("apigatewayv2.GetApi") { _ = try await APIGatewayClient($0).getAPI("a1") },
        ServiceCall("apigatewayv2.GetApis") { _ = try await APIGatewayClient($0).getAPIs() },
        ServiceCall("apigatewayv2.UpdateApi") {
            _ = try await APIGatewayClient($0).updateAPI("a1", name: "new", settings: apiSettings)
        },
        ServiceCall("apigatewayv2.DeleteApi") { try await APIGatewayClient($0).deleteAPI("a1") },
        ServiceCall("apigatewayv2.DeleteCorsConfiguration") {
            try await APIGatewayClient($0).deleteCORSConfiguration("a1")
        },
        ServiceCall("apigatewayv2.TagResource") {
            try await APIGatewayClient($0).tagResource("arn:aws:apigateway:us-east-1::/apis/a1", tags: tags)
        },
        ServiceCall("apigatewayv2.UntagResource") {
            try await APIGatewayClient($0).untagResource("arn:aws:apigateway:us-east-1::/apis/a1", keys: ["a", "b"])
        },
    ]

    private static let apiSettings = APISettings(
        description: "d", version: "1",
        cors: CORSConfiguration(
            allowCredentials: true, allowHeaders: ["x"], allowMethods: ["GET"], allowOrigins: ["https://a.test"],
            exposeHeaders: ["y"], maxAge: 60), disableExecuteAPIEndpoint: false,
        routeSelectionExpression: "$request.method $request.path", apiKeySelectionExpression: "$request.header.x",
        ipAddressType: "ipv4")

    private static let gatewayParts: [ServiceCall] = [
        ServiceCall("apigatewayv2.CreateIntegration", idempotent: false) {
            _ = try await APIGatewayClient($0).createIntegration(api: "a1", integration)
        },
        ServiceCall("apigatewayv2.GetIntegration") {
            _ = try await APIGatewayClient($0).getIntegration(api: "a1", id: "i1")
        },
        ServiceCall("apigatewayv2.GetIntegrations") { _ = try await APIGatewayClient($0).getIntegrations(api: "a1") },
        ServiceCall("apigatewayv2.UpdateIntegration") {
            _ = try await APIGatewayClient($0).updateIntegration(api: "a1", id: "i1", integration)
        },
        ServiceCall("apigatewayv2.DeleteIntegration") {
            try await APIGatewayClient($0).deleteIntegration(api: "a1", id: "i1")
        },
        ServiceCall("apigatewayv2.CreateRoute", idempotent: false) {
            _ = try await APIGatewayClient($0).createRoute(api: "a1", route)
        },
        ServiceCall("apigatewayv2.GetRoute") { _ = try await APIGatewayClient($0).getRoute(api: "a1", id: "r1") },
        ServiceCall("apigatewayv2.GetRoutes") { _ = try await APIGatewayClient($0).getRoutes(api: "a1") },
        ServiceCall("apigatewayv2.UpdateRoute") {
            _ = try await APIGatewayClient($0).updateRoute(api: "a1", id: "r1", route)
        },
        ServiceCall("apigatewayv2.DeleteRoute") { try await APIGatewayClient($0).deleteRoute(api: "a1", id: "r1") },
        ServiceCall("apigatewayv2.CreateStage", idempotent: false) {
            _ = try await APIGatewayClient($0).createStage(api: "a1", name: "$default", stage, tags: tags)
        },
        ServiceCall("apigatewayv2.GetStage") {
            _ = try await APIGatewayClient($0).getStage(api: "a1", name: "$default")
        },
        ServiceCall("apigatewayv2.GetStages") { _ = try await APIGatewayClient($0).getStages(api: "a1") },
        ServiceCall("apigatewayv2.UpdateStage") {
            _ = try await APIGatewayClient($0).updateStage(api: "a1", name: "$default", stage)
        },
        ServiceCall("apigatewayv2.DeleteStage") {
            try await APIGatewayClient($0).deleteStage(api: "a1", name: "$default")
        },
    ]

    private static let integration = IntegrationSettings(
        type: "AWS_PROXY", uri: "arn:aws:lambda:us-east-1:123456789012:function:f:live", method: "POST",
        payloadFormatVersion: "2.0", timeoutMilliseconds: 30000, description: "d", connectionType: "INTERNET",
        connectionID: "c", credentialsARN: "arn:aws:iam::123456789012:role/r",
        contentHandlingStrategy: "CONVERT_TO_TEXT", passthroughBehavior: "WHEN_NO_MATCH",
        requestParameters: ["overwrite:path": "/a"], requestTemplates: ["$default": "{}"],
        templateSelectionExpression: "\\$default")

    private static let route = RouteSettings(
        key: "$default", target: "integrations/i1", apiKeyRequired: false, authorizationScopes: ["s"],
        authorizationType: "NONE", authorizerID: "z", modelSelectionExpression: "$request.body.kind",
        operationName: "o", requestModels: ["m": "M"], routeResponseSelectionExpression: "$default")

    private static let stage = StageSettings(
        autoDeploy: true, deploymentID: "d1", description: "d",
        accessLog: StageAccessLog(destinationARN: group, format: "$context.requestId"),
        defaultRoute: StageRouteSettings(
            detailedMetricsEnabled: true, throttlingBurstLimit: 10, throttlingRateLimit: 0.5, dataTraceEnabled: false,
            loggingLevel: "OFF"), variables: ["a": "b"])
}
