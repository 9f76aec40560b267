import ProvisioningDomain
import Testing

@Suite struct StackDriftTests {
    private static let stack = StackReference(project: "p", stack: "s")
    private static let now = Timestamp(seconds: 9)

    private static func urn(_ name: String) -> URN { URN(stack: stack, type: "t", name: name) }

    private static func state(_ name: String, _ inputs: PropertyMap = [:], needs: [String] = []) -> ResourceState {
        ResourceState(
            urn: urn(name), id: name, type: "t", inputs: inputs, outputs: inputs, dependencies: needs.map(urn),
            propertyDependencies: needs.isEmpty ? [:] : ["of": needs.map(urn)])
    }

    private static func actual(_ inputs: PropertyMap, outputs: PropertyMap = [:]) -> ResourceOutcome {
        ResourceOutcome(id: "i", inputs: inputs, outputs: outputs)
    }

    @Test(
        arguments: [
            (["size": 1], actual(["size": 1], outputs: ["at": "now"]), []),
            (["size": 1], actual(["size": 2]), ["size"]),
            (["tags": ["a": "1"]], actual(["tags": ["a": "1", "b": "2"]]), ["tags.b"]),
            (["tags": ["a": "1"]], actual([:]), ["tags"]),
            (["key": .secret("x"), "__defaults": []], actual(["key": .secret("x")]), []),
            (["key": .secret("x")], actual(["key": .secret("y")]), ["key"]),
            (
                ["code": .archive(Archive(hash: "1", path: "a"))],
                actual(["code": .archive(Archive(hash: "1", path: "b"))]), []
            ),
            (
                ["code": .archive(Archive(hash: "1", path: "a"))],
                actual(["code": .archive(Archive(hash: "2", path: "a"))]), ["code"]
            ),
        ] as [(PropertyMap, ResourceOutcome, [String])])
    func comparesInputs(inputs: PropertyMap, actual: ResourceOutcome, paths: [String]) {
        let drift = ResourceDrift(Self.state("a", inputs), actual: actual)
        #expect(drift?.changes.map(\.path) ?? [] == paths)
        #expect((drift == nil) == paths.isEmpty)
        #expect(drift?.isGone ?? false == false)
    }

    @Test func whatIsGoneHasNoChanges() throws {
        let drift = try #require(ResourceDrift(Self.state("a", ["size": 1]), actual: nil))
        #expect(drift.isGone && drift.changes.isEmpty)
    }

    @Test func theSnapshotSaysWhatIs() throws {
        let api = Self.state("api")
        let route = Self.state("route", ["key": "GET /"], needs: ["api"])
        let stage = Self.state("stage", needs: ["api", "route"])
        let snapshot = StackSnapshot(stack: Self.stack, resources: [api, route, stage])
        let drift = StackDrift(
            stack: Self.stack,
            resources: [
                try #require(ResourceDrift(route, actual: nil)),
                try #require(ResourceDrift(stage, actual: Self.actual(["auto": true], outputs: ["url": "u"]))),
            ])
        #expect(drift.counts == [.delete: 1, .update: 1])
        #expect(!drift.isEmpty)
        let refreshed = drift.applied(to: snapshot, at: Self.now)
        #expect(refreshed.resources.map(\.urn.name) == ["api", "stage"])
        #expect(refreshed.resources[0] == api)
        let changed = refreshed.resources[1]
        #expect(changed.inputs == ["auto": true] && changed.outputs == ["url": "u"] && changed.id == "i")
        #expect(changed.modified == Self.now)
        #expect(changed.dependencies == [Self.urn("api")])
        #expect(changed.propertyDependencies == ["of": [Self.urn("api")]])
    }

    @Test func noDriftLeavesTheSnapshot() {
        let snapshot = StackSnapshot(stack: Self.stack, resources: [Self.state("a")])
        #expect(StackDrift(stack: Self.stack).applied(to: snapshot, at: Self.now) == snapshot)
    }

    @Test func aReplacedResourceOfTheSameNameIsStillNamed() throws {
        var old = Self.state("a")
        old.delete = true
        old.id = "old"
        let live = Self.state("a")
        let user = Self.state("b", needs: ["a"])
        let snapshot = StackSnapshot(stack: Self.stack, resources: [live, old, user])
        let drift = StackDrift(stack: Self.stack, resources: [try #require(ResourceDrift(live, actual: nil))])
        let refreshed = drift.applied(to: snapshot, at: Self.now)
        #expect(refreshed.resources == [old, user])
    }
}
