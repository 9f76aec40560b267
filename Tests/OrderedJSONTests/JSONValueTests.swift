import OrderedJSON
import Testing

@Suite struct JSONValueTests {
    @Test func givesParts() {
        let value: JSONValue = ["s": "x", "i": 3, "d": 1.5, "b": true, "n": nil, "a": [1, 2], "o": ["k": "v"]]
        #expect(value["s"]?.string == "x")
        #expect(value["i"]?.int == 3)
        #expect(value["i"]?.double == 3)
        #expect(value["d"]?.double == 1.5)
        #expect(value["d"]?.int == nil)
        #expect(value["b"]?.bool == true)
        #expect(value["n"]?.isNull == true)
        #expect(value["a"]?[1]?.int == 2)
        #expect(value["a"]?[2] == nil)
        #expect(value["a"]?[-1] == nil)
        #expect(value["o"]?["k"]?.string == "v")
        #expect(value["o"]?.object?.keys == ["k"])
        #expect(value["x"] == nil)
        for wrong in [value["s"]?.int, value["a"]?.int, value["n"]?.int] { #expect(wrong == nil) }
        #expect(value.string == nil && value.bool == nil && value.double == nil && value.array == nil)
        #expect(JSONValue.null.object == nil && JSONValue.null["a"] == nil && JSONValue.null[0] == nil)
    }

    @Test func sets() {
        var value: JSONValue = ["a": 1, "b": 2]
        value["a"] = 3
        value["c"] = "x"
        value["b"] = nil
        #expect(value.text() == #"{"a":3,"c":"x"}"#)
        var other = JSONValue.null
        other["k"] = true
        #expect(other.text() == #"{"k":true}"#)
    }

    @Test func largeObjectsFindTheirMembers() {
        var object = JSONObject()
        for index in 0..<100 { object["k\(index)"] = .number(index) }
        #expect(object.count == 100)
        #expect(object["k57"]?.int == 57)
        object["k3"] = nil
        object["k3"] = nil
        #expect(object["k3"] == nil && object["k99"]?.int == 99 && object["k4"]?.int == 4)
        object["k5"] = 0
        object["new"] = 1
        #expect(object["k5"]?.int == 0 && object["new"]?.int == 1 && object.keys.last == "new")
        #expect(object.values.count == 100 && object.underestimatedCount == 100 && !object.isEmpty)
    }

    @Test func equalityIgnoresOrderOfMembers() {
        #expect(JSONObject(["a": 1, "b": 2]) == JSONObject([(key: "b", value: 2), (key: "a", value: 1)]))
        #expect(JSONObject(["a": 1, "b": 2]) != JSONObject(["a": 1, "c": 2]))
        #expect(JSONObject(["a": 1]) != JSONObject(["a": 1, "c": 2]))
        #expect(JSONValue.array([1, 2]) != [2, 1])
        #expect(JSONNumber(1) == JSONNumber(1.0))
        #expect(JSONNumber(1) != JSONNumber(1.5))
    }

    @Test(
        arguments: [
            (JSONValue.null, "null"), (true, "a boolean"), (1, "a number"), ("", "a string"), ([], "an array"),
            ([:], "an object"),
        ] as [(JSONValue, String)])
    func namesKinds(value: JSONValue, name: String) {
        #expect(value.kindName == name)
    }
}
