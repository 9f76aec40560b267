internal import HTTPTransport
internal import OrderedJSON

/// One request to the scripted AWS, taken apart: which service, which operation, with what.
struct ScriptedAWSCall {
    /// How a service speaks.
    enum Service: String {
        case iam
        case sts
        case logs
        case lambda
        case gateway
    }

    var service: Service
    var method: String
    /// The path's segments, decoded.
    var path: [String]
    var query: [(name: String, value: String)]
    var form: [String: String]
    var body: JSONValue
    /// The operation of services that name it in the request; empty for the REST protocols.
    var operation: String

    init?(_ request: RecordedRequest) {
        method = request.method
        path = request.path.split(separator: "/").map { Self.decode(String($0)) }
        query = Self.pairs(request.target.split(separator: "?", maxSplits: 1).dropFirst().first.map(String.init) ?? "")
        form = [:]
        body = .null
        operation = ""
        let type = request.headers.first("Content-Type") ?? ""
        if type.hasPrefix("application/x-www-form-urlencoded") {
            form = Dictionary(Self.pairs(request.text).map { ($0.name, $0.value) }, uniquingKeysWith: { $1 })
            operation = form["Action"] ?? ""
            service = form["Version"] == "2011-06-15" ? .sts : .iam
            return
        }
        body = (try? JSONValue(parsing: request.body)) ?? .null
        if let target = request.headers.first("X-Amz-Target") {
            service = .logs
            operation = String(target.split(separator: ".").last ?? "")
        } else if path.first == "v2" {
            service = .gateway
            path.removeFirst()
        } else if path.first?.hasPrefix("20") == true {
            service = .lambda
            path.removeFirst()
        } else {
            return nil
        }
    }

    /// The first value of a query parameter.
    func parameter(_ name: String) -> String? { query.first { $0.name == name }?.value }

    /// All values of a query parameter.
    func parameters(_ name: String) -> [String] { query.filter { $0.name == name }.map(\.value) }

    /// A member of the JSON body as text.
    func text(_ name: String) -> String? { body[name]?.string }

    /// A member of the JSON body as a map of texts.
    func texts(_ name: String) -> [String: String] { body[name]?.texts ?? [:] }

    /// `Tags.member.1.Key=…` of a form.
    var formTags: [String: String] {
        var tags: [String: String] = [:]
        var index = 1
        while let key = form["Tags.member.\(index).Key"] {
            tags[key] = form["Tags.member.\(index).Value"] ?? ""
            index += 1
        }
        return tags
    }

    private static func pairs(_ text: String) -> [(name: String, value: String)] {
        text.split(separator: "&").map { pair in
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return (decode(String(parts[0])), parts.count > 1 ? decode(String(parts[1])) : "")
        }
    }

    private static func decode(_ text: String) -> String {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%"), rest.count >= 2,
                let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
            {
                bytes.append(value)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte == UInt8(ascii: "+") ? 32 : byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension JSONValue {
    /// The members that are texts.
    var texts: [String: String] {
        (object ?? JSONObject()).reduce(into: [:]) { $0[$1.key] = $1.value.string }
    }

    /// A map of texts in the order of its keys.
    init(texts: [String: String]) {
        self = .object(JSONObject(texts.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) }))
    }

    /// The object without members that are null.
    static func members(_ elements: (String, JSONValue?)...) -> JSONValue {
        .object(JSONObject(elements.compactMap { element in element.1.map { (key: element.0, value: $0) } }))
    }
}
