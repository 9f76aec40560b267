internal import HTTPTransport
package import ProvisioningDomain

/// Asks a component by invoking the alias `live` of its function as the gateway would, and lets it say why it is not healthy.
///
/// A WebSocket component sees a client that connects and leaves.
package struct LambdaHealthProbe: HealthProbe {
    private let client: AWSClient

    /// - Parameter client: the component's region and account; it may need `lambda:InvokeFunction`. It must not send anything again:
    ///   when to ask again is for the check to say.
    package init(_ client: AWSClient) { self.client = client }

    package func ask(
        _ check: HealthCheck, of stack: StackSnapshot, within limit: Duration, hiding secrets: SecretRedaction
    ) async throws -> HealthAnswer {
        let function = try Self.function(of: stack)
        do {
            let invocation = try await invoke(check.question, function, stack, limit)
            let answer = LambdaHealthAnswer(function: function, version: Self.version(of: stack), secrets: secrets)
            return answer.judge(invocation, check.question)
        } catch let error as HTTPTransportError where error.isTransient {
            return .unhealthy(
                "the invocation of \(function) got no answer within \(limit.components.seconds) s: \(error.message)")
        } catch let error as AWSServiceError where error.mayPass {
            return .unhealthy("\(error)")
        } catch let error as CancellationError {
            throw error
        } catch {
            throw AWSResourceError.describing(error, on: function)
        }
    }

    package func explain(
        _ check: HealthCheck, of stack: StackSnapshot, hiding secrets: SecretRedaction
    ) async throws -> String? {
        let function = try Self.function(of: stack)
        do {
            let invocation = try await invoke(check.question, function, stack, .seconds(35))
            return LambdaHealthAnswer(function: function, version: nil, secrets: secrets).explanation(invocation)
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
        let host = Self.host(of: stack.outputs["apiEndpoint"]?.stringValue ?? "")
        switch question {
        case .http(let path, _, _):
            let event = LambdaProbeEvent.get(path, host: host, at: client.clock.now)
            return try await lambda.invoke(function, payload: event, qualifier: live, logTail: true, limit: limit)
        case .webSocket(_, _, let subprotocol):
            let connection = LambdaProbeEvent.Connection(
                id: "\(LambdaProbeEvent.Connection.idPrefix)\(UInt64.random(in: .min ... .max))",
                api: stack.outputs["apiId"]?.stringValue ?? "",
                stage: Self.resource(.stage, in: stack)?.outputs["name"]?.stringValue ?? "", host: host)
            let begin = LambdaProbeEvent.connect(connection, subprotocol: subprotocol, at: client.clock.now)
            let invocation = try await lambda.invoke(
                function, payload: begin, qualifier: live, logTail: true, limit: limit)
            if LambdaHealthAnswer.accepted(invocation) {
                // For a server that is a handler itself: the bridge has ended the connection already.
                let end = LambdaProbeEvent.disconnect(connection, at: client.clock.now)
                do {
                    _ = try await lambda.invoke(function, payload: end, qualifier: live, limit: limit)
                } catch let error as CancellationError {
                    throw error
                } catch {
                    // The component let the client in, which is what was asked.
                }
            }
            return invocation
        }
    }

    private static func function(of stack: StackSnapshot) throws -> String {
        guard let name = stack.outputs["functionName"]?.stringValue else {
            throw ProvisioningError(
                .operation, code: "MissingOutput",
                "\(stack.stack) has no output `functionName`, the function to invoke")
        }
        return name
    }

    /// The host of a URL.
    private static func host(of url: String) -> String {
        let rest = url.firstRange(of: "://").map { url[$0.upperBound...] } ?? url[...]
        return String(rest.prefix { $0 != "/" })
    }

    /// The version that the alias was moved to.
    private static func version(of stack: StackSnapshot) -> String? {
        resource(.alias, in: stack)?.outputs["functionVersion"]?.stringValue
    }

    private static func resource(_ type: ResourceType, in stack: StackSnapshot) -> ResourceState? {
        stack.managed.first { $0.type == type && !$0.delete }
    }
}

extension AWSServiceError {
    /// Whether the same request may succeed a little later.
    fileprivate var mayPass: Bool {
        isNotFound || isConflict || isThrottling || isClockSkew || statusCode >= 500
    }
}
