import Glibc
import HTTPTransport
import ProvisioningTestSupport

/// An independent WebSocket server in a process of its own.
struct WebSocketPeer {
    /// Which one.
    enum Kind: String, Sendable, CaseIterable {
        /// Python's `websockets`, and a raw server that breaks the rules.
        case python
        /// `ws` of Debian.
        case node
    }

    let port: Int
    /// Where the Python peer breaks the rules; 0 for others.
    let rawPort: Int
    let process: ChildProcess

    /// Starts it; nil, with a message, where what it needs is absent.
    ///
    /// - Parameter tls: key and certificate for TLS.
    init?(_ kind: Kind, tls: (key: String, certificate: String)? = nil) throws {
        let folder = "/" + #filePath.split(separator: "/").dropLast().joined(separator: "/")
        switch kind {
        case .python:
            guard let python = LabPython.find() else {
                print("skipped: \(LabPython.absence)")
                return nil
            }
            process = try ChildProcess(
                [python.path, folder + "/websocket_peer.py"] + (tls.map { ["--tls", $0.key, $0.certificate] } ?? []))
        case .node:
            let folders: [String] = ["/usr/share/nodejs/ws", "/usr/lib/nodejs/ws"]
            guard folders.contains(where: { unsafe access($0, R_OK) == 0 }) else {
                print("skipped: node-ws is needed: apt-get install node-ws")
                return nil
            }
            process = try ChildProcess(
                ["node", folder + "/websocket-peer.cjs"] + (tls.map { [$0.key, $0.certificate] } ?? []))
        }
        guard let ports = process.firstLine()?.split(separator: " ").compactMap({ Int($0) }), let first = ports.first
        else {
            process.finish()
            throw ChildProcess.Failure(words: "the \(kind) peer printed no port")
        }
        port = first
        rawPort = ports.count > 1 ? ports[1] : 0
    }

    /// Runs `body` with the peer, or not at all where it is absent.
    static func with(_ kind: Kind, _ body: (WebSocketPeer) async throws -> Void) async throws {
        guard let peer = try WebSocketPeer(kind) else { return }
        defer { peer.process.finish() }
        try await body(peer)
    }
}
