import AWSSigV4Client
import HTTPTransport
import ProvisioningDomain
import ProvisioningTestSupport
import Testing

@Suite struct SimulationTests {
    @Test func theRequestIsExact() async throws {
        let recording = RecordingClient("<R/>")
        _ = try await IAMClient(recording.client).simulatePrincipalPolicy(
            "arn:aws:iam::1:role/r", actions: ["iam:CreateRole", "iam:PassRole"],
            resources: ["arn:aws:iam::1:role/shop"])
        let request = try #require(recording.transport.requests.first)
        #expect(request.url == "https://iam.amazonaws.com/")
        #expect(
            request.text == "Action=SimulatePrincipalPolicy&Version=2010-05-08"
                + "&PolicySourceArn=arn%3Aaws%3Aiam%3A%3A1%3Arole%2Fr"
                + "&ActionNames.member.1=iam%3ACreateRole&ActionNames.member.2=iam%3APassRole"
                + "&ResourceArns.member.1=arn%3Aaws%3Aiam%3A%3A1%3Arole%2Fshop")
    }

    @Test func decisionsOfAllPagesAreRead() async throws {
        let recording = RecordingClient { request in
            let isSecond = request.text.contains("&Marker=2")
            let decision = isSecond ? ("iam:PassRole", "implicitDeny") : ("iam:CreateRole", "allowed")
            let body = """
                <SimulatePrincipalPolicyResponse><SimulatePrincipalPolicyResult><EvaluationResults><member>
                <EvalActionName>\(decision.0)</EvalActionName><EvalResourceName>arn:r</EvalResourceName>
                <EvalDecision>\(decision.1)</EvalDecision></member></EvaluationResults>
                <IsTruncated>\(!isSecond)</IsTruncated><Marker>2</Marker>
                </SimulatePrincipalPolicyResult></SimulatePrincipalPolicyResponse>
                """
            return HTTPResponse(status: 200, body: Array(body.utf8))
        }
        let decisions = try await IAMClient(recording.client).simulatePrincipalPolicy(
            "arn:p", actions: ["iam:CreateRole", "iam:PassRole"], resources: ["arn:r"])
        #expect(decisions.map(\.action) == ["iam:CreateRole", "iam:PassRole"])
        #expect(decisions.map(\.isAllowed) == [true, false])
        #expect(decisions.first == SimulatedDecision(action: "iam:CreateRole", resource: "arn:r", decision: "allowed"))
    }

    @Test(arguments: [("us-east-1", "aws"), ("cn-north-1", "aws-cn"), ("us-gov-west-1", "aws-us-gov")])
    func requiredPermissionsAreOfThePartition(_ region: String, _ partition: String) throws {
        let component = ComponentSpecification(
            project: try ResourceName("shop", what: "project"), component: try ResourceName("api", what: "component"),
            kind: .rest,
            environment: try EnvironmentName("production"), provider: .aws, region: region, source: "/s", root: "/s",
            entry: nil, runtime: .standard, architecture: .amd64, memory: try MemorySize(megabytes: 512),
            timeout: try Timeout(seconds: 30), variables: [:], cors: nil, logRetentionDays: 14, tags: [:])
        let required = try AWSRestBlueprint.requiredPermissions(of: component, region: region, account: "123456789012")
        #expect(required.first?.resource == "arn:\(partition):iam::123456789012:role/shop-api-production")
        #expect(required.allSatisfy { $0.resource.hasPrefix("arn:\(partition):") })
        let actions = required.flatMap(\.actions)
        let statements = required.flatMap { permission in permission.actions.map { "\($0) \(permission.resource)" } }
        #expect(Set(statements).count == statements.count)
        let gateway = "arn:\(partition):apigateway:\(region)::"
        #expect(statements.contains("apigateway:POST \(gateway)/apis"))
        #expect(statements.contains("apigateway:PATCH \(gateway)/apis/*"))
        #expect(statements.contains("apigateway:POST \(gateway)/tags/*"))
        #expect(actions.contains("lambda:UpdateFunctionCode") && actions.contains("iam:PassRole"))
        #expect(!actions.contains { $0.hasPrefix("dynamodb:") || $0.hasPrefix("s3:") })
        let large = try AWSRestBlueprint.requiredPermissions(
            of: component, region: region, account: "123456789012", usesBucket: true)
        #expect(large.dropLast(2) == required[...])
        let bucket = "arn:\(partition):s3:::semantest-artifacts-123456789012-\(region)"
        #expect(large.suffix(2).map(\.resource) == [bucket, "\(bucket)/*"])
        #expect(large.suffix(2).flatMap(\.actions).allSatisfy { $0.hasPrefix("s3:") })
        var asked = component
        asked.health = HealthCheck(.http(path: "/", status: 200, body: nil))
        let asking = try AWSRestBlueprint.requiredPermissions(of: asked, region: region, account: "123456789012")
        #expect(Set(asking.flatMap(\.actions)).subtracting(actions) == ["lambda:InvokeFunction"])
        var socket = component
        socket.kind = .websocket
        let more = try AWSRestBlueprint.requiredPermissions(of: socket, region: region, account: "123456789012")
        #expect(more.flatMap(\.actions).contains("iam:PutRolePolicy"))
        #expect(
            more.last?.resource
                == "arn:\(partition):dynamodb:\(region):123456789012:table/shop-api-production-connections")
    }
}
