import AWSSigV4Client
import FoundationEssentials
import HTTPTransport
import ProvisioningTestSupport
import Testing

@Suite struct ExactRequestTests {
    private func request(_ call: (AWSClient) async throws -> Void) async throws -> HTTPRequest {
        let recording = RecordingClient()
        try await call(recording.client)
        return try #require(recording.transport.requests.first)
    }

    @Test func createRole() async throws {
        let request = try await request {
            _ = try await IAMClient($0).createRole(
                CreateRoleRequest(name: "r", assumeRolePolicyDocument: "{\"a\": 1}", tags: ["B": "2", "A": "é &"]))
        }
        #expect(request.method == "POST")
        #expect(request.url == "https://iam.amazonaws.com/")
        #expect(request.headers.first("Content-Type") == "application/x-www-form-urlencoded; charset=utf-8")
        #expect(
            request.text == "Action=CreateRole&Version=2010-05-08&RoleName=r"
                + "&AssumeRolePolicyDocument=%7B%22a%22%3A%201%7D"
                + "&Tags.member.1.Key=A&Tags.member.1.Value=%C3%A9%20%26&Tags.member.2.Key=B&Tags.member.2.Value=2")
        let authorization = try #require(request.headers.first("Authorization"))
        #expect(
            authorization.hasPrefix(
                "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20261123/us-east-1/iam/aws4_request, "
                    + "SignedHeaders=content-type;host;x-amz-date, Signature="))
        #expect(request.headers.first("X-Amz-Date") == "20261123T120000Z")
    }

    @Test func getCallerIdentity() async throws {
        let request = try await request { _ = try await STSClient($0).getCallerIdentity() }
        #expect(request.url == "https://sts.us-east-1.amazonaws.com/")
        #expect(request.text == "Action=GetCallerIdentity&Version=2011-06-15")
    }

    @Test func createLogGroup() async throws {
        let request = try await request {
            try await CloudWatchLogsClient($0).createLogGroup("/g", tags: ["b": "2", "a": "1"])
        }
        #expect(request.url == "https://logs.us-east-1.amazonaws.com/")
        #expect(request.headers.first("X-Amz-Target") == "Logs_20140328.CreateLogGroup")
        #expect(request.headers.first("Content-Type") == "application/x-amz-json-1.1")
        #expect(request.text == #"{"logGroupName":"/g","tags":{"a":"1","b":"2"}}"#)
    }

    @Test func createFunction() async throws {
        let request = try await request {
            _ = try await LambdaClient($0).createFunction(
                CreateFunctionRequest(
                    functionName: "f", code: .zip([1, 2, 3, 4]), settings: LambdaFunctionSettings(timeout: 3),
                    architecture: "arm64", publish: true))
        }
        #expect(request.method == "POST")
        #expect(request.url == "https://lambda.us-east-1.amazonaws.com/2015-03-31/functions")
        #expect(
            request.text == #"{"Code":{"ZipFile":"AQIDBA=="},"FunctionName":"f","Timeout":3,"Publish":true,"#
                + #""PackageType":"Zip","Architectures":["arm64"]}"#)
    }

    @Test func createFunctionFromObject() async throws {
        let request = try await request {
            _ = try await LambdaClient($0).createFunction(
                CreateFunctionRequest(
                    functionName: "f", code: .s3(bucket: "bucket", key: "a/b.zip"), settings: LambdaFunctionSettings()))
        }
        #expect(
            request.text == #"{"Code":{"S3Bucket":"bucket","S3Key":"a/b.zip"},"FunctionName":"f","#
                + #""Publish":false,"PackageType":"Zip"}"#)
    }

    @Test func updateFunctionCodeFromFile() async throws {
        let zip = (0..<500_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        try await Laboratory.withTemporaryFolder { folder in
            try Data(zip).write(to: URL(filePath: folder + "/a.zip"))
            let request = try await request {
                _ = try await LambdaClient($0).updateFunctionCode("f", code: .zipFile(path: folder + "/a.zip"))
            }
            #expect(request.method == "PUT")
            #expect(request.url == "https://lambda.us-east-1.amazonaws.com/2015-03-31/functions/f/code")
            #expect(request.text == #"{"ZipFile":"\#(Data(zip).base64EncodedString())","Publish":false}"#)
        }
        await #expect(throws: LambdaCodeError(path: "/nonexistent.zip", errorNumber: 2)) {
            _ = try await LambdaClient(RecordingClient().client).updateFunctionCode(
                "f", code: .zipFile(path: "/nonexistent.zip"))
        }
        #expect("\(LambdaCodeError(path: "/x", errorNumber: 2))".contains("No such file"))
    }

    @Test func updateAlias() async throws {
        let request = try await request {
            _ = try await LambdaClient($0).updateAlias(
                "f", name: "live", version: "2", routing: ["3": 0.05], revisionID: "r")
        }
        #expect(request.method == "PUT")
        #expect(request.url == "https://lambda.us-east-1.amazonaws.com/2015-03-31/functions/f/aliases/live")
        #expect(
            request.text
                == #"{"FunctionVersion":"2","RoutingConfig":{"AdditionalVersionWeights":{"3":0.05}},"RevisionId":"r"}"#)
    }

    @Test func encodesPathsAndQueries() async throws {
        let request = try await request {
            try await LambdaClient($0).untagResource("arn:aws:lambda:us-east-1:1:function:f", keys: ["a b", "ü"])
        }
        #expect(
            request.url == "https://lambda.us-east-1.amazonaws.com/2017-03-31/tags/"
                + "arn%3Aaws%3Alambda%3Aus-east-1%3A1%3Afunction%3Af?tagKeys=a%20b&tagKeys=%C3%BC")
        #expect(request.method == "DELETE")
        #expect(request.body == .none)
    }

    @Test func createRoute() async throws {
        let request = try await request {
            _ = try await APIGatewayClient($0).createRoute(
                api: "a1", RouteSettings(key: "$default", target: "integrations/i1"))
        }
        #expect(request.url == "https://apigateway.us-east-1.amazonaws.com/v2/apis/a1/routes")
        #expect(request.text == #"{"routeKey":"$default","target":"integrations/i1"}"#)
        #expect(request.headers.first("Content-Type") == "application/json")
    }

    @Test func getStage() async throws {
        let request = try await request { _ = try await APIGatewayClient($0).getStage(api: "a1", name: "$default") }
        #expect(request.url == "https://apigateway.us-east-1.amazonaws.com/v2/apis/a1/stages/%24default")
    }

    @Test func createTable() async throws {
        let request = try await request {
            _ = try await DynamoDBClient($0).createTable(
                CreateTableRequest(
                    name: "t", hashKey: DynamoDBAttribute(name: "connectionId", type: "S"), tags: ["b": "2", "a": "1"]))
        }
        #expect(request.url == "https://dynamodb.us-east-1.amazonaws.com/")
        #expect(request.headers.first("X-Amz-Target") == "DynamoDB_20120810.CreateTable")
        #expect(request.headers.first("Content-Type") == "application/x-amz-json-1.0")
        #expect(
            request.text == #"{"TableName":"t","AttributeDefinitions":[{"AttributeName":"connectionId","#
                + #""AttributeType":"S"}],"KeySchema":[{"AttributeName":"connectionId","KeyType":"HASH"}],"#
                + #""BillingMode":"PAY_PER_REQUEST","Tags":[{"Key":"a","Value":"1"},{"Key":"b","Value":"2"}]}"#)
    }

    @Test func updateTimeToLive() async throws {
        let request = try await request {
            try await DynamoDBClient($0).updateTimeToLive("t", TimeToLive(attributeName: "ttl", isEnabled: true))
        }
        #expect(
            request.text == #"{"TableName":"t","TimeToLiveSpecification":{"Enabled":true,"AttributeName":"ttl"}}"#)
    }

    @Test func createDeployment() async throws {
        let request = try await request { _ = try await APIGatewayClient($0).createDeployment(api: "a1") }
        #expect(request.method == "POST")
        #expect(request.url == "https://apigateway.us-east-1.amazonaws.com/v2/apis/a1/deployments")
        #expect(request.text == "{}")
    }

    @Test func invoke() async throws {
        let request = try await request {
            _ = try await LambdaClient($0).invoke("f", payload: [123, 125], qualifier: "live", logTail: true)
        }
        #expect(
            request.url == "https://lambda.us-east-1.amazonaws.com/2015-03-31/functions/f/invocations?Qualifier=live")
        #expect(request.headers.first("X-Amz-Invocation-Type") == "RequestResponse")
        #expect(request.headers.first("X-Amz-Log-Type") == "Tail")
        #expect(request.timeouts.total == .seconds(905))
    }
}
