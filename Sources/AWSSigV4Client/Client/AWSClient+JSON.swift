internal import HTTPTransport
internal import OrderedJSON

extension AWSClient {
    /// Calls an operation of the JSON 1.1 or 1.0 protocol: its name is in `X-Amz-Target` (CloudWatch Logs, DynamoDB).
    ///
    /// - Throws: ``AWSServiceError``, ``AWSAnswerError``, what the transport throws.
    func json(
        _ service: AWSService, target: String, version: String = "1.1", operation: String, _ body: JSONBody,
        isIdempotent: Bool
    ) async throws -> JSONValue {
        let response = try await send(
            AWSCall(
                service: service, operation: operation,
                headers: [
                    HTTPHeader("Content-Type", "application/x-amz-json-\(version)"),
                    HTTPHeader("X-Amz-Target", "\(target).\(operation)"),
                ],
                body: body.bytes, isIdempotent: isIdempotent))
        return try Self.answer(response, service: service, operation: operation)
    }

    /// Calls an operation of the REST-JSON protocol (Lambda, API Gateway).
    ///
    /// - Throws: ``AWSServiceError``, ``AWSAnswerError``, what the transport throws.
    func rest(
        _ service: AWSService, operation: String, _ method: String, _ path: RESTPath,
        query: [(name: String, value: String?)] = [], body: [UInt8]? = nil, isIdempotent: Bool
    ) async throws -> JSONValue {
        let response = try await send(
            AWSCall(
                service: service, operation: operation, method: method, path: path.encoded,
                query: query.compactMap { item in item.value.map { (item.name, $0) } },
                headers: body == nil ? [] : [HTTPHeader("Content-Type", "application/json")], body: body ?? [],
                isIdempotent: isIdempotent))
        return try Self.answer(response, service: service, operation: operation)
    }

    private static func answer(
        _ response: HTTPResponse, service: AWSService, operation: String
    ) throws -> JSONValue {
        guard response.body.contains(where: { $0 > 32 }) else { return .object(JSONObject()) }
        do {
            return try JSONValue(parsing: response.body)
        } catch {
            throw AWSAnswerError(service: service, operation: operation, reason: "\(error)")
        }
    }
}

/// A path whose interpolated values are encoded, slashes too: `"/v2/apis/\(id)"`.
struct RESTPath: ExpressibleByStringInterpolation {
    struct StringInterpolation: StringInterpolationProtocol {
        var encoded = ""

        init(literalCapacity: Int, interpolationCount: Int) {
            encoded.reserveCapacity(literalCapacity + 32 * interpolationCount)
        }

        mutating func appendLiteral(_ literal: String) { encoded += literal }

        mutating func appendInterpolation(_ segment: String) { encoded += PercentEncoding.encode(segment) }
    }

    let encoded: String

    init(stringLiteral value: String) { encoded = value }

    init(stringInterpolation: StringInterpolation) { encoded = stringInterpolation.encoded }
}

/// The members of a JSON request; absent values are left out.
struct JSONBody {
    private(set) var object = JSONObject()

    var bytes: [UInt8] { JSONValue.object(object).serialized() }
    /// The object, or `nil` when nothing was set.
    var value: JSONValue? { object.isEmpty ? Optional.none : .some(.object(object)) }

    mutating func set(_ name: String, _ value: JSONValue?) { if let value { object[name] = value } }

    mutating func set(_ name: String, _ value: String?) { set(name, value.map(JSONValue.string)) }

    mutating func set(_ name: String, _ value: Int?) { set(name, value.map { JSONValue.number($0) }) }

    mutating func set(_ name: String, _ value: Double?) { set(name, value.map { JSONValue.number($0) }) }

    mutating func set(_ name: String, _ value: Bool?) { set(name, value.map(JSONValue.bool)) }

    mutating func set(_ name: String, _ value: [String]?) {
        set(name, value.map { JSONValue.array($0.map(JSONValue.string)) })
    }

    /// A map of texts, in the order of its keys.
    mutating func set(_ name: String, _ value: [String: String]?) {
        set(
            name,
            value.map { map in
                .object(JSONObject(map.sorted { $0.key < $1.key }.map { ($0.key, JSONValue.string($0.value)) }))
            })
    }
}

extension JSONValue {
    /// The member as a map of texts; members of other kinds are left out.
    func strings(_ name: String) -> [String: String]? {
        self[name]?.object.map { object in
            object.reduce(into: [:]) { result, member in result[member.key] = member.value.string }
        }
    }

    /// The member as a list of texts.
    func stringList(_ name: String) -> [String]? {
        self[name]?.array?.compactMap(\.string)
    }

    /// The member unless it is absent or `null`.
    func member(_ name: String) -> JSONValue? {
        // `nil` could mean `.null` here, as JSON values can be written so.
        guard let value = self[name], !value.isNull else { return Optional.none }
        return value
    }

    func text(_ name: String) -> String? { self[name]?.string }

    func int(_ name: String) -> Int? { self[name]?.int }

    func bool(_ name: String) -> Bool? { self[name]?.bool }
}
