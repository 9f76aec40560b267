import AWSSigV4Client
import HTTPTransport
import OrderedJSON
import ProvisioningTestSupport
import Testing

/// Answers as AWS gives them, and answers with members missing.
@Suite struct AnswerTests {
    @Test func role() async throws {
        let client = RecordingClient(
            """
            <GetRoleResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><GetRoleResult><Role>
            <Path>/s/</Path><Arn>arn:aws:iam::1:role/s/r</Arn><RoleName>r</RoleName><RoleId>AROA1</RoleId>
            <AssumeRolePolicyDocument>%7B%22Version%22%3A%222012-10-17%22%7D</AssumeRolePolicyDocument>
            <CreateDate>2026-01-01T00:00:00Z</CreateDate><Description>d</Description>
            <MaxSessionDuration>3600</MaxSessionDuration>
            <PermissionsBoundary><PermissionsBoundaryArn>arn:b</PermissionsBoundaryArn></PermissionsBoundary>
            <Tags><member><Key>a</Key><Value>1</Value></member><member><Key>b</Key><Value/></member></Tags>
            </Role></GetRoleResult></GetRoleResponse>
            """
        ).client
        let role = try await IAMClient(client).getRole("r")
        #expect(role.name == "r" && role.id == "AROA1" && role.arn == "arn:aws:iam::1:role/s/r" && role.path == "/s/")
        #expect(role.assumeRolePolicyDocument == #"{"Version":"2012-10-17"}"#)
        #expect(role.createDate == "2026-01-01T00:00:00Z" && role.description == "d")
        #expect(role.maxSessionDuration == 3600 && role.permissionsBoundaryARN == "arn:b")
        #expect(role.tags == ["a": "1", "b": ""])
        #expect(try await IAMClient(RecordingClient("<R/>").client).getRole("r").name == "")
    }

    @Test func callerIdentity() async throws {
        let client = RecordingClient(
            "<R><GetCallerIdentityResult><Arn>arn:u</Arn><UserId>U</UserId><Account>1</Account>"
                + "</GetCallerIdentityResult></R>"
        ).client
        let identity = try await STSClient(client).getCallerIdentity()
        #expect(identity == CallerIdentity(account: "1", arn: "arn:u", userID: "U"))
    }

    @Test func assumedRoleNeedsCredentials() async throws {
        await #expect(
            throws: AWSAnswerError(service: .sts, operation: "AssumeRole", reason: "it has no credentials")
        ) {
            _ = try await STSClient(RecordingClient("<R/>").client).assumeRole("r", sessionName: "s")
        }
    }

    @Test func pagesOfAttachedPolicies() async throws {
        let recording = RecordingClient { request in
            let isSecond = request.text.contains("&Marker=next%2F1")
            let page =
                isSecond
                ? "<IsTruncated>false</IsTruncated><AttachedPolicies><member><PolicyName>b</PolicyName>"
                    + "<PolicyArn>arn:b</PolicyArn></member></AttachedPolicies>"
                : "<IsTruncated>true</IsTruncated><Marker>next/1</Marker><AttachedPolicies><member>"
                    + "<PolicyName>a</PolicyName><PolicyArn>arn:a</PolicyArn></member></AttachedPolicies>"
            let body = "<R><ListAttachedRolePoliciesResult>\(page)</ListAttachedRolePoliciesResult></R>"
            return HTTPResponse(status: 200, body: Array(body.utf8))
        }
        let policies = try await IAMClient(recording.client).listAttachedRolePolicies("r")
        #expect(policies == [AttachedPolicy(name: "a", arn: "arn:a"), AttachedPolicy(name: "b", arn: "arn:b")])
        #expect(recording.transport.requests.count == 2)
    }

    @Test func rolePolicyAndTags() async throws {
        let policy = RecordingClient(
            "<R><GetRolePolicyResult><PolicyDocument>%7B%7D</PolicyDocument></GetRolePolicyResult></R>")
        #expect(try await IAMClient(policy.client).getRolePolicy("r", policyName: "p") == "{}")
        let tags = RecordingClient(
            "<R><ListRoleTagsResult><Tags><member><Key>a</Key><Value>1</Value></member></Tags></ListRoleTagsResult></R>"
        )
        #expect(try await IAMClient(tags.client).listRoleTags("r") == ["a": "1"])
    }

    @Test func logGroups() async throws {
        let recording = RecordingClient { request in
            let body =
                request.text.contains("nextToken")
                ? #"{"logGroups":[{"logGroupName":"b","logGroupArn":"arn:b"}]}"#
                : #"{"nextToken":"t","logGroups":[{"logGroupName":"a","arn":"arn:a:*","retentionInDays":14,"#
                    + #""creationTime":1,"storedBytes":2,"kmsKeyId":"k","logGroupClass":"STANDARD"}]}"#
            return HTTPResponse(status: 200, body: Array(body.utf8))
        }
        let groups = try await CloudWatchLogsClient(recording.client).describeLogGroups(prefix: "x")
        #expect(groups.map(\.name) == ["a", "b"] && groups.map(\.arn) == ["arn:a", "arn:b"])
        #expect(groups[0].retentionInDays == 14 && groups[0].creationTime == 1 && groups[0].storedBytes == 2)
        #expect(groups[0].kmsKeyID == "k" && groups[0].logGroupClass == "STANDARD")
        let tags = RecordingClient(#"{"tags":{"a":"1","b":null}}"#)
        #expect(try await CloudWatchLogsClient(tags.client).listTagsForResource("arn") == ["a": "1"])
    }

    @Test func function() async throws {
        let client = RecordingClient(
            """
            {"Configuration":{"FunctionName":"f","FunctionArn":"arn:f","Runtime":"nodejs22.x","Role":"arn:r",
            "Handler":"index.handler","CodeSize":12,"Description":"d","Timeout":3,"MemorySize":128,
            "LastModified":"2026-01-01T00:00:00.000+0000","CodeSha256":"c2hh","Version":"$LATEST",
            "Environment":{"Variables":{"A":"1"}},"KMSKeyArn":"arn:k","TracingConfig":{"Mode":"Active"},
            "RevisionId":"rev","Layers":[{"Arn":"arn:l","CodeSize":1}],"State":"Pending","StateReason":"creating",
            "StateReasonCode":"Creating","LastUpdateStatus":"InProgress","LastUpdateStatusReason":"x",
            "LastUpdateStatusReasonCode":"y","PackageType":"Zip","Architectures":["arm64"],
            "EphemeralStorage":{"Size":512},"LoggingConfig":{"LogFormat":"JSON","LogGroup":"/g"},"New":{"a":[1]}},
            "Code":{"Location":"https://code"},"Tags":{"a":"b"},"Concurrency":{"ReservedConcurrentExecutions":5}}
            """
        ).client
        let function = try await LambdaClient(client).getFunction("f")
        let configuration = function.configuration
        #expect(configuration.functionName == "f" && configuration.functionARN == "arn:f")
        #expect(configuration.codeSize == 12 && configuration.codeSHA256 == "c2hh" && configuration.timeout == 3)
        #expect(configuration.environment == ["A": "1"] && configuration.layers == ["arn:l"])
        #expect(configuration.state == "Pending" && configuration.lastUpdateStatus == "InProgress")
        #expect(configuration.tracingMode == "Active" && configuration.ephemeralStorageSize == 512)
        #expect(configuration.logging == LambdaLogging(format: "JSON", logGroup: "/g"))
        #expect(configuration.architectures == ["arm64"] && configuration.revisionID == "rev")
        #expect(configuration.answer["New"] != nil)
        #expect(function.codeLocation == "https://code" && function.tags == ["a": "b"])
        #expect(function.reservedConcurrentExecutions == 5)
        let bare = try await LambdaClient(RecordingClient("{}").client).getFunctionConfiguration("f")
        #expect(bare.functionName == "" && bare.state == nil && bare.environment == nil)
    }

    @Test func versions() async throws {
        let recording = RecordingClient { request in
            let body =
                request.url.contains("Marker=m%2F1")
                ? #"{"Versions":[{"Version":"1"}],"NextMarker":null}"#
                : #"{"Versions":[{"Version":"$LATEST"}],"NextMarker":"m/1"}"#
            return HTTPResponse(status: 200, body: Array(body.utf8))
        }
        let versions = try await LambdaClient(recording.client).listVersionsByFunction("f")
        #expect(versions.map(\.version) == ["$LATEST", "1"])
    }

    @Test func alias() async throws {
        let client = RecordingClient(
            #"{"AliasArn":"arn:a","Name":"live","FunctionVersion":"1","Description":"d","RevisionId":"r","#
                + #""RoutingConfig":{"AdditionalVersionWeights":{"2":0.25}}}"#
        ).client
        let alias = try await LambdaClient(client).getAlias("f", name: "live")
        #expect(alias.arn == "arn:a" && alias.name == "live" && alias.version == "1" && alias.revisionID == "r")
        #expect(alias.routing == ["2": 0.25] && alias.description == "d")
    }

    @Test func invocation() async throws {
        let client = RecordingClient(
            #"{"errorMessage":"boom"}"#,
            headers: [
                HTTPHeader("x-amz-function-error", "Unhandled"), HTTPHeader("X-Amz-Executed-Version", "3"),
                HTTPHeader("X-Amz-Log-Result", "bG9n"),
            ]
        ).client
        let invocation = try await LambdaClient(client).invoke("f")
        #expect(
            invocation
                == LambdaInvocation(
                    status: 200, functionError: "Unhandled", executedVersion: "3", logTail: "log",
                    payload: Array(#"{"errorMessage":"boom"}"#.utf8)))
    }

    @Test func policyAndPermission() async throws {
        let policy = RecordingClient(#"{"Policy":"{\"Id\":\"default\"}","RevisionId":"r"}"#)
        #expect(try await LambdaClient(policy.client).getPolicy("f") == #"{"Id":"default"}"#)
        let statement = RecordingClient(#"{"Statement":"{}"}"#, status: 201)
        let permission = LambdaPermission(statementID: "s", action: "lambda:InvokeFunction", principal: "*")
        #expect(try await LambdaClient(statement.client).addPermission("f", permission) == "{}")
    }

    @Test func gatewayAPIs() async throws {
        let recording = RecordingClient { request in
            let body =
                request.url.contains("nextToken=n")
                ? #"{"items":[{"apiId":"b"}]}"#
                : #"{"nextToken":"n","items":[{"apiId":"a","name":"x","protocolType":"HTTP","apiEndpoint":"https://e","#
                    + #""corsConfiguration":{"allowOrigins":["*"],"maxAge":5,"allowCredentials":false},"tags":{"t":"1"},"#
                    + #""createdDate":"2026","disableExecuteApiEndpoint":true}]}"#
            return HTTPResponse(status: 200, body: Array(body.utf8))
        }
        let apis = try await APIGatewayClient(recording.client).getAPIs()
        #expect(apis.map(\.id) == ["a", "b"])
        #expect(apis[0].endpoint == "https://e" && apis[0].tags == ["t": "1"] && apis[0].createdDate == "2026")
        #expect(
            apis[0].settings.cors == CORSConfiguration(allowCredentials: false, allowOrigins: ["*"], maxAge: 5))
        #expect(apis[0].settings.disableExecuteAPIEndpoint == true)
    }

    @Test func gatewayParts() async throws {
        let integration = RecordingClient(#"{"integrationId":"i","integrationType":"AWS_PROXY","timeoutInMillis":1}"#)
        let found = try await APIGatewayClient(integration.client).getIntegration(api: "a", id: "i")
        #expect(found.id == "i" && found.settings == IntegrationSettings(type: "AWS_PROXY", timeoutMilliseconds: 1))
        let route = RecordingClient(#"{"routeId":"r","routeKey":"$default","target":"integrations/i"}"#)
        let foundRoute = try await APIGatewayClient(route.client).getRoute(api: "a", id: "r")
        #expect(foundRoute.id == "r")
        #expect(foundRoute.settings == RouteSettings(key: "$default", target: "integrations/i"))
        let stage = RecordingClient(
            #"{"stageName":"$default","autoDeploy":true,"accessLogSettings":{"format":"f"},"#
                + #""defaultRouteSettings":{"throttlingRateLimit":2},"stageVariables":{"a":"b"},"tags":{"t":"1"}}"#)
        let foundStage = try await APIGatewayClient(stage.client).getStage(api: "a", name: "$default")
        #expect(foundStage.name == "$default" && foundStage.tags == ["t": "1"])
        #expect(
            foundStage.settings
                == StageSettings(
                    autoDeploy: true, accessLog: StageAccessLog(format: "f"),
                    defaultRoute: StageRouteSettings(throttlingRateLimit: 2), variables: ["a": "b"]))
    }

    @Test func unreadableAnswersAreErrors() async throws {
        await #expect(throws: AWSAnswerError.self) {
            _ = try await IAMClient(RecordingClient("<html>").client).getRole("r")
        }
        let error = await #expect(throws: AWSAnswerError.self) {
            _ = try await LambdaClient(RecordingClient("<html>").client).getFunction("f")
        }
        #expect(error?.description.contains("AWS Lambda answered GetFunction") == true)
    }
}
