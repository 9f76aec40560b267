import AWSSigV4Client
import FoundationEssentials
import OpenSSLCrypto
import OrderedJSON
import Testing

/// The AWS signing test suite of aws-c-auth (38 cases), read from the shared reference data.
@Suite struct OfficialSuiteTests {
    static let cases: [String] = {
        guard let suite = Laboratory.signatureSuite else { return [] }
        return ((try? FileManager.default.contentsOfDirectory(atPath: suite)) ?? []).sorted()
    }()

    @Test func suiteIsWholeWhenPresent() {
        #expect(Self.cases.isEmpty || Self.cases.count == 38)
    }

    @Test(arguments: cases) func signsByHeader(name: String) throws {
        let vector = try Vector(name)
        let signing = try vector.signer.sign(vector.request, at: vector.date)
        #expect(signing.canonicalRequest == (try vector.text("header-canonical-request.txt")))
        #expect(signing.stringToSign == (try vector.text("header-string-to-sign.txt")))
        #expect(signing.signature == (try vector.text("header-signature.txt")))
        let signed = try vector.text("header-signed-request.txt").split(separator: "\n").map(String.init)
        for header in signing.headers { #expect(signed.contains("\(header.name):\(header.value)")) }
    }

    @Test(arguments: cases) func presigns(name: String) throws {
        let vector = try Vector(name)
        let signing = try vector.signer.presign(vector.request, at: vector.date, expires: vector.expires)
        #expect(signing.canonicalRequest == (try vector.text("query-canonical-request.txt")))
        #expect(signing.stringToSign == (try vector.text("query-string-to-sign.txt")))
        #expect(signing.signature == (try vector.text("query-signature.txt")))
        let line = try vector.text("query-signed-request.txt").prefix { $0 != "\n" }.split(separator: "?", maxSplits: 1)
        let query = line.last?.dropLast(" HTTP/1.1".count) ?? ""
        #expect(Set(signing.query.split(separator: "&")) == Set(query.split(separator: "&")))
    }
}

/// One case of the suite.
private struct Vector {
    let folder: String
    let signer: SigV4Signer
    let date: SigningDate
    let expires: Int
    let request: SignableRequest

    init(_ name: String) throws {
        folder = try #require(Laboratory.signatureSuite) + "/" + name
        let context = try JSONValue(parsing: try Laboratory.text(folder + "/context.json"))
        let key = try #require(context["credentials"])
        signer = SigV4Signer(
            credentials: AWSCredentials(
                accessKeyID: try #require(key["access_key_id"]?.string),
                secretAccessKey: try #require(key["secret_access_key"]?.string), sessionToken: key["token"]?.string),
            region: try #require(context["region"]?.string), service: try #require(context["service"]?.string),
            options: SigV4Signer.Options(
                normalizePath: context["normalize"]?.bool ?? true,
                signBodyHeader: context["sign_body"]?.bool ?? false,
                omitSessionToken: context["omit_session_token"]?.bool ?? false))
        date = try #require(SigningDate(iso8601: context["timestamp"]?.string ?? ""))
        expires = try #require(context["expiration_in_seconds"]?.int)
        request = try Self.request(try Laboratory.text(folder + "/request.txt"))
    }

    func text(_ file: String) throws -> String { try Laboratory.text(folder + "/" + file) }

    /// Reads a request in the form of the suite: lines end in LF, folded header lines begin with a space.
    private static func request(_ text: String) throws -> SignableRequest {
        let head = text.firstRange(of: "\n\n").map { text[..<$0.lowerBound] } ?? text[...]
        let body = text.firstRange(of: "\n\n").map { text[$0.upperBound...] } ?? ""
        var lines = head.split(separator: "\n").map(String.init)
        let start = lines.removeFirst()
        let method = start.prefix { $0 != " " }
        let target = start.dropFirst(method.count + 1).dropLast(" HTTP/1.1".count)
        var headers = [SignableRequest.Header]()
        for line in lines {
            if line.hasPrefix(" ") {
                headers[headers.count - 1].value += "\n" + line
            } else {
                let colon = try #require(line.firstIndex(of: ":"))
                headers.append(.init(String(line[..<colon]), String(line[line.index(after: colon)...])))
            }
        }
        let mark = target.firstIndex(of: "?")
        return SignableRequest(
            method: String(method), path: String(target[..<(mark ?? target.endIndex)]),
            query: mark.map { String(target[target.index(after: $0)...]) } ?? "", headers: headers,
            payloadHash: try SHA256.hex(Array(body.utf8)))
    }
}
