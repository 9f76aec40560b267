import AWSSigV4Client
import FoundationEssentials
import HTTPTransport
import ProvisioningTestSupport
import Testing

@Suite struct ServiceCallTests {
    @Test(arguments: ServiceCall.all) func marksIdempotencyAndSigns(call: ServiceCall) async throws {
        let recording = RecordingClient()
        try await call.call(recording.client)
        let request = try #require(recording.transport.requests.first)
        #expect(recording.transport.requests.count == 1)
        #expect(request.isIdempotent == call.isIdempotent)
        let isUnsigned = ["sts.AssumeRoleWithWebIdentity", "sso.GetRoleCredentials", "sso-oidc.CreateToken"]
            .contains(call.name)
        #expect((request.headers.first("Authorization") == nil) == isUnsigned)
    }

    /// Member names, types, required members and enums of every request body that the adapter can send.
    @Test(.enabled(if: Laboratory.python != nil, Comment(rawValue: LabPython.absence)))
    func requestsFitTheServiceModels() async throws {
        var lines = [String]()
        for call in ServiceCall.all {
            let recording = RecordingClient()
            try await call.call(recording.client)
            lines += recording.transport.requests.map { $0.record(call.name) }
        }
        try await Laboratory.withTemporaryFolder { folder in
            let path = folder + "/requests.jsonl"
            try lines.joined(separator: "\n").write(toFile: path, atomically: true, encoding: .utf8)
            let checked = try await Laboratory.run("check_requests.py", [path])
            #expect(checked.status == 0)
            #expect(
                String(decoding: checked.output, as: UTF8.self) == "\(lines.count) requests checked, 0 problems\n",
                "\(String(decoding: checked.errorOutput, as: UTF8.self))")
        }
    }

    /// No call of a service client is left out of ``ServiceCall/all``.
    @Test(.enabled(if: Laboratory.python != nil, Comment(rawValue: LabPython.absence)))
    func everyOperationThatIsCalledIsChecked() async throws {
        try await Laboratory.withTemporaryFolder { folder in
            let path = folder + "/names"
            try ServiceCall.all.map(\.name).joined(separator: "\n").write(
                toFile: path, atomically: true, encoding: .utf8)
            let services = Laboratory.packageRoot + "/Sources/AWSSigV4Client/Services"
            let found = try await Laboratory.run("uncovered_calls.py", [services, path])
            let operations = Set(ServiceCall.all.map(\.name)).count
            #expect(
                String(decoding: found.output, as: UTF8.self) == "\(operations) operations called, 0 problems\n",
                "\(String(decoding: found.errorOutput, as: UTF8.self))")
        }
    }
}
