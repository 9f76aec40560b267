internal import CNodeBridges
import OrderedJSON
package import ProvisioningDomain

/// The files that run an untouched Node.js server in the cloud, laid beside the user's own at the top of the package.
package enum BridgeFiles {
    /// The bridge itself.
    package static let script = "semantest-bridge.cjs"
    /// The REST bridge in a package of kind `websocket`: it starts the server there.
    package static let restScript = "semantest-bridge-rest.cjs"
    /// What Lambda loads: it starts the bridge.
    package static let module = "semantest-bridge.mjs"
    /// What the bridge runs.
    ///
    /// It is not named `semantest-bridge.json`, which `require` of a handler without extension would find first.
    package static let configuration = "semantest-bridge.config.json"
    /// What Lambda calls: `handler` of the module.
    package static let handler = "semantest-bridge.handler"
    /// The names that the user's files must not have at the top of the package.
    package static let names = [
        script, restScript, configuration, module, "semantest-bridge.js", "semantest-bridge.json",
    ]

    /// The files to add to a package, in the order of their names' bytes.
    ///
    /// - Parameters:
    ///   - kind: what the server serves.
    ///   - entry: the entry's path in the package.
    ///   - directory: the source directory's path in the package, empty for the top.
    package static func all(
        _ kind: ComponentKind, entry: String, directory: String
    ) -> [(path: String, bytes: [UInt8])] {
        let settings = (configuration, configuration(entry: entry, directory: directory, kind: kind.rawValue))
        let files =
            switch kind {
            case .rest: [(script, awsRest()), settings, (module, awsRestModule())]
            case .websocket:
                [(restScript, awsRest()), (script, awsWebSocket()), settings, (module, awsRestModule())]
            }
        return files.sorted { Path.precedes($0.0, $1.0) }
    }

    /// The source of the bridge between API Gateway's WebSocket API and a WebSocket server.
    package static func awsWebSocket() -> [UInt8] {
        var length = 0
        guard let start = unsafe semantest_bridge_aws_websocket(&length) else { return [] }
        return unsafe Array(UnsafeBufferPointer(start: start, count: length))
    }

    /// The source of the bridge between API Gateway's HTTP API and a REST server.
    package static func awsRest() -> [UInt8] {
        var length = 0
        guard let start = unsafe semantest_bridge_aws_rest(&length) else { return [] }
        return unsafe Array(UnsafeBufferPointer(start: start, count: length))
    }

    /// The source of the module that Lambda loads.
    package static func awsRestModule() -> [UInt8] {
        var length = 0
        guard let start = unsafe semantest_bridge_aws_rest_module(&length) else { return [] }
        return unsafe Array(UnsafeBufferPointer(start: start, count: length))
    }

    /// The configuration: the entry, the directory to start it in, and the component's kind.
    ///
    /// - Parameters:
    ///   - entry: the entry's path in the package.
    ///   - directory: the source directory's path in the package, empty for the top.
    ///   - kind: `rest` or `websocket`.
    package static func configuration(entry: String, directory: String, kind: String) -> [UInt8] {
        var writer = JSONWriter()
        writer.write(["entry": .string(entry), "directory": .string(directory), "kind": .string(kind)])
        return writer.bytes + [UInt8(ascii: "\n")]
    }
}
