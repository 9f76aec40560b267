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

    private static let sha256 = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"

    @Test func putObject() async throws {
        let request = try await request {
            try await S3Client($0, bucket: "b", owner: "123456789012").putObject(
                "\(Self.sha256).zip", path: "/a.zip", length: 3, sha256: Self.sha256, contentType: "application/zip",
                metadata: ["semantest-project": "p"], isNew: true)
        }
        #expect(request.method == "PUT")
        #expect(request.url == "https://b.s3.us-east-1.amazonaws.com/\(Self.sha256).zip")
        #expect(request.body == .file(path: "/a.zip", length: 3, sha256: Self.sha256))
        #expect(request.headers.first("x-amz-content-sha256") == Self.sha256)
        #expect(request.headers.first("x-amz-checksum-sha256") == "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=")
        #expect(request.headers.first("If-None-Match") == "*")
        #expect(request.headers.first("x-amz-expected-bucket-owner") == "123456789012")
        #expect(request.headers.first("x-amz-meta-semantest-project") == "p")
        #expect(
            request.headers.first("Authorization")?.hasPrefix(
                "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20261123/us-east-1/s3/aws4_request, "
                    + "SignedHeaders=content-type;host;if-none-match;x-amz-checksum-sha256;x-amz-content-sha256;x-amz-date;"
                    + "x-amz-expected-bucket-owner;x-amz-meta-semantest-project;x-amz-sdk-checksum-algorithm, Signature="
            )
                == true)
    }

    @Test func uploadPart() async throws {
        let request = try await request {
            _ = try await S3Client($0, bucket: "b", owner: "123456789012").uploadPart(
                "a/ü.zip", upload: "u+1", number: 3,
                slice: S3Slice(path: "/a.zip", offset: 16, length: 8, sha256: Self.sha256))
        }
        #expect(
            request.url == "https://b.s3.us-east-1.amazonaws.com/a/%C3%BC.zip?partNumber=3&uploadId=u%2B1")
        #expect(request.body == .slice(path: "/a.zip", offset: 16, length: 8, sha256: Self.sha256))
        #expect(request.timeouts.total == .seconds(3600))
    }

    @Test func completeMultipartUpload() async throws {
        let request = try await request {
            try await S3Client($0, bucket: "b", owner: "123456789012").completeMultipartUpload(
                "k.zip", upload: "u", parts: [S3Part(number: 1, tag: "\"<t>\"", size: 9, checksum: "c=")], size: 9,
                isNew: false)
        }
        #expect(request.method == "POST")
        #expect(
            request.text == "<CompleteMultipartUpload xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Part>"
                + "<ChecksumSHA256>c=</ChecksumSHA256><ETag>\"&lt;t&gt;\"</ETag><PartNumber>1</PartNumber></Part>"
                + "</CompleteMultipartUpload>")
        #expect(request.headers.first("x-amz-mp-object-size") == "9")
        #expect(request.headers.first("If-None-Match") == nil)
        #expect(request.headers.first("x-amz-checksum-sha256") == nil)
    }

    @Test func createBucketElsewhere() async throws {
        let recording = RecordingClient(region: "eu-central-1")
        try await S3Client(recording.client, bucket: "b", owner: "123456789012").createBucket()
        let request = try #require(recording.transport.requests.first)
        #expect(request.url == "https://b.s3.eu-central-1.amazonaws.com/")
        #expect(request.text.contains("<LocationConstraint>eu-central-1</LocationConstraint>"))
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
