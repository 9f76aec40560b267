/// The APIs of an account in a region, listed once a run.
///
/// Names of APIs are not unique, so no answer to CreateApi says that ours exists already. Before a run makes its first API it lists
/// them; one request serves all components of the run. Nobody else makes an API of ours meanwhile, as the stack is locked.
package actor GatewayDirectory {
    private let gateway: APIGatewayClient
    private var listed: [GatewayAPI]?
    private var isAsking = false
    private var waiting: [CheckedContinuation<Void, Never>] = []

    /// - Parameter listed: The APIs when they are known already.
    package init(_ client: AWSClient, listed: [GatewayAPI]? = nil) {
        gateway = APIGatewayClient(client)
        self.listed = listed
    }

    /// The APIs as they were when the run asked first.
    package func apis() async throws -> [GatewayAPI] {
        while listed == nil, isAsking {
            await withCheckedContinuation { waiting.append($0) }
        }
        if let listed { return listed }
        isAsking = true
        defer { finish() }
        let found = try await gateway.getAPIs()
        listed = found
        return found
    }

    private func finish() {
        isAsking = false
        let resumed = waiting
        waiting = []
        for continuation in resumed { continuation.resume() }
    }
}
