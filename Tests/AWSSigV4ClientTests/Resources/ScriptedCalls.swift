import AWSSigV4Client
import HTTPTransport
import ProvisioningDomain
import ProvisioningTestSupport

/// A provider whose cloud gives prepared answers in order, in a run that has just made what the resources belong to.
struct ScriptedCalls {
    let transport: InMemoryTransport
    let clock = TestClock()
    let provider: AWSResourceProvider

    init(_ answers: [HTTPResponse], projectDirectory: String = "/nowhere") {
        transport = InMemoryTransport(script: answers.map { .success($0) })
        provider = ResourceFixtures.provider(transport, projectDirectory: projectDirectory, clock: clock, isNew: true)
    }

    init(failing error: HTTPTransportError) {
        transport = InMemoryTransport(script: [.failure(error)])
        provider = ResourceFixtures.provider(transport, clock: clock, isNew: true)
    }

    /// What was asked for, in order.
    var operations: [String] { transport.requests.map(\.operation) }

    /// The failure of an operation, and what it left behind.
    func failure(
        _ operation: (AWSResourceProvider) async throws -> Void
    ) async -> (failure: (any ProvisioningFailure)?, partial: ResourceOutcome?) {
        do {
            try await operation(provider)
            return (nil, nil)
        } catch let partial as PartialOutcome {
            return (partial.reason, partial.outcome)
        } catch {
            return (error as? any ProvisioningFailure, nil)
        }
    }

    /// Brings a resource from old to new inputs.
    func update(
        _ type: ResourceType, id: String, from old: PropertyMap, to new: PropertyMap, outputs: PropertyMap = [:]
    ) async throws -> ResourceOutcome {
        let state = ResourceFixtures.state(type, id: id, inputs: old, outputs: outputs)
        return try await provider.update(state, new, provider.diff(state, new))
    }
}
