import FoundationEssentials
import OrderedJSON
import ProvisioningDomain
import Testing

/// The property names of pulumi-aws 7.51.1.
enum KnownProperties {
    /// The names by token, when the shared reference data is at hand.
    static let all: JSONValue? = {
        let shared = Laboratory.environment["SEMANTEST_SHARED"] ?? Laboratory.packageRoot + "/../shared"
        let path = shared + "/reference/pulumi/aws-7.51.1-resources.json"
        if let text = try? Laboratory.text(path) { return try? JSONValue(parsing: text) }
        print("SKIPPED: no aws-7.51.1-resources.json; set SEMANTEST_SHARED")
        return nil
    }()

    /// Expects that every name of a state is one of the official provider's.
    static func check(_ state: ResourceState) throws {
        guard let all else { return }
        let type = try #require(all[state.type.token])
        for name in state.inputs.keys where !name.hasPrefix("__") {
            #expect(type["inputs"]?[name] != nil, "input \(name) of \(state.type)")
        }
        for name in state.outputs.keys where name != "id" {
            #expect(type["outputs"]?[name] != nil, "output \(name) of \(state.type)")
        }
    }
}
