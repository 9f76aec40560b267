internal import OpenSSLCrypto
internal import OrderedJSON
internal import ProvisioningDomain

/// What an invocation in place of a client's request says of a component's health.
struct LambdaHealthAnswer {
    /// The function's name.
    let function: String
    /// The version that was deployed; nil when it is not known.
    let version: String?
    /// What must not be shown.
    let secrets: SecretRedaction

    /// How much of the log comes with an answer ("Invoke", Lambda API reference).
    private static let logLimit = 4096

    /// Judges an invocation.
    func judge(_ invocation: LambdaInvocation, _ question: HealthQuestion) -> HealthAnswer {
        if let version, let executed = invocation.executedVersion, executed != version {
            return .unhealthy("version \(executed) of \(function) still answers, not \(version)")
        }
        if invocation.functionError != nil {
            return .unhealthy(
                "the invocation of \(function) failed with \(secrets.excerpt(Self.error(of: invocation)))")
        }
        guard let result = try? JSONValue(parsing: invocation.payload) else {
            let payload = String(decoding: invocation.payload, as: UTF8.self)
            return .unhealthy("the invocation of \(function) gave \(secrets.excerpt(payload)), which is no JSON")
        }
        switch question {
        case .http(let path, let status, let body):
            return HTTPExpectation(status: status, body: body).answer(
                "GET \(path) by an invocation of \(function)", status: Self.status(of: result),
                body: Self.body(of: result), hiding: secrets)
        case .webSocket(_, _, let wanted):
            let request = "$connect by an invocation of \(function)"
            let chosen = Self.header("Sec-WebSocket-Protocol", of: result)
            if let wanted, Self.status(of: result) == 200, chosen != wanted {
                let words = chosen.map { "chose the sub-protocol \(secrets.excerpt($0))" } ?? "chose no sub-protocol"
                return .unhealthy("\(request) \(words), not \(wanted)")
            }
            return HTTPExpectation(status: 200, body: nil).answer(
                request, status: Self.status(of: result), body: Self.body(of: result), hiding: secrets)
        }
    }

    /// Whether a function let a WebSocket client in.
    static func accepted(_ invocation: LambdaInvocation) -> Bool {
        guard invocation.functionError == nil, let result = try? JSONValue(parsing: invocation.payload) else {
            return false
        }
        return status(of: result) == 200
    }

    /// What the function itself says: its error, else the end of its log; nil when there is neither.
    func explanation(_ invocation: LambdaInvocation) -> String? {
        var text = invocation.functionError == nil ? "" : Self.error(of: invocation)
        // The error of a server that did not come up holds the lines that it wrote; the log would say them twice.
        let log = Self.lines(ofLog: invocation.logTail ?? "").filter { !text.contains($0) }
        if !log.isEmpty { text += (text.isEmpty ? "" : "\n") + log.joined(separator: "\n") }
        text = secrets.redacted(Self.withoutColours(text))
        // No line begins as somebody else wrote it: a CI system may obey what stands there.
        return text.isEmpty ? nil : text.split(separator: "\n").map { "  | \($0)" }.joined(separator: "\n")
    }

    /// What the function threw.
    private static func error(of invocation: LambdaInvocation) -> String {
        let answer = try? JSONValue(parsing: invocation.payload)
        return answer?["errorMessage"]?.string ?? String(decoding: invocation.payload, as: UTF8.self)
    }

    /// The status of a result; one without it is an answer with 200 ("AWS Lambda integrations for HTTP APIs", payload format 2.0).
    private static func status(of result: JSONValue) -> Int { result["statusCode"]?.int ?? 200 }

    private static func header(_ name: String, of result: JSONValue) -> String? {
        let headers = result["headers"]?.object ?? JSONObject()
        return zip(headers.keys, headers.values).first { $0.0.lowercased() == name.lowercased() }?.1.string
    }

    /// The text without the sequences that colour it on a terminal (ECMA-48: ESC, `[`, parameters, a final byte).
    private static func withoutColours(_ text: String) -> String {
        var result = ""
        var rest = text.unicodeScalars[...]
        while let start = rest.firstIndex(of: "\u{1B}") {
            result.unicodeScalars.append(contentsOf: rest[..<start])
            rest = rest[start...].dropFirst()
            if rest.first == "[" {
                rest = rest.dropFirst().drop { (0x20...0x3F).contains($0.value) }.dropFirst()
            }
        }
        result.unicodeScalars.append(contentsOf: rest)
        return result
    }

    private static func body(of result: JSONValue) -> String {
        guard result["statusCode"]?.int != nil else { return result.text() }
        let text = result["body"]?.string ?? ""
        guard result["isBase64Encoded"]?.bool == true else { return text }
        return String(decoding: Base64.decode(text) ?? [], as: UTF8.self)
    }

    /// The lines that the server wrote.
    ///
    /// Those of the platform are left out ("Accessing CloudWatch logs for Lambda"), and the first of a log that is cut: it may begin in the
    /// middle of a secret.
    private static func lines(ofLog log: String) -> [String] {
        let platform = ["START RequestId:", "END RequestId:", "REPORT RequestId:", "INIT_START ", "INIT_REPORT "]
        var lines = log.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).map(String.init)
        if log.utf8.count >= logLimit, !lines.isEmpty { lines.removeFirst() }
        return lines.filter { line in !line.isEmpty && !platform.contains { line.hasPrefix($0) } }
    }
}
