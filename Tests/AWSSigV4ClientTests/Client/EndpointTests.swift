import AWSSigV4Client
import HTTPTransport
import ProvisioningTestSupport
import Testing

@Suite struct EndpointTests {
    @Test(arguments: [
        (AWSService.lambda, "us-east-1", "https://lambda.us-east-1.amazonaws.com", "us-east-1"),
        (.cloudWatchLogs, "eu-west-1", "https://logs.eu-west-1.amazonaws.com", "eu-west-1"),
        (.apiGatewayV2, "eu-west-1", "https://apigateway.eu-west-1.amazonaws.com", "eu-west-1"),
        (.sts, "ap-south-2", "https://sts.ap-south-2.amazonaws.com", "ap-south-2"),
        (.iam, "eu-west-1", "https://iam.amazonaws.com", "us-east-1"),
        (.iam, "cn-northwest-1", "https://iam.cn-north-1.amazonaws.com.cn", "cn-north-1"),
        (.lambda, "cn-north-1", "https://lambda.cn-north-1.amazonaws.com.cn", "cn-north-1"),
        (.iam, "us-gov-east-1", "https://iam.us-gov.amazonaws.com", "us-gov-west-1"),
        (.sts, "us-gov-east-1", "https://sts.us-gov-east-1.amazonaws.com", "us-gov-east-1"),
        (.iam, "us-iso-west-1", "https://iam.us-iso-east-1.c2s.ic.gov", "us-iso-east-1"),
        (.lambda, "us-isob-east-1", "https://lambda.us-isob-east-1.sc2s.sgov.gov", "us-isob-east-1"),
        (.lambda, "eusc-de-east-1", "https://lambda.eusc-de-east-1.amazonaws.eu", "eusc-de-east-1"),
    ])
    func standardEndpoints(service: AWSService, region: String, url: String, signingRegion: String) throws {
        #expect(
            try EndpointResolver().endpoint(of: service, region: region)
                == AWSEndpoint(url: url, signingRegion: signingRegion))
    }

    /// A bucket has a host of its own on AWS; any other endpoint is asked for a path, as the SDKs do.
    @Test(
        arguments: [
            ([:], "us-east-1", "https://b-1.s3.us-east-1.amazonaws.com"),
            ([:], "cn-north-1", "https://b-1.s3.cn-north-1.amazonaws.com.cn"),
            (["AWS_ENDPOINT_URL": "http://127.0.0.1:5000/"], "us-east-1", "http://127.0.0.1:5000/b-1"),
            (
                ["AWS_ENDPOINT_URL_S3": "https://bucket.vpce-1.s3.us-east-1.vpce.amazonaws.com"], "us-east-1",
                "https://bucket.vpce-1.s3.us-east-1.vpce.amazonaws.com/b-1"
            ),
            (["AWS_ENDPOINT_URL_LAMBDA": "http://l"], "us-east-1", "https://b-1.s3.us-east-1.amazonaws.com"),
        ] as [([String: String], String, String)])
    func buckets(environment: [String: String], region: String, url: String) throws {
        #expect(try EndpointResolver(environment: environment).bucketURL("b-1", region: region) == url)
    }

    @Test(
        arguments: [
            (["AWS_ENDPOINT_URL_LAMBDA": "http://l:1", "AWS_ENDPOINT_URL": "http://a:1"], "http://p", "http://l:1"),
            (["AWS_ENDPOINT_URL": "http://a:1/"], "http://p", "http://a:1"),
            (["AWS_ENDPOINT_URL": ""], "https://p/base/", "https://p/base"),
            (["AWS_ENDPOINT_URL_IAM": "http://i"], nil, "https://lambda.us-east-1.amazonaws.com"),
            (
                ["AWS_ENDPOINT_URL": "http://a", "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "TRUE"], "http://p",
                "https://lambda.us-east-1.amazonaws.com"
            ),
        ] as [([String: String], String?, String)])
    func overrides(environment: [String: String], profile: String?, url: String) throws {
        let resolver = EndpointResolver(environment: environment, profileEndpointURL: profile)
        #expect(try resolver.endpoint(of: .lambda, region: "us-east-1").url == url)
        #expect(resolver.isOverridden(.lambda) == !url.contains("amazonaws"))
    }

    @Test(arguments: ["localhost:4566", "ftp://h", "http://", "https://h/?a=b"])
    func refusesWhatIsNoURL(value: String) {
        let error = #expect(throws: EndpointError.self) {
            try EndpointResolver(environment: ["AWS_ENDPOINT_URL": value]).endpoint(of: .iam, region: "us-east-1")
        }
        #expect(error?.description.contains("AWS_ENDPOINT_URL is \"\(value)\"") == true)
    }

    @Test(arguments: [
        ("https://vpce-1-a.apigateway.us-east-1.vpce.amazonaws.com", false),
        ("https://apigateway-fips.us-east-1.amazonaws.com:443", false),
        ("https://apigateway.cn-north-1.amazonaws.com.cn/", false),
        ("https://amazonaws.com.example", true), ("http://127.0.0.1:4566", true),
    ])
    func anotherHostOfAWSIsStillAWS(_ url: String, _ isOverridden: Bool) throws {
        let resolver = EndpointResolver(environment: ["AWS_ENDPOINT_URL_APIGATEWAYV2": url])
        #expect(resolver.isOverridden(.apiGatewayV2) == isOverridden)
        #expect(!resolver.isOverridden(.lambda))
    }

    @Test func environmentNamesAreTheSDKsServiceIdentifiers() {
        let services: [AWSService] = [.iam, .lambda, .cloudWatchLogs, .apiGatewayV2, .sts]
        #expect(services.map(\.environmentName) == ["IAM", "LAMBDA", "CLOUDWATCH_LOGS", "APIGATEWAYV2", "STS"])
    }

    @Test(
        arguments: [
            ("x-1", ["AWS_REGION": "a"], "p", "x-1"), (nil, ["AWS_REGION": "a", "AWS_DEFAULT_REGION": "b"], "p", "a"),
            (nil, ["AWS_REGION": "", "AWS_DEFAULT_REGION": "b"], "p", "b"), (nil, [:], "p", "p"),
        ] as [(String?, [String: String], String?, String)])
    func regions(explicit: String?, environment: [String: String], profile: String?, region: String) throws {
        #expect(
            try RegionResolver(environment: environment, profileRegion: profile).region(explicit: explicit) == region)
    }

    @Test func refusesNoRegionAndImpossibleOnes() {
        let none = #expect(throws: RegionError.self) { try RegionResolver(environment: [:]).region() }
        #expect(none?.description.contains("AWS_REGION") == true)
        for region in ["us east", "evil.example/", "US-EAST-1"] {
            let error = #expect(throws: RegionError(invalid: region)) {
                try RegionResolver(environment: ["AWS_REGION": region]).region()
            }
            #expect(error?.description.contains(region) == true)
        }
    }

    @Test func clientKnowsItsPartitionAndOverrides() async throws {
        let recording = RecordingClient(
            endpoints: EndpointResolver(environment: ["AWS_ENDPOINT_URL_IAM": "http://127.0.0.1:9/prefix"]),
            region: "cn-north-1")
        #expect(recording.client.partition.name == "aws-cn")
        #expect(recording.client.isOverridden(.iam) && !recording.client.isOverridden(.lambda))
        try await IAMClient(recording.client).deleteRole("r")
        #expect(recording.transport.requests.first?.url == "http://127.0.0.1:9/prefix/")
        #expect(
            recording.transport.requests.first?.headers.first("Authorization")?.contains("/cn-north-1/iam/") == true)
    }
}
