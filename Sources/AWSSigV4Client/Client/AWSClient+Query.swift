internal import ExpatXML
internal import HTTPTransport

extension AWSClient {
    /// Calls an operation of the query protocol: a form in, XML out (IAM, STS).
    ///
    /// - Returns: The `…Result` element, or the root when the operation has no result.
    /// - Throws: ``AWSServiceError``, ``AWSAnswerError``, what the transport throws.
    func query(
        _ service: AWSService, version: String, operation: String, _ parameters: QueryParameters = QueryParameters(),
        isSigned: Bool = true, isIdempotent: Bool
    ) async throws -> XMLElement {
        var form = QueryParameters()
        form.add("Action", operation)
        form.add("Version", version)
        let response = try await send(
            AWSCall(
                service: service, operation: operation,
                headers: [HTTPHeader("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")],
                body: Array((form.encoded + (parameters.isEmpty ? "" : "&" + parameters.encoded)).utf8),
                isSigned: isSigned, isIdempotent: isIdempotent))
        do {
            let root = try XMLElement.parse(response.body)
            return root.first("\(operation)Result") ?? root
        } catch {
            throw AWSAnswerError(service: service, operation: operation, reason: "\(error)")
        }
    }
}

/// The fields of a form in the query protocol.
struct QueryParameters {
    private(set) var encoded = ""

    var isEmpty: Bool { encoded.isEmpty }

    mutating func add(_ name: String, _ value: String?) {
        guard let value else { return }
        if !encoded.isEmpty { encoded += "&" }
        encoded += PercentEncoding.encode(name) + "=" + PercentEncoding.encode(value)
    }

    mutating func add(_ name: String, _ value: Int?) {
        add(name, value.map { String($0) })
    }

    /// A list of texts: `Name.member.1=…`.
    mutating func add(_ name: String, list: [String]) {
        for (index, value) in list.enumerated() { add("\(name).member.\(index + 1)", value) }
    }

    /// Tags in the order of their keys: `Tags.member.1.Key=…`.
    mutating func add(tags: [String: String]) {
        for (index, tag) in tags.sorted(by: { $0.key < $1.key }).enumerated() {
            add("Tags.member.\(index + 1).Key", tag.key)
            add("Tags.member.\(index + 1).Value", tag.value)
        }
    }
}
