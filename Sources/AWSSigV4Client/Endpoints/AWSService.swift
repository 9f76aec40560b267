/// A service of AWS: its names in endpoints, signatures and settings.
package struct AWSService: Sendable, Hashable, CustomStringConvertible {
    /// The name in messages.
    package let description: String
    /// The suffix of `AWS_ENDPOINT_URL_…`: the SDK's service identifier in upper case with underscores.
    package let environmentName: String
    /// The first label of the endpoint's host name.
    package let endpointPrefix: String
    /// The service in the credential scope.
    package let signingName: String
    /// Whether a partition has one endpoint for all regions.
    package let isGlobal: Bool

    package init(
        _ description: String, environmentName: String, endpointPrefix: String, signingName: String? = nil,
        isGlobal: Bool = false
    ) {
        self.description = description
        self.environmentName = environmentName
        self.endpointPrefix = endpointPrefix
        self.signingName = signingName ?? endpointPrefix
        self.isGlobal = isGlobal
    }

    package static let iam = AWSService("IAM", environmentName: "IAM", endpointPrefix: "iam", isGlobal: true)
    package static let sts = AWSService("STS", environmentName: "STS", endpointPrefix: "sts")
    /// The portal of IAM Identity Center.
    package static let sso = AWSService(
        "SSO", environmentName: "SSO", endpointPrefix: "portal.sso", signingName: "awsssoportal")
    /// The token service of IAM Identity Center.
    package static let ssoOIDC = AWSService(
        "SSO OIDC", environmentName: "SSO_OIDC", endpointPrefix: "oidc", signingName: "sso-oauth")
    package static let lambda = AWSService("Lambda", environmentName: "LAMBDA", endpointPrefix: "lambda")
    package static let cloudWatchLogs = AWSService(
        "CloudWatch Logs", environmentName: "CLOUDWATCH_LOGS", endpointPrefix: "logs")
    package static let apiGatewayV2 = AWSService(
        "API Gateway", environmentName: "APIGATEWAYV2", endpointPrefix: "apigateway")
    /// Messages to WebSocket connections; called by functions, not by us.
    package static let apiGatewayManagement = AWSService(
        "API Gateway connections", environmentName: "APIGATEWAYMANAGEMENTAPI", endpointPrefix: "execute-api")
    package static let s3 = AWSService("S3", environmentName: "S3", endpointPrefix: "s3")
    package static let dynamoDB = AWSService("DynamoDB", environmentName: "DYNAMODB", endpointPrefix: "dynamodb")
}
