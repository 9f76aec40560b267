import AWSSigV4Client
import HTTPTransport
import OrderedJSON
import ProvisioningDomain
import ProvisioningTestSupport

/// Values that the tests of resources share.
enum ResourceFixtures {
    static let ownership = [
        "semantest:project": "semantest", "semantest:component": "rest-api", "semantest:environment": "production",
        "semantest:stack": "aws-production",
    ]

    /// A component, as the configuration gives it.
    static func component(
        memory: Int = 512, timeout: Int = 30, runtime: String = "nodejs22.x", kind: ComponentKind = .rest,
        variables: PropertyMap = ["NODE_ENV": "production"], cors: CorsPolicy? = nil, retention: Int = 14,
        project: String = "semantest", tags: [String: String] = ["Team": "platform"], region: String? = nil,
        architecture: Architecture = .amd64,
        instances: (min: Int, max: Int?) = (0, nil)
    ) throws -> ComponentSpecification {
        ComponentSpecification(
            project: try ResourceName(project, what: "project"),
            component: try ResourceName("rest-api", what: "component"), kind: kind,
            environment: try EnvironmentName("production"), provider: .aws, region: region, source: "/src",
            root: "/src", entry: "index.js", runtime: try Runtime(runtime), architecture: architecture,
            memory: try MemorySize(megabytes: memory), timeout: try Timeout(seconds: timeout), variables: variables,
            cors: cors, logRetentionDays: retention, tags: tags,
            minimumInstances: instances.min, maximumInstances: instances.max)
    }

    static func artifact(sha256: String = String(repeating: "ab", count: 32), size: Int = 1000) -> Artifact {
        Artifact(
            path: "/a.zip", sha256: sha256, size: size, unpackedSize: size * 2, handler: "semantest-bridge.handler")
    }

    /// A client with fixed credentials and date.
    static func client(
        _ transport: any HTTPTransport, endpoint: String = "http://127.0.0.1:1", region: String = "us-east-1"
    ) -> AWSClient {
        AWSClient(
            transport: transport,
            credentials: StaticCredentialsProvider(AWSCredentials(accessKeyID: "test", secretAccessKey: "test")),
            region: region, endpoints: EndpointResolver(environment: ["AWS_ENDPOINT_URL": endpoint]),
            now: { SigningDate(epochSeconds: 1_800_000_000) })
    }

    /// - Parameter isNew: whether the run has just made the role r, the function f and the API a1, and knows that there is no other API.
    static func provider(
        _ transport: any HTTPTransport, endpoint: String = "http://127.0.0.1:1", projectDirectory: String = "/nowhere",
        clock: any Clock<Duration> = TestClock(), region: String = "us-east-1", isNew: Bool = false
    ) -> AWSResourceProvider {
        let client = client(transport, endpoint: endpoint, region: region)
        return AWSResourceProvider(
            client: client, account: AWSAccount(client),
            directory: GatewayDirectory(client, listed: isNew ? [] : nil),
            made: MadeResources(isNew ? [.role("r"), .function("f"), .api("a1")] : []),
            projectDirectory: projectDirectory, ownershipTags: ownership, clock: clock)
    }

    /// A state as the engine would write it.
    static func state(
        _ type: ResourceType, id: String, inputs: PropertyMap, outputs: PropertyMap = [:]
    ) -> ResourceState {
        let stack = StackReference(project: "semantest-rest-api", stack: "aws-production")
        return ResourceState(
            urn: URN(stack: stack, type: type, name: "it"), id: id, type: type, inputs: inputs, outputs: outputs)
    }
}

extension HTTPRequest {
    /// What is asked for, in words: the operation of IAM, STS and Logs, else method and path.
    var operation: String {
        if let target = headers.first("X-Amz-Target") { return String(target.split(separator: ".").last ?? "") }
        let text = self.text
        if text.hasPrefix("Action=") { return String(text.dropFirst(7).prefix { $0 != "&" }) }
        let rest = url.split(separator: "/", omittingEmptySubsequences: false).dropFirst(3).joined(separator: "/")
        return "\(method) /\(rest)"
    }

    /// The body as JSON.
    var json: JSONValue? { try? JSONValue(parsing: text) }
}

extension HTTPResponse {
    /// An answer of a JSON service.
    static func json(_ text: String, status: Int = 200) -> HTTPResponse {
        HTTPResponse(status: status, headers: [HTTPHeader("Content-Type", "application/json")], body: Array(text.utf8))
    }

    /// An error of a JSON service.
    static func failure(_ code: String, _ message: String = "no", status: Int = 400) -> HTTPResponse {
        HTTPResponse(
            status: status,
            headers: [HTTPHeader("x-amzn-ErrorType", code), HTTPHeader("x-amzn-RequestId", "req-1")],
            body: Array(#"{"message":"\#(message)"}"#.utf8))
    }

    /// An answer of a query service.
    static func xml(_ operation: String, _ result: String) -> HTTPResponse {
        HTTPResponse(
            status: 200,
            body: Array(
                "<\(operation)Response><\(operation)Result>\(result)</\(operation)Result></\(operation)Response>".utf8))
    }

    /// An error of a query service.
    static func xmlFailure(_ code: String, _ message: String = "no", status: Int = 400) -> HTTPResponse {
        HTTPResponse(
            status: status,
            body: Array(
                ("<ErrorResponse><Error><Code>\(code)</Code><Message>\(message)</Message></Error>"
                    + "<RequestId>req-1</RequestId></ErrorResponse>").utf8))
    }
}
