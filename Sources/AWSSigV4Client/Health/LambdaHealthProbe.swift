internal import HTTPTransport
package import ProvisioningDomain

/// Asks a component by invoking the alias `live` of its function as the gateway would, and lets it say why it is not healthy.
///
/// A WebSocket component sees a client that connects and leaves.
package struct LambdaHealthProbe: HealthProbe {
    private let client: AWSClient

    /// - Parameter client: the component's region and account; it may need `lambda:InvokeFunction`.
    package init(_ client: AWSClient) { self.client = client }

    package func ask(
        _ check: HealthCheck, of stack: StackSnapshot, within limit: Duration
    ) async throws -> HealthAnswer {
        let function = try Self.function(of: stack)
        do {
            let invocation = try await invoke(check.question, function, stack, limit)
            return LambdaHealthAnswer.judge(
                invocation, check.question, function: function, version: Self.version(of: stack))
        } catch  where Self.passes(error) {
            return .unhealthy("\(error)")
        } catch let error as CancellationError {
            throw error
        } catch {
            throw AWSResourceError.describing(error, on: function)
        }
    }

    package func explain(_ check: HealthCheck, of stack: StackSnapshot) async throws -> String? {
        let function = try Self.function(of: stack)
        do {
            return LambdaHealthAnswer.explanation(try await invoke(check.question, function, stack, .seconds(35)))
        } catch let error as CancellationError {
            throw error
        } catch {
            return
                "  nothing, as it could not be invoked: \(AWSResourceError.describing(error, on: function).description)"
        }
    }

    /// One client's request; a connection is ended again.
    private func invoke(
        _ question: HealthQuestion, _ function: String, _ stack: StackSnapshot, _ limit: Duration
    ) async throws -> LambdaInvocation {
        let lambda = LambdaClient(client)
        let live = AWSRestBlueprint.aliasName
        switch question {
        case .http(let path, _, _):
            let event = LambdaProbeEvent.get(path, at: client.clock.now)
            return try await lambda.invoke(function, payload: event, qualifier: live, logTail: true, limit: limit)
        case .webSocket(_, _, let subprotocol):
            let connection = LambdaProbeEvent.Connection(
                id: "semantest-health-\(UInt64.random(in: .min ... .max))",
                api: stack.outputs["apiId"]?.stringValue ?? "",
                stage: Self.resource(.stage, in: stack)?.outputs["name"]?.stringValue ?? "")
            let begin = LambdaProbeEvent.connect(connection, subprotocol: subprotocol, at: client.clock.now)
            let invocation = try await lambda.invoke(
                function, payload: begin, qualifier: live, logTail: true, limit: limit)
            if LambdaHealthAnswer.accepted(invocation) {
                let end = LambdaProbeEvent.disconnect(connection, at: client.clock.now)
                _ = try await lambda.invoke(function, payload: end, qualifier: live, limit: limit)
            }
            return invocation
        }
    }

    private static func function(of stack: StackSnapshot) throws -> String {
        guard let name = stack.outputs["functionName"]?.stringValue else {
            throw ProvisioningError(
                .operation, code: "MissingOutput", "\(stack.stack) has no output `functionName`, the function to invoke"
            )
        }
        return name
    }

    /// The version that the alias was moved to.
    private static func version(of stack: StackSnapshot) -> String? {
        resource(.alias, in: stack)?.outputs["functionVersion"]?.stringValue
    }

    private static func resource(_ type: ResourceType, in stack: StackSnapshot) -> ResourceState? {
        stack.managed.first { $0.type == type && !$0.delete }
    }

    /// Whether another attempt may succeed where this one failed.
    private static func passes(_ error: any Error) -> Bool {
        switch error {
        case let error as HTTPTransportError: error.isTransient
        case let error as AWSServiceError:
            error.isNotFound || error.isConflict || error.isThrottling || error.statusCode >= 500
        default: false
        }
    }
}
