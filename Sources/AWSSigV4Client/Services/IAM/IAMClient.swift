internal import ExpatXML

/// Calls of AWS Identity and Access Management, API version 2010-05-08.
package struct IAMClient: Sendable {
    private let client: AWSClient

    package init(_ client: AWSClient) {
        self.client = client
    }

    func query(_ operation: String, _ parameters: QueryParameters, isIdempotent: Bool) async throws -> XMLElement {
        try await client.query(
            .iam, version: "2010-05-08", operation: operation, parameters, isIdempotent: isIdempotent)
    }

    /// Reads all pages of a listing.
    func pages<Item>(
        _ operation: String, _ parameters: QueryParameters, _ items: (XMLElement) -> [Item]
    ) async throws -> [Item] {
        var all = [Item]()
        var marker: String?
        repeat {
            var page = parameters
            page.add("Marker", marker)
            let answer = try await query(operation, page, isIdempotent: true)
            all += items(answer)
            marker = answer.text("IsTruncated") == "true" ? answer.text("Marker") : nil
        } while marker != nil
        return all
    }
}
