import AWSSigV4Client
import Testing

@Suite struct SigV4SignerTests {
    private let credentials = AWSCredentials(
        accessKeyID: "AKIDEXAMPLE", secretAccessKey: "secret", sessionToken: "t/+=")
    private let date = SigningDate(epochSeconds: 1_440_938_160)

    private func canonicalPath(_ path: String, _ options: SigV4Signer.Options) throws -> String {
        let signer = SigV4Signer(credentials: credentials, region: "us-east-1", service: "s", options: options)
        let request = SignableRequest(method: "GET", path: path, headers: [.init("Host", "h")])
        return String(try signer.sign(request, at: date).canonicalRequest.split(separator: "\n")[1])
    }

    @Test(arguments: [
        ("", "/", "/"), ("/", "/", "/"), ("/a/./b/../c//d/", "/a/c/d/", "/a/./b/../c//d/"), ("/..", "/", "/.."),
        ("/../../a", "/a", "/../../a"), ("/a%20b", "/a%2520b", "/a%20b"), ("/a b", "/a%20b", "/a%20b"),
        ("/ü", "/%C3%BC", "/%C3%BC"), ("/a/...", "/a/...", "/a/..."), ("/a+b=c", "/a%2Bb%3Dc", "/a%2Bb%3Dc"),
    ])
    func encodesPaths(path: String, standard: String, s3: String) throws {
        #expect(try canonicalPath(path, .init()) == standard)
        #expect(try canonicalPath(path, .s3) == s3)
    }

    @Test func presignsWithTheTokenSignedOrAfterwards() throws {
        let request = SignableRequest(
            method: "GET", url: "https://bucket.s3.amazonaws.com/key?b=2&a=%C3%BC&c", headers: [],
            payloadHash: SignableRequest.unsignedPayload)
        var signer = SigV4Signer(credentials: credentials, region: "us-east-1", service: "s3", options: .s3)
        let signed = try signer.presign(request, at: date, expires: 60)
        #expect(
            signed.query.hasPrefix("b=2&a=%C3%BC&c&X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIDEXAMPLE%2F"))
        #expect(signed.query.contains("&X-Amz-Security-Token=t%2F%2B%3D&X-Amz-Signature=\(signed.signature)"))
        #expect(signed.canonicalRequest.contains("\nX-Amz-Algorithm=AWS4-HMAC-SHA256&"))
        #expect(signed.canonicalRequest.contains("&a=%C3%BC&b=2&c=\n"))
        #expect(signed.canonicalRequest.hasSuffix("\nUNSIGNED-PAYLOAD"))
        #expect(signed.headers.isEmpty)
        signer.options.omitSessionToken = true
        let unsigned = try signer.presign(request, at: date, expires: 60)
        #expect(!unsigned.canonicalRequest.contains("X-Amz-Security-Token"))
        #expect(unsigned.query.contains("&X-Amz-Security-Token=t%2F%2B%3D&X-Amz-Signature="))
    }

    @Test func keepsDerivedKeysForTheirDayOnly() throws {
        let signer = SigV4Signer(credentials: credentials, region: "us-east-1", service: "s")
        let request = SignableRequest(method: "GET", path: "/", headers: [.init("Host", "h")])
        let key = try signer.signingKey(at: date)
        #expect(key.day == "20150830")
        #expect(try signer.sign(request, at: date, key: key) == signer.sign(request, at: date))
        let tomorrow = SigningDate(epochSeconds: date.epochSeconds + 86_400)
        #expect(try signer.sign(request, at: tomorrow, key: key) == signer.sign(request, at: tomorrow))
    }

    @Test func replacesTheHeadersOfAnEarlierSignature() throws {
        let signer = SigV4Signer(credentials: credentials, region: "us-east-1", service: "s3", options: .s3)
        let request = SignableRequest(method: "PUT", path: "/k", headers: [.init("Host", "h"), .init("A", "b")])
        let first = try signer.sign(request, at: date)
        var again = request
        again.headers += first.headers
        #expect(try signer.sign(again, at: date) == first)
        #expect(
            first.headers.map(\.name) == [
                "X-Amz-Date", "x-amz-content-sha256", "X-Amz-Security-Token", "Authorization",
            ])
    }

    @Test(arguments: [
        ("https://Example.com:443/a?b#c", "example.com", "/a", "b"), ("http://h:80", "h", "/", ""),
        ("http://127.0.0.1:4566/x/?a=?&b", "127.0.0.1:4566", "/x/", "a=?&b"), ("https://u:p@h/", "h", "/", ""),
        ("https://[::1]:8443/", "[::1]:8443", "/", ""), ("https://h?q", "h", "/", "q"),
    ])
    func splitsURLs(url: String, host: String, path: String, query: String) {
        let request = SignableRequest(method: "GET", url: url, headers: [])
        #expect(request.headers == [.init("Host", host)])
        #expect(request.path == path && request.query == query)
        #expect(SignableRequest(method: "GET", url: url, headers: [.init("HOST", "x")]).headers == [.init("HOST", "x")])
    }

    @Test func descriptionsHideSecrets() {
        var credentials = credentials
        credentials.expiration = date
        let texts = ["\(credentials)", String(reflecting: credentials), "\(Optional(credentials) as Any)"]
        var dumped = ""
        dump(credentials, to: &dumped)
        for text in texts + [dumped] {
            #expect(!text.contains("secret\"") && !text.contains("t/+="))
            #expect(text.contains("AKIDEXAMPLE"))
        }
        #expect(
            texts[0] == "AWS access key AKIDEXAMPLE (secret redacted, with a session token, until 20150830T123600Z)")
    }
}
