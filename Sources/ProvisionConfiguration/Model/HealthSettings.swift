package import ProvisioningDomain

/// What the configuration says of a component's health check; nil where it says nothing.
package struct HealthSettings: Sendable, Hashable {
    /// The ways a question can take, and none.
    package enum Way: String, Sendable, Hashable, CaseIterable {
        case url, invoke, none
    }

    /// Which way the question takes.
    package var way: Way?
    /// Seconds that it may take to become healthy.
    package var grace: Int?
    /// The path of a REST component that is asked for.
    package var path: String?
    /// The status that it answers.
    package var status: Int?
    /// What the body contains.
    package var body: String?
    /// What a WebSocket component is sent.
    package var send: String?
    /// What a message of it contains.
    package var expect: String?
    /// The sub-protocol that it is offered.
    package var subprotocol: String?

    /// These settings with others over them, key by key.
    package func overridden(by other: HealthSettings) -> HealthSettings {
        HealthSettings(
            way: other.way ?? way, grace: other.grace ?? grace, path: other.path ?? path,
            status: other.status ?? status,
            body: other.body ?? body, send: other.send ?? send, expect: other.expect ?? expect,
            subprotocol: other.subprotocol ?? subprotocol)
    }

    /// The check of a component of that kind; nil when none is wanted.
    package func check(of kind: ComponentKind) -> HealthCheck? {
        let question: HealthQuestion =
            switch kind {
            case .rest: .http(path: path ?? "/health", status: status ?? 200, body: body)
            case .websocket: .webSocket(send: send, expect: expect, subprotocol: subprotocol)
            }
        return switch way ?? .url {
        case .url: HealthCheck(question, route: .url, grace: grace ?? 60)
        case .invoke: HealthCheck(question, route: .invoke, grace: grace ?? 60)
        case .none: nil
        }
    }
}
