internal import CNodeBridges
import OrderedJSON

/// The files that run an untouched Node.js server in the cloud, laid beside the user's own at the top of the package.
package enum BridgeFiles {
    /// The bridge itself.
    package static let script = "semantest-bridge.cjs"
    /// What Lambda loads: it starts the bridge.
    package static let module = "semantest-bridge.mjs"
    /// What the bridge runs.
    ///
    /// It is not named `semantest-bridge.json`, which `require` of a handler without extension would find first.
    package static let configuration = "semantest-bridge.config.json"
    /// What Lambda calls: `handler` of the module.
    package static let handler = "semantest-bridge.handler"
    /// The names that the user's files must not have at the top of the package.
    package static let names = [script, configuration, module, "semantest-bridge.js", "semantest-bridge.json"]

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
    ///   - kind: `rest`.
    package static func configuration(entry: String, directory: String, kind: String) -> [UInt8] {
        var writer = JSONWriter()
        writer.write(["entry": .string(entry), "directory": .string(directory), "kind": .string(kind)])
        return writer.bytes + [UInt8(ascii: "\n")]
    }
}
