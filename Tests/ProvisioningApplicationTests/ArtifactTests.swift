import ProvisioningApplication
import ProvisioningDomain
import ProvisioningTestSupport
import Testing

@Suite struct ArtifactTests {
    private static func hash(_ number: Int) -> String {
        String(repeating: "0", count: 62) + (number < 16 ? "0" : "") + String(number, radix: 16)
    }

    /// A lab with an artifact store and a folder.
    private struct ArtifactLab {
        var lab = Lab()
        let store = InMemoryArtifactStore()
        let folder = InMemoryArtifactStore("folder", clock: FixedClock(Timestamp(seconds: 1_700_000_000)))
        var keep = 2
        var others: [StackReference] = []

        var ports: ApplicationPorts {
            var ports = lab.ports
            ports.artifacts = store
            let others = others
            ports.keeping = ArtifactKeeping(keep: keep, folder: folder, states: lab.backend, stacks: { others })
            return ports
        }

        /// Deploys an artifact, from the store or from the folder, to a box of some size.
        func deploy(
            _ number: Int, stored: Bool = true, size: Int = 1, approve: @Sendable (Plan) async throws -> Void = { _ in }
        ) async throws -> RunResult {
            var artifact = Artifact(
                path: "/a.zip", sha256: ArtifactTests.hash(number), size: 60 << 20, unpackedSize: 1, handler: "h")
            try await folder.put(artifact, for: Lab.stack)
            if stored { artifact.place = try await store.place(of: artifact) }
            let key = ArtifactName.file(artifact.sha256)
            let request = ApplyRequest(
                specification: try Lab.specification(), artifact: artifact,
                declaration: StackDeclaration(resources: [
                    declare(
                        "function", InMemoryResourceProvider.box,
                        ["size": .number(Double(size)), "kind": .string(stored ? key : "artifacts/\(key)")])
                ]), provider: Lab.declaration, requestedAt: lab.clock.now(), actor: "tester", reason: nil)
            return try await ApplyStack(ports: ports).run(request, approve: approve)
        }
    }

    @Test func theObjectIsThereBeforeTheFirstStep() async throws {
        let lab = ArtifactLab()
        #expect(try await lab.deploy(1).status == .completed)
        #expect(lab.store.operations == ["put \(Self.hash(1))"])
        let lines = lab.lab.progress.lines
        let upload = try #require(lines.firstIndex(of: "phase uploading 60 MB to s3://bucket"))
        let first = try #require(lines.firstIndex { $0.hasPrefix("started") })
        #expect(upload < first)
        #expect(lines.contains("note uploaded s3://bucket/\(Self.hash(1)).zip"))
    }

    @Test func nothingIsSentUnlessAStepNeedsIt() async throws {
        let lab = ArtifactLab(keep: 10)
        _ = try await lab.deploy(1)
        #expect(try await lab.deploy(1).status == .unchanged)
        // Another size is a change, but not one of the code.
        #expect(try await lab.deploy(1, size: 2).status == .completed)
        await #expect(throws: ProvisioningError.self) {
            _ = try await lab.deploy(2) { _ in
                throw ProvisioningError(.interrupted, code: "NotConfirmed", "no")
            }
        }
        #expect(lab.store.operations == ["put \(Self.hash(1))"])
        _ = try await lab.deploy(3, stored: false)
        #expect(lab.store.operations == ["put \(Self.hash(1))"])
        #expect(try await lab.deploy(1).status == .completed)
        #expect(lab.store.operations.count == 2)
        #expect(
            lab.lab.progress.lines.last { $0.hasPrefix("note") }
                == "note s3://bucket/\(Self.hash(1)).zip is there already")
    }

    @Test func anUploadThatFailsFailsTheDeploymentBeforeAnythingIsChanged() async throws {
        let lab = ArtifactLab()
        lab.store.fail(with: ProvisioningError(.operation, code: "SlowDown", "no room"))
        await #expect(throws: ProvisioningError.self) { _ = try await lab.deploy(1) }
        let deployment = try #require(try await lab.lab.repository.list(Lab.stack).first)
        #expect(deployment.status == .failed)
        #expect(deployment.failure == "no room")
        #expect(lab.lab.cloud.operations.isEmpty)
        #expect(await lab.lab.snapshot.pendingOperations.isEmpty)
        lab.store.fail(with: nil)
        #expect(try await lab.deploy(1).status == .completed)
        await lab.lab.verifyNothingIsLost("after the upload")
    }

    @Test func withoutAStoreItSaysSo() async throws {
        let lab = Lab()
        var artifact = Artifact(path: "/a.zip", sha256: Self.hash(1), size: 1, unpackedSize: 1, handler: "h")
        artifact.place = ArtifactPlace(bucket: "b", key: "\(Self.hash(1)).zip")
        let request = ApplyRequest(
            specification: try Lab.specification(), artifact: artifact,
            declaration: StackDeclaration(resources: [
                declare("f", InMemoryResourceProvider.box, ["kind": .string("\(Self.hash(1)).zip")])
            ]), provider: Lab.declaration, requestedAt: lab.clock.now(), actor: "tester", reason: nil)
        let error = await #expect(throws: ProvisioningError.self) {
            _ = try await ApplyStack(ports: lab.ports).run(request) { _ in }
        }
        #expect(error?.code == "NoArtifactStore")
    }

    @Test func oldDeploymentsGoWithWhatOnlyTheyNamed() async throws {
        let lab = ArtifactLab()
        for number in 1...3 { _ = try await lab.deploy(number) }
        #expect(try await lab.lab.repository.list(Lab.stack).map(\.artifact) == [3, 2].map(Self.hash))
        #expect(lab.store.artifacts == [2, 3].map(Self.hash))
        #expect(lab.folder.artifacts == [2, 3].map(Self.hash))
        #expect(!lab.lab.progress.lines.contains { $0.hasPrefix("warning") })
    }

    @Test func whatAnotherStackRunsStays() async throws {
        let other = StackReference(project: Lab.stack.project, stack: "aws-staging")
        let function = ResourceState(
            urn: URN(stack: other, type: InMemoryResourceProvider.box, name: "f"), id: "f",
            type: InMemoryResourceProvider.box, inputs: ["kind": .string("\(Self.hash(2)).zip")])
        let lab = ArtifactLab(
            lab: Lab(snapshot: StackSnapshot(stack: other, resources: [function])), others: [Lab.stack, other])
        for number in 1...5 { _ = try await lab.deploy(number) }
        #expect(lab.store.artifacts == [2, 4, 5].map(Self.hash))
        #expect(lab.folder.artifacts == [2, 4, 5].map(Self.hash))
    }

    @Test func theStoreIsNotAskedUnlessTheDeploymentUsedIt() async throws {
        let lab = ArtifactLab()
        for number in 1...4 { _ = try await lab.deploy(number, stored: false) }
        #expect(lab.store.operations.isEmpty)
        #expect(lab.folder.artifacts == [3, 4].map(Self.hash))
        #expect(lab.folder.operations.count { $0 == "list" } == 2)
    }

    @Test func whatCannotBeRemovedIsAWarning() async throws {
        let lab = ArtifactLab()
        for number in 1...2 { _ = try await lab.deploy(number, stored: false) }
        let record = try await lab.lab.repository.list(Lab.stack)
        var ports = lab.ports
        ports.keeping?.keep = 1
        ports.keeping?.stacks = { throw ProvisioningError(.operation, code: "FileFailure", "unreadable") }
        let request = ApplyRequest(
            specification: try Lab.specification(),
            artifact: Artifact(path: "/a", sha256: Self.hash(9), size: 1, unpackedSize: 1, handler: "h"),
            declaration: StackDeclaration(resources: [declare("other")]), provider: Lab.declaration,
            requestedAt: lab.lab.clock.now(), actor: "tester", reason: nil)
        #expect(try await ApplyStack(ports: ports).run(request) { _ in }.status == .completed)
        #expect(lab.lab.progress.lines.contains { $0.hasPrefix("warning") && $0.contains("unreadable") })
        #expect(try await lab.lab.repository.list(Lab.stack).count == record.count + 1)
    }

    @Test func aFolderKeepsWhatIsNew() async throws {
        let clock = FixedClock(Timestamp(seconds: 1_700_003_600), stepMilliseconds: 0)
        let pruner = PruneArtifacts(
            backend: InMemoryStateBackend(), repository: InMemoryDeploymentRepository(), clock: clock, keep: 1)
        let shelf = InMemoryArtifactStore(
            "f", clock: FixedClock(Timestamp(seconds: 1_699_999_999), stepMilliseconds: 1000))
        for number in 1...2 {
            try await shelf.put(
                Artifact(path: "/a", sha256: Self.hash(number), size: 1, unpackedSize: 1, handler: "h"), for: Lab.stack)
        }
        let pruning = try await pruner.prune(shelf, needed: [], of: [Lab.stack], isDirectory: true)
        #expect(pruning.removed.map(\.sha256) == [Self.hash(1)])
        #expect(pruning.spared == 1)
        #expect(shelf.artifacts == [Self.hash(2)])
        let all = try await pruner.prune(shelf, needed: [], of: [Lab.stack], isDirectory: false)
        #expect(all.removed.count == 1 && shelf.artifacts.isEmpty)
    }
}
