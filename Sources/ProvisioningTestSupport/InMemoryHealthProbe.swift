package import ProvisioningDomain

/// A probe whose server behaves as a script says; the last behaviour stays.
package final class InMemoryHealthProbe: HealthProbe {
    /// What one question leads to.
    package enum Step: Sendable {
        case behaves(HealthProbeContract.Behaviour)
        case fails(ProvisioningError)
        case isCancelled
    }

    private let script: LockedBox<[Step]>
    private let recorded = LockedBox<[Duration]>([])
    private let explanation: String?

    package init(_ script: [Step], explanation: String? = nil) {
        self.script = LockedBox(script)
        self.explanation = explanation
    }

    /// How long each question could take, in order.
    package var limits: [Duration] { recorded.withLock { $0 } }

    package func ask(
        _ check: HealthCheck, of stack: StackSnapshot, within limit: Duration
    ) async throws -> HealthAnswer {
        recorded.withLock { $0.append(limit) }
        let step = script.withLock { $0.count > 1 ? $0.removeFirst() : $0.first }
        switch step {
        case .behaves(.answers(let status, let body)):
            guard case .http(let path, let wanted, let part) = check.question else { return .healthy("connected") }
            return HTTPExpectation(status: wanted, body: part).answer("GET \(path)", status: status, body: body)
        case .behaves(.isSilent): return .unhealthy("no answer within \(limit)")
        case .behaves(.isAbsent), nil: return .unhealthy("nobody is there")
        case .fails(let error): throw error
        case .isCancelled: throw CancellationError()
        }
    }

    package func explain(_ check: HealthCheck, of stack: StackSnapshot) async throws -> String? { explanation }
}
