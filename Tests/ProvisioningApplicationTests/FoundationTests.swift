import ProvisioningApplication
import ProvisioningDomain
import ProvisioningTestSupport
import Testing

@Suite struct FoundationTests {
    private static func declaration(_ region: String, version: String = "7.51.1") -> ProviderDeclaration {
        ProviderDeclaration(package: "aws", version: version, inputs: ["region": .string(region)])
    }

    @Test func laysTheStackAndTheProvider() throws {
        let (snapshot, reference) = try StackFoundation.lay(
            under: StackSnapshot(stack: Lab.stack), provider: Self.declaration("us-east-1"), id: "uuid",
            at: Timestamp(seconds: 1))
        #expect(snapshot.resources.map(\.type) == [.stack, "pulumi:providers:aws"])
        #expect(reference.description == snapshot.resources[1].urn.text + "::uuid")
        #expect(snapshot.resources[1].urn.name == "default_7_51_1")
        #expect(snapshot.resources[1].outputs == ["region": "us-east-1", "version": "7.51.1"])
        #expect(snapshot.resources[1].inputs["__internal"] == [:])
    }

    @Test(arguments: [("7.1.0", true), ("7.99.3", true), ("6.83.0", false), ("8.0.0", false)])
    func keepsAProviderOfTheSameMajorVersion(version: String, isKept: Bool) throws {
        let old = try StackFoundation.lay(
            under: StackSnapshot(stack: Lab.stack), provider: Self.declaration("us-east-1", version: version),
            id: "old", at: Timestamp(seconds: 1))
        let (snapshot, reference) = try StackFoundation.lay(
            under: old.snapshot, provider: Self.declaration("us-east-1"), id: "new", at: Timestamp(seconds: 2))
        #expect(reference.id == (isKept ? "old" : "new"))
        #expect((snapshot == old.snapshot) == isKept)
    }

    @Test func refusesAnotherRegionWhileSomethingLivesThere() async throws {
        let lab = Lab()
        _ = try await lab.apply([declare("a")])
        await #expect(throws: ProvisioningError.self) {
            try await lab.apply([declare("a")], provider: Self.declaration("eu-west-1"))
        }
        _ = try await lab.destroy()
        #expect(try await lab.apply([declare("a")], provider: Self.declaration("eu-west-1")).status == .completed)
    }

    @Test func takesAnotherRegionWhileNothingLivesThere() async throws {
        let lab = Lab()
        lab.cloud.inject([0: .refused])
        _ = try await lab.apply([declare("a")])
        _ = try await lab.apply([declare("a")], provider: Self.declaration("eu-west-1"))
        let provider = await lab.snapshot.resources.first { $0.type.isProvider }
        #expect(provider?.inputs["region"] == "eu-west-1")
        #expect(provider?.outputs["region"] == "eu-west-1")
    }

    @Test func refusesAnotherRegionWhileAnOperationIsPending() async throws {
        let lab = Lab()
        lab.cloud.inject([0: .unanswered(.whole)])
        _ = try await lab.apply([declare("a")])
        await #expect(throws: ProvisioningError.self) {
            try await lab.apply([declare("a")], provider: Self.declaration("eu-west-1"))
        }
    }

    @Test func destroyingNothingIsNoChange() async throws {
        let lab = Lab()
        #expect(try await lab.destroy().status == .unchanged)
        _ = try await lab.apply([declare("a")])
        #expect(try await lab.destroy().changes == [.delete: 1])
        #expect(await lab.snapshot.resources.isEmpty)
        #expect(try await lab.destroy().status == .unchanged)
        #expect(await lab.backend.inner.records[Lab.stack]?.map(\.kind) == [.update, .destroy])
    }
}
