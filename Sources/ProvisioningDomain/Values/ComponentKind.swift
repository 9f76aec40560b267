/// What a component serves.
public enum ComponentKind: String, Sendable, Hashable, CaseIterable {
    /// HTTP requests.
    case rest
    /// WebSocket connections.
    case websocket
}
