import AWSSigV4Client
import HTTPTransport
import ProvisioningApplication
import ProvisioningDomain
import ProvisioningTestSupport
import Testing

/// A run that finds its own resources without its state, and one that finds those of others.
@Suite struct AdoptionTests {
    @Test func aFirstApplyMakesAtMost13Requests() async throws {
        var settings = ScriptedAWS.Settings()
        settings.refusalsOfNewRole = 0
        settings.looksUntilReady = 0
        let lab = ChaosLab(settings)
        #expect(try await lab.apply().status == .completed)
        #expect(lab.network.operations.count <= 13, "\(lab.network.operations)")
    }

    @Test func takesOverWhatIsOursAndWritesNothing() async throws {
        let lab = ChaosLab()
        #expect(try await lab.apply().status == .completed)
        let before = try await ChaosScenario.apply.state(lab)
        let inventory = lab.cloud.inventory
        try await lab.loseState()
        lab.cloud.forgetOperations()

        let result = try await lab.apply()
        #expect(result.status == .completed, "\(result.failures.map(\.message))")
        #expect(lab.cloud.writes == [])
        let creations = lab.cloud.operations.filter { $0.hasPrefix("Create") || $0.hasPrefix("Put") }
        #expect(Set(creations) == ["CreateRole", "CreateLogGroup"], "only refused creates")
        #expect(lab.cloud.inventory == inventory)
        #expect(try await ChaosScenario.apply.state(lab) == before)
        lab.network.begin()
        #expect(try await lab.apply().status == .unchanged)
        #expect(lab.network.operations.isEmpty)
    }

    @Test func bringsWhatItTakesOverToTheDeclaration() async throws {
        let lab = ChaosLab()
        _ = try await lab.apply()
        try await lab.loseState()
        let wish = ChaosLab.Wish(memory: 1024, code: "second", retention: 30)
        #expect(try await lab.apply(wish).status == .completed)
        let fresh = ChaosLab()
        _ = try await fresh.apply()
        _ = try await fresh.apply(wish)
        #expect(
            lab.cloud.inventory.filter { !$0.hasPrefix("version") }
                == fresh.cloud.inventory.filter { !$0.hasPrefix("version") })
    }

    @Test(arguments: ["role", "log group", "function"])
    func refusesWhatIsOfOthers(kind: String) async throws {
        let lab = ChaosLab()
        let name = "demo-api-development"
        func send(_ method: String, _ target: String, _ headers: [HTTPHeader], _ body: String) {
            let answer = lab.cloud.respond(
                to: RecordedRequest(
                    method: method, target: target, headers: headers, body: Array(body.utf8), connection: 0))
            #expect((200...299).contains(answer.status))
        }
        func makeRole(_ name: String) {
            send(
                "POST", "/", [HTTPHeader("Content-Type", "application/x-www-form-urlencoded")],
                "Action=CreateRole&Version=2010-05-08&RoleName=\(name)&AssumeRolePolicyDocument=%7B%7D")
        }
        switch kind {
        case "role": makeRole(name)
        case "log group":
            send(
                "POST", "/", [HTTPHeader("X-Amz-Target", "Logs_20140328.CreateLogGroup")],
                #"{"logGroupName":"/aws/lambda/\#(name)","tags":{"semantest:project":"other"}}"#)
        default:
            makeRole("other")
            let body = #"{"FunctionName":"\#(name)","Role":"arn:aws:iam::1:role/other","Code":{"ZipFile":"QUJD"}}"#
            let create = RecordedRequest(
                method: "POST", target: "/2015-03-31/functions", headers: [], body: Array(body.utf8), connection: 0)
            // The first one says that the role cannot be assumed yet.
            _ = lab.cloud.respond(to: create)
            #expect(lab.cloud.respond(to: create).status == 201)
        }
        let before = lab.cloud.inventory.first { $0.hasPrefix(kind) }
        let result = try await lab.apply()
        #expect(result.status == .failed)
        let failure = try #require(result.failures.first { $0.code == "ForeignResource" })
        #expect(failure.message.contains("semantest-provision import aws:"))
        #expect(failure.message.contains("--component api --env development"))
        #expect(lab.cloud.inventory.contains(try #require(before)))
    }

    @Test func leavesAnAPIOfOthersWithTheSameNameAlone() async throws {
        let lab = ChaosLab()
        let body = #"{"name":"demo-api-development","protocolType":"HTTP"}"#
        _ = lab.cloud.respond(
            to: RecordedRequest(
                method: "POST", target: "/v2/apis", headers: [], body: Array(body.utf8), connection: 0))
        #expect(try await lab.apply().status == .completed)
        #expect(lab.cloud.inventory.count { $0.hasPrefix("api ") } == 2)
        _ = try await lab.destroy()
        #expect(lab.cloud.inventory.count { $0.hasPrefix("api ") } == 1)
    }
}
