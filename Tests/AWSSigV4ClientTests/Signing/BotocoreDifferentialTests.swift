import AWSSigV4Client
import OrderedJSON
import ProvisioningTestSupport
import Testing

/// 2,000 random requests signed by botocore and by us.
@Suite struct BotocoreDifferentialTests {
    @Test(.enabled(if: Laboratory.python != nil, Comment(rawValue: LabPython.absence))) func signsAsBotocoreDoes()
        async throws
    {
        let lines = try await Laboratory.withTemporaryFolder { folder in
            let path = folder + "/vectors.jsonl"
            let made = try await Laboratory.run("make_vectors.py", [path, "2000"])
            try #require(made.status == 0, "\(String(decoding: made.errorOutput, as: UTF8.self))")
            return try Laboratory.text(path).split(separator: "\n")
        }
        #expect(lines.count == 2000)
        var different = 0
        for line in lines where different < 5 {
            let vector = try JSONValue(parsing: String(line))
            func text(_ name: String) throws -> String { try #require(vector[name]?.string) }
            let signer = SigV4Signer(
                credentials: AWSCredentials(
                    accessKeyID: try text("accessKeyID"), secretAccessKey: try text("secretAccessKey"),
                    sessionToken: vector["sessionToken"]?.string),
                region: try text("region"), service: try text("service"),
                options: vector["s3"]?.bool == true ? .s3 : .init())
            let headers = try #require(vector["headers"]?.array).map {
                SignableRequest.Header($0[0]?.string ?? "", $0[1]?.string ?? "")
            }
            let request = SignableRequest(
                method: try text("method"), url: try text("url"), headers: headers,
                payloadHash: try text("payloadHash"))
            let date = SigningDate(epochSeconds: try #require(vector["epochSeconds"]?.int))
            let signing = try signer.sign(request, at: date)
            let authorization = signing.headers.first { $0.name == "Authorization" }?.value
            let expected = [try text("authorization"), try text("signature"), try text("date")]
            if [authorization, signing.signature, date.basicFormat] != expected {
                different += 1
                let canonicalRequest = try text("canonicalRequest")
                Issue.record("request \(vector["number"]?.int ?? -1): \(request.method) \(try text("url"))")
                #expect(signing.canonicalRequest == canonicalRequest)
            }
        }
        #expect(different == 0)
    }
}
