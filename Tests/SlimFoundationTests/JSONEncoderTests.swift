import SlimFoundation
import Testing

@Suite struct JSONEncoderTests {
    private enum Kind: String, Encodable {
        case flag
    }

    private struct Argument: Encodable {
        var name = "quiet"
        var kind = Kind.flag
        var isOptional = true
        var position: UInt8 = 7
        var missing: String?
        var names = ["q", "quiet"]
        var nested: [Argument] = []
        var facts: [String: Int] = ["b": 2]
    }

    private final class Custom: Encodable {
        private enum Key: String, CodingKey {
            case list, object, base, nothing
        }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: Key.self)
            var list = container.nestedUnkeyedContainer(forKey: .list)
            try list.encode(1)
            try list.encodeNil()
            var inner = list.nestedContainer(keyedBy: Key.self)
            try inner.encode("x", forKey: .base)
            var object = container.nestedContainer(keyedBy: Key.self, forKey: .object)
            try object.encodeNil(forKey: .nothing)
            try "super".encode(to: container.superEncoder(forKey: .base))
        }
    }

    private func text(_ value: some Encodable, _ formatting: JSONEncoder.OutputFormatting) throws -> String? {
        let encoder = JSONEncoder()
        encoder.outputFormatting = formatting
        return String(data: try encoder.encode(value), encoding: .utf8)
    }

    @Test func encodesWhatAHelpDumpHolds() throws {
        let inner = #""facts":{"b":2},"isOptional":true,"kind":"flag","name":"quiet","names":["q","quiet"],"#
        #expect(
            try text(Argument(nested: [Argument()]), .sortedKeys)
                == "{\(inner)\"nested\":[{\(inner)\"nested\":[],\"position\":7}],\"position\":7}")
        #expect(try text(["a": [Argument]()], [.prettyPrinted, .sortedKeys])?.contains("\n") == true)
    }

    @Test func encodesContainersInContainers() throws {
        #expect(
            try text(Custom(), []) == #"{"list":[1,null,{"base":"x"}],"object":{"nothing":null},"base":"super"}"#)
    }

    @Test func readsTextOnlyFromUTF8() {
        #expect(String(data: Data(bytes: [0xC3, 0xA9]), encoding: .utf8) == "é")
        #expect(String(data: Data(bytes: [0xC3]), encoding: .utf8) == nil)
    }

    @Test func anErrorNeedNotDescribeItself() {
        struct Plain: LocalizedError {}
        #expect(Plain().errorDescription == nil)
    }
}
