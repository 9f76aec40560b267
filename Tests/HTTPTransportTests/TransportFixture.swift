import HTTPTransport
import ProvisioningTestSupport

/// Runs `body` with a transport and shuts it down afterwards, whatever happens.
func withCurlTransport<Result>(
    _ configuration: CurlTransportConfiguration = CurlTransportConfiguration(),
    _ body: (CurlTransport) async throws -> Result
) async throws -> Result {
    let transport = CurlTransport(configuration: configuration)
    do {
        let result = try await body(transport)
        await transport.shutdown()
        return result
    } catch {
        await transport.shutdown()
        throw error
    }
}

/// Runs `body` with a server that ends the connection of its second request without an answer and answers all others with 200.
func withServerDroppingTheSecondRequest(_ body: (ScriptedServer) async throws -> Void) async throws {
    let count = LockedBox(0)
    try await withScriptedServer { _ in
        let number = count.withLock { count in
            count += 1
            return count
        }
        return number == 2 ? .dropBeforeAnswer : .text("ok")
    } _: { server in
        try await body(server)
    }
}

/// The transport error that `body` throws; nil when it throws none.
func transportError(_ body: () async throws -> Void) async throws -> HTTPTransportError? {
    do {
        try await body()
        return nil
    } catch let error as HTTPTransportError {
        return error
    }
}

/// Collects the metrics of transfers.
final class MetricsRecorder: Sendable {
    private let recorded = LockedBox<[CurlTransferMetrics]>([])

    var metrics: [CurlTransferMetrics] { recorded.withLock { $0 } }

    func record(_ metrics: CurlTransferMetrics) { recorded.withLock { $0.append(metrics) } }

    /// A configuration that reports here.
    var configuration: CurlTransportConfiguration {
        var configuration = CurlTransportConfiguration()
        configuration.onTransfer = { self.record($0) }
        return configuration
    }
}
