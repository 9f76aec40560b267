import AWSSigV4Client
import OrderedJSON
import ProvisioningTestSupport
import Testing

/// 2,000 random requests signed by botocore and by us, by header and as presigned URLs.
@Suite(.enabled(if: Laboratory.python != nil, Comment(rawValue: LabPython.absence))) struct BotocoreDifferentialTests {
    @Test func signsAsBotocoreDoes() async throws {
        let lines = try await Laboratory.withTemporaryFolder { folder in
            let path = folder + "/vectors.jsonl"
            let made = try await Laboratory.run("make_vectors.py", [path, "2000"])
            try #require(made.status == 0, "\(String(decoding: made.errorOutput, as: UTF8.self))")
            return try Laboratory.text(path).split(separator: "\n")
        }
        #expect(lines.count == 2000)
        var different = 0
        for line in lines where different < 5 {
            let vector = try Vector(JSONValue(parsing: String(line)))
            if try !(vector.signsEqually() && vector.presignsEqually()) { different += 1 }
        }
        #expect(different == 0)
    }
}

/// One request and what botocore made of it.
private struct Vector {
    let json: JSONValue
    let signer: SigV4Signer
    let date: SigningDate

    init(_ json: JSONValue) throws {
        self.json = json
        func text(_ name: String) throws -> String { try #require(json[name]?.string) }
        signer = SigV4Signer(
            credentials: AWSCredentials(
                accessKeyID: try text("accessKeyID"), secretAccessKey: try text("secretAccessKey"),
                sessionToken: json["sessionToken"]?.string), region: try text("region"), service: try text("service"),
            options: json["s3"]?.bool == true ? .s3 : .init())
        date = SigningDate(epochSeconds: try #require(json["epochSeconds"]?.int))
    }

    func text(_ name: String) throws -> String { try #require(json[name]?.string) }

    func signsEqually() throws -> Bool {
        let headers = try #require(json["headers"]?.array).map {
            SignableRequest.Header($0[0]?.string ?? "", $0[1]?.string ?? "")
        }
        let request = SignableRequest(
            method: try text("method"), url: try text("url"), headers: headers, payloadHash: try text("payloadHash"))
        let signing = try signer.sign(request, at: date)
        let authorization = signing.headers.first { $0.name == "Authorization" }?.value
        let expected = [try text("authorization"), try text("signature"), try text("date")]
        if [authorization, signing.signature, date.basicFormat] == expected { return true }
        let canonicalRequest = try text("canonicalRequest")
        Issue.record("request \(json["number"]?.int ?? -1): \(request.method) \(try text("url"))")
        #expect(signing.canonicalRequest == canonicalRequest)
        return false
    }

    func presignsEqually() throws -> Bool {
        let isS3 = json["s3"]?.bool == true
        let request = SignableRequest(
            method: try text("method"), url: try text("plainURL"), headers: [],
            payloadHash: isS3 ? SignableRequest.unsignedPayload : SignableRequest.emptyPayloadHash)
        let signing = try signer.presign(request, at: date, expires: 900)
        let expected = try text("presignedURL")
        if Set(expected.split(separator: "?").last?.split(separator: "&") ?? [])
            == Set(signing.query.split(separator: "&"))
        {
            return true
        }
        Issue.record("request \(json["number"]?.int ?? -1): \(expected), not \(signing.query)")
        return false
    }
}
