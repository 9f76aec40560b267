package import ProvisioningDomain

/// The promises of `HealthProbe`, each to be checked with a server that behaves in a certain way.
package enum HealthProbeContract: String, CaseIterable, Sendable {
    case theExpectedAnswerIsHealthy, anotherStatusIsNot, aMissingTextIsNot, silenceIsNot, absenceIsNot
    case explainingNeverFails

    /// What the server behind the probe does.
    package enum Behaviour: Sendable, Hashable {
        /// Answers a GET of `/health`.
        case answers(status: Int, body: String)
        /// Takes the request and says nothing.
        case isSilent
        /// Is not there.
        case isAbsent
    }

    /// What the server must do for the promise to be checked.
    package var behaviour: Behaviour {
        switch self {
        case .theExpectedAnswerIsHealthy, .aMissingTextIsNot: .answers(status: 200, body: "all is well")
        case .anotherStatusIsNot: .answers(status: 503, body: "warming up")
        case .silenceIsNot, .explainingNeverFails: .isSilent
        case .absenceIsNot: .isAbsent
        }
    }

    /// Checks the promise.
    ///
    /// - Parameters:
    ///   - route: the way on which the probe asks.
    ///   - patience: how long an answer may take where one comes.
    /// - Throws: `ContractViolation` when it is broken, or what the probe throws.
    package func verify(
        _ probe: any HealthProbe, of stack: StackSnapshot, route: HealthRoute, patience: Duration = .seconds(1200)
    ) async throws {
        func ask(_ body: String?, within limit: Duration) async throws -> HealthAnswer {
            let check = HealthCheck(.http(path: "/health", status: 200, body: body), route: route)
            return try await probe.ask(check, of: stack, within: limit)
        }
        func requireRefusal(_ answer: HealthAnswer, _ words: [String], _ promise: String) throws {
            guard case .unhealthy(let text) = answer else { throw ContractViolation("\(promise): \(answer)") }
            try ContractViolation.require(words.allSatisfy(text.contains), "\(promise), and says so: \(text)")
        }
        switch self {
        case .theExpectedAnswerIsHealthy:
            let answer = try await ask("is well", within: patience)
            guard case .healthy(let text) = answer else { throw ContractViolation("it is healthy: \(answer)") }
            try ContractViolation.require(text.contains("/health"), "the answer says what was asked: \(text)")
        case .anotherStatusIsNot:
            try requireRefusal(
                try await ask(nil, within: patience), ["503", "warming up", "200"], "another status is not healthy")
        case .aMissingTextIsNot:
            try requireRefusal(
                try await ask("ready", within: patience), ["all is well", "ready"],
                "a body without the text is not healthy")
        case .silenceIsNot:
            try requireRefusal(try await ask(nil, within: .milliseconds(50)), [], "silence is not healthy")
        case .absenceIsNot:
            try requireRefusal(try await ask(nil, within: .seconds(5)), [], "a server that is not there is not healthy")
        case .explainingNeverFails:
            _ = try await probe.explain(HealthCheck(.http(path: "/health", status: 200, body: nil)), of: stack)
        }
    }

    /// A stack with an URL and a function behind the alias of version 4.
    package static func stack(url: String) -> StackSnapshot {
        let stack = StackReference(project: "shop-api", stack: "aws-development")
        let root = ResourceState(
            urn: stack.rootURN, custom: false, type: .stack,
            outputs: ["url": .string(url), "functionName": "shop-api-development", "apiId": "a1b2c3"])
        let alias = ResourceState(
            urn: URN(stack: stack, type: "aws:lambda/alias:Alias", name: "live"), id: "live",
            type: "aws:lambda/alias:Alias", outputs: ["functionVersion": "4"], parent: root.urn)
        let stage = ResourceState(
            urn: URN(stack: stack, type: "aws:apigatewayv2/stage:Stage", name: "stage"), id: "development",
            type: "aws:apigatewayv2/stage:Stage", outputs: ["name": "development"], parent: root.urn)
        return StackSnapshot(stack: stack, resources: [root, alias, stage])
    }
}
