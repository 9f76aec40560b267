import ProvisioningDomain
import ProvisioningTestSupport
import Testing

@Suite struct ValueTests {
    @Test(arguments: [
        ("development", "development"), ("dev", "development"), ("stage", "staging"), ("prod", "production"),
        ("pr-123", "pr-123"), ("a", "a"), ("abcdefghijklmnopqrstuvwxyz012345", "abcdefghijklmnopqrstuvwxyz012345"),
    ])
    func environmentNames(text: String, name: String) throws {
        #expect(try EnvironmentName(text).description == name)
    }

    @Test(arguments: ["", "Dev", "1dev", "-a", "a-", "a_b", "a b", "é", "abcdefghijklmnopqrstuvwxyz0123456"])
    func noEnvironmentNames(text: String) {
        #expect(throws: InvalidValue.self) { try EnvironmentName(text) }
    }

    @Test func resourceNames() throws {
        #expect(try ResourceName("rest-api", what: "component").description == "rest-api")
        let error = #expect(throws: InvalidValue.self) { try ResourceName("Rest", what: "component") }
        #expect(
            error?.description
                == "invalid component name \"Rest\": must be at most 40 lower-case letters, digits and hyphens, "
                + "beginning with a letter")
        #expect(throws: InvalidValue.self) { try ResourceName(String(repeating: "a", count: 41), what: "project") }
    }

    @Test(arguments: [("nodejs18.x", true), ("nodejs14.x", true), ("nodejs20.x", false), ("nodejs22.x", false)])
    func runtimes(text: String, isRetired: Bool) throws {
        let runtime = try Runtime(text)
        #expect(runtime.description == text)
        #expect(runtime.isRetired == isRetired)
    }

    @Test(arguments: [
        "", "nodejs", "nodejs.x", "nodejs22", "nodejs+22.x", "nodejs022.x", "nodejs0.x", "python3.12", "nodejs-1.x",
        "nodejsabc.x",
    ])
    func noRuntimes(text: String) {
        #expect(throws: InvalidValue.self) { try Runtime(text) }
        #expect(Runtime.standard.description == "nodejs22.x")
    }

    @Test(arguments: [(127, false), (128, true), (10240, true), (10241, false), (0, false), (-1, false)])
    func memory(megabytes: Int, isValid: Bool) {
        #expect(((try? MemorySize(megabytes: megabytes))?.megabytes == megabytes) == isValid)
    }

    @Test(arguments: [(0, false), (1, true), (900, true), (901, false)])
    func timeouts(seconds: Int, isValid: Bool) {
        #expect(((try? Timeout(seconds: seconds))?.seconds == seconds) == isValid)
    }

    @Test func componentsNameTheirStackAndTags() throws {
        let specification = ComponentSpecification(
            project: try ResourceName("semantest", what: "project"),
            component: try ResourceName("rest-api", what: "component"), kind: .rest,
            environment: try EnvironmentName("prod"), provider: .aws, region: nil, source: "/s", root: "/", entry: nil,
            runtime: .standard, architecture: .arm64, memory: try MemorySize(megabytes: 128),
            timeout: try Timeout(seconds: 3), variables: ["A": "b"],
            cors: CorsPolicy(origins: ["*"], methods: ["GET"], headers: []), logRetentionDays: 7, tags: ["T": "t"])
        #expect(specification.stack == StackReference(project: "semantest-rest-api", stack: "aws-production"))
        #expect(specification.stack.description == "organization/semantest-rest-api/aws-production")
        #expect(
            specification.stack.rootURN.text
                == "urn:pulumi:aws-production::semantest-rest-api::pulumi:pulumi:Stack::semantest-rest-api-aws-production"
        )
        #expect(
            specification.ownershipTags == [
                "semantest:project": "semantest", "semantest:component": "rest-api",
                "semantest:environment": "production", "semantest:stack": "aws-production",
            ])
        #expect(specification.cors?.origins == ["*"])
    }

    @Test func identifiers() throws {
        // The example of github.com/ulid/spec: 01ARZ3NDEKTSV4RRFFQ69G5FAV is 1469922850259 ms.
        let ulid = ULID(
            time: Timestamp(milliseconds: 1_469_922_850_259),
            random: [0xD6, 0x76, 0x4C, 0x61, 0xEF, 0xB9, 0x93, 0x02, 0xBD, 0x5B])
        #expect(ulid.description == "01ARZ3NDEKTSV4RRFFQ69G5FAV")
        #expect(ULID(time: Timestamp(seconds: 0), random: []).description == "00000000000000000000000000")
        #expect(ULID(time: Timestamp(seconds: -1), random: []).description == "00000000000000000000000000")
        let id = DeploymentID(ulid)
        #expect(id.description == "dep_01ARZ3NDEKTSV4RRFFQ69G5FAV")
        #expect(try DeploymentID("dep_01ARZ3NDEKTSV4RRFFQ69G5FAV") == id)
        #expect(try DeploymentID("dep_00000000000000000000000000") < id)
    }

    @Test(arguments: [
        "", "dep_", "01ARZ3NDEKTSV4RRFFQ69G5FAV", "dep_01ARZ3NDEKTSV4RRFFQ69G5FA", "dep_01ARZ3NDEKTSV4RRFFQ69G5FAU",
        "dep_01arz3ndektsv4rrffq69g5fav", "evt_01ARZ3NDEKTSV4RRFFQ69G5FAV",
    ])
    func noDeploymentIDs(text: String) {
        #expect(throws: InvalidValue.self) { try DeploymentID(text) }
    }

    @Test func generatedIdentifiers() {
        let identifiers = SequenceIdentifiers()
        let time = Timestamp(milliseconds: 1_700_000_000_000)
        #expect(identifiers.uuid() == "00000000-0000-4000-8000-000000000001")
        #expect(identifiers.uuid() == "00000000-0000-4000-8000-000000000002")
        #expect(identifiers.eventID(at: time) == "evt_1700000000000_000000003")
        #expect(identifiers.deploymentID(at: time) < identifiers.deploymentID(at: time))
    }

    @Test(arguments: [
        ("rest", ["rest", "websocket"], "rest"), ("rset", ["rest", "websocket"], "rest"),
        ("webscoket", ["rest", "websocket"], "websocket"), ("memroy", ["memory", "timeout"], "memory"),
        ("Memory", ["memory"], "memory"), ("env", ["environment", "entry"], "environment"),
        ("timeoutSeconds", ["timeout", "memory"], "timeout"),
    ])
    func nearestMatches(word: String, candidates: [String], match: String) {
        #expect(NearestMatch.of(word, in: candidates) == match)
    }

    @Test(arguments: [("zzzzzz", ["memory"]), ("ab", ["wxyz", ""]), ("", ["memory"]), ("memory", [])])
    func noNearestMatches(word: String, candidates: [String]) {
        #expect(NearestMatch.of(word, in: candidates) == nil)
    }

    @Test func failuresKnowTheirExitCode() {
        #expect(FailureCategory.allCases.map(\.exitCode) == [1, 64, 65, 75, 77, 130])
        let error = ProvisioningError(.locked, code: "Locked", "it is locked")
        #expect(error.description == "it is locked")
        #expect(error.outcomeIsUnknown == false)
        #expect(ProvisioningError(.usage, code: "C", "a", hint: "b").description == "a\nb")
        let partial = PartialOutcome(outcome: ResourceOutcome(id: "i", inputs: [:], outputs: [:]), reason: error)
        #expect("\(partial)" == "it is locked")
    }

    @Test func providersAreNamedAsPulumiDoes() {
        let provider = ProviderDeclaration(package: "azure-native", version: "3.29.0-beta+1", inputs: [:])
        #expect(provider.defaultName == "default_3_29_0_beta_1")
        #expect(provider.majorVersion == "3")
        #expect(provider.type == "pulumi:providers:azure-native")
        #expect(ProviderDeclaration(package: "aws", version: "", inputs: [:]).majorVersion == "")
    }
}
