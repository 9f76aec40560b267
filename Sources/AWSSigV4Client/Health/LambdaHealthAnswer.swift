internal import OpenSSLCrypto
internal import OrderedJSON
internal import ProvisioningDomain

/// What an invocation in place of a client's request says of a component's health.
enum LambdaHealthAnswer {
    /// Judges an invocation.
    ///
    /// - Parameters:
    ///   - version: the version that was deployed; nil when it is not known.
    static func judge(
        _ invocation: LambdaInvocation, _ question: HealthQuestion, function: String, version: String?
    ) -> HealthAnswer {
        if let version, let executed = invocation.executedVersion, executed != version {
            return .unhealthy("version \(executed) of \(function) still answers, not \(version)")
        }
        if invocation.functionError != nil {
            return .unhealthy("the invocation of \(function) failed with \(error(of: invocation).excerpt)")
        }
        let answer = try? JSONValue(parsing: invocation.payload)
        guard let status = answer?["statusCode"]?.int else {
            return .unhealthy(
                "the invocation of \(function) gave \(String(decoding: invocation.payload, as: UTF8.self).excerpt), which is no answer to a gateway"
            )
        }
        switch question {
        case .http(let path, let wanted, let part):
            return HTTPExpectation(status: wanted, body: part)
                .answer("GET \(path) by an invocation of \(function)", status: status, body: body(of: answer))
        case .webSocket:
            let expectation = HTTPExpectation(status: 200, body: nil)
            return expectation.answer(
                "$connect by an invocation of \(function)", status: status, body: body(of: answer))
        }
    }

    /// Whether a function let a WebSocket client in.
    static func accepted(_ invocation: LambdaInvocation) -> Bool {
        guard invocation.functionError == nil, let answer = try? JSONValue(parsing: invocation.payload) else {
            return false
        }
        return answer["statusCode"]?.int == 200
    }

    /// What the function itself says: its error, else the end of its log; nil when there is neither.
    static func explanation(_ invocation: LambdaInvocation) -> String? {
        var text = invocation.functionError == nil ? "" : error(of: invocation)
        // The error of a server that did not come up holds the lines that it wrote; the log would say them twice.
        let log = lines(ofLog: invocation.logTail ?? "").filter { !text.contains($0) }
        if !log.isEmpty { text += (text.isEmpty ? "" : "\n") + log.joined(separator: "\n") }
        text = withoutColours(text)
        return text.isEmpty ? nil : text.split(separator: "\n").map { "  \($0)" }.joined(separator: "\n")
    }

    /// What the function threw.
    private static func error(of invocation: LambdaInvocation) -> String {
        let answer = try? JSONValue(parsing: invocation.payload)
        return answer?["errorMessage"]?.string ?? String(decoding: invocation.payload, as: UTF8.self)
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

    private static func body(of answer: JSONValue?) -> String {
        let text = answer?["body"]?.string ?? ""
        guard answer?["isBase64Encoded"]?.bool == true else { return text }
        return String(decoding: Base64.decode(text) ?? [], as: UTF8.self)
    }

    /// The lines that the server wrote: those of the platform are left out ("Accessing CloudWatch logs for Lambda").
    private static func lines(ofLog log: String) -> [String] {
        let platform = ["START RequestId:", "END RequestId:", "REPORT RequestId:", "INIT_START ", "INIT_REPORT "]
        return log.split(whereSeparator: \.isNewline).map(String.init).filter { line in
            !platform.contains { line.hasPrefix($0) }
        }
    }
}
