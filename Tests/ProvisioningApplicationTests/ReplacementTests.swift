import ProvisioningApplication
import ProvisioningDomain
import ProvisioningTestSupport
import Testing

/// Replacements, removals, and the order of both.
@Suite struct ReplacementTests {
    private typealias Provider = InMemoryResourceProvider

    @Test func replacesCreateBeforeDelete() async throws {
        let lab = Lab()
        _ = try await lab.apply([
            declare("a", Provider.box, ["kind": "x"]), declare("b", Provider.box, ["parent": .output("a")]),
        ])
        let result = try await lab.apply([
            declare("a", Provider.box, ["kind": "y"]), declare("b", Provider.box, ["parent": .output("a")]),
        ])
        #expect(result.changes == [.replace: 2])
        let verbs = lab.cloud.operations.dropFirst(2).map { "\($0.verb) \($0.name)" }
        #expect(verbs == ["create a", "create b", "delete b", "delete a"])
    }

    @Test func replacesDeleteBeforeCreate() async throws {
        let lab = Lab()
        let user = declare("user", Provider.box, ["follow": .output("n", "version")])
        _ = try await lab.apply([declare("n", Provider.named, ["kind": "x"]), user])
        lab.cloud.inject([1: .refused])
        let changed = [declare("n", Provider.named, ["kind": "y"]), user]
        let failed = try await lab.apply(changed)
        #expect(failed.status == .failed)
        // It is gone, and its entry stays for the one that needs it.
        #expect(lab.cloud.things["n"] == nil)
        #expect(await lab.snapshot.managed.first { $0.urn.name == "n" }?.pendingReplacement == true)
        let result = try await lab.apply(changed)
        #expect(result.changes == [.create: 1])
        #expect(result.plan.steps.first?.reason == "deleted to be replaced")
        try await lab.verifyConverged(to: changed, "replaced")
        let verbs = lab.cloud.operations.dropFirst(2).map { "\($0.verb) \($0.name)" }
        #expect(verbs == ["delete n", "create n", "create n"])
    }

    @Test func whatWaitsForItsReplacementCanBeRemoved() async throws {
        let lab = Lab()
        _ = try await lab.apply([declare("n", Provider.named, ["kind": "x"]), declare("u", dependsOn: ["n"])])
        lab.cloud.inject([1: .refused])
        _ = try await lab.apply([declare("n", Provider.named, ["kind": "y"]), declare("u", dependsOn: ["n"])])
        let result = try await lab.apply([declare("u")])
        #expect(result.status == .completed)
        #expect(await lab.snapshot.managed.map(\.urn.name) == ["u"])
        #expect(await lab.snapshot.managed.first?.dependencies == [])
    }

    @Test func removesInReverseOrder() async throws {
        let lab = Lab()
        _ = try await lab.apply(CrashMatrixTests.first)
        let result = try await lab.apply([declare("network")], reason: "smaller")
        #expect(result.changes == [.delete: 9])
        let deleted = lab.cloud.operations.filter { $0.verb == "delete" }.map(\.name)
        for (before, after) in [
            ("stage", "route"), ("route", "integration"), ("integration", "alias"), ("alias", "function"),
            ("function", "logs"), ("function", "role"), ("integration", "api"),
        ] {
            let first = try #require(deleted.firstIndex(of: before))
            let second = try #require(deleted.firstIndex(of: after))
            #expect(first < second, "\(before) before \(after)")
        }
        #expect(await lab.backend.inner.records[Lab.stack]?.last?.message == "smaller")
    }

    /// The old holder of a replaced thing and one that is not declared any more need each other.
    @Test func removesReplacedAndUndeclaredTogether() async throws {
        let lab = Lab()
        _ = try await lab.apply([
            declare("gone"), declare("holder", Provider.box, ["kind": "x", "uses": [.output("gone")]]),
        ])
        let wanted = [declare("holder", Provider.box, ["kind": "y"])]
        let result = try await lab.apply(wanted)
        #expect(result.status == .completed)
        #expect(result.changes == [.replace: 1, .delete: 1])
        try await lab.verifyConverged(to: wanted, "together")
    }

    @Test func aLogicalNameCanChange() async throws {
        let lab = Lab()
        _ = try await lab.apply([declare("old", Provider.named, ["name": "thing"])])
        let wanted = [declare("new", Provider.named, ["name": "thing"])]
        #expect(try await lab.apply(wanted).status == .completed)
        try await lab.verifyConverged(to: wanted, "renamed")
        #expect(!lab.cloud.operations.contains { $0.verb == "delete" })
    }

    @Test func needsAreKeptCurrent() async throws {
        let lab = Lab()
        _ = try await lab.apply([declare("a"), declare("b", dependsOn: ["a"])])
        let wanted = [declare("b"), declare("a", Provider.box, ["size": 2], dependsOn: ["b"])]
        #expect(try await lab.apply(wanted).changes == [.update: 1])
        try await lab.verifyConverged(to: wanted, "turned round")
    }
}
