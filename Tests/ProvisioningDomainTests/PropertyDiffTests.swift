import ProvisioningDomain
import Testing

@Suite struct PropertyDiffTests {
    private static let reference = PropertyValue.output(OutputReference(resource: "r", output: "o"))

    @Test(
        arguments: [
            (["a": 1], ["a": 1], []), (["a": 1], ["a": 2], ["a"]), ([:], ["a": 1], ["a"]), (["a": 1], [:], ["a"]),
            (["a": ["b": 1, "c": 2]], ["a": ["b": 1, "c": 3]], ["a.c"]), (["a": ["b": 1]], ["a": [:]], ["a.b"]),
            (["a": ["b": ["c": 1]]], ["a": ["b": ["c": 2, "d": 1]]], ["a.b.c", "a.b.d"]),
            (["a": [1, 2]], ["a": [2, 1]], ["a"]), (["a": .secret("x")], ["a": "x"], []),
            (["a": .secret("x")], ["a": .secret("y")], ["a"]), (["a": "x"], ["a": .unknown], ["a"]),
            (["a": "x"], ["a": reference], ["a"]), (["a": ["b": "x"]], ["a": ["b": .unknown]], ["a.b"]),
            (["a": .null], [:], []), ([:], ["a": []], []), (["a": [:]], [:], []), (["a": .null], ["a": [:]], []),
            (["a": []], ["a": .null], []), ([:], ["a": ["__defaults": []]], []), ([:], ["a": ""], ["a"]),
            (["__defaults": [1], "a": ["__defaults": [2]]], ["a": ["__defaults": [3]]], []),
            (["a": .archive(Archive(hash: "h", path: "p"))], ["a": .archive(Archive(hash: "h", path: "q"))], []),
            (["a": .archive(Archive(hash: "h", path: "p"))], ["a": .archive(Archive(hash: "i", path: "p"))], ["a"]),
            (["a": .sealed("c")], ["a": .secret("x")], ["a"]), (["skip": 1], ["skip": 2], []),
            (["a": ["skip": 1]], ["a": ["skip": 2]], []), (["a": ["b": 1]], ["a": "text"], ["a"]),
        ] as [(PropertyMap, PropertyMap, [String])])
    func finds(old: PropertyMap, new: PropertyMap, paths: [String]) {
        #expect(PropertyDiff.changes(from: old, to: new, ignoring: ["skip", "a.skip"]).map(\.path) == paths)
    }

    @Test func partsOfASecretMapStaySecret() {
        let changes = PropertyDiff.changes(
            from: ["a": .secret(["b": "old"])], to: ["a": ["b": .secret("new"), "c": "d"]])
        #expect(changes.map(\.path) == ["a.b", "a.c"])
        #expect(changes[0].old == .secret("old") && changes[0].new == .secret("new"))
        #expect(changes[0].property == "a")
        #expect(PropertyChange(path: "", old: nil, new: nil).property == "")
        #expect(ResourceDiff(changes: changes).touches("x", "a"))
        #expect(!ResourceDiff(changes: changes).touches("b"))
    }
}
