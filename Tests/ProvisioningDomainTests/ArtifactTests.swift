import ProvisioningDomain
import Testing

@Suite struct ArtifactTests {
    private static let one = String(repeating: "1a", count: 32)
    private static let two = String(repeating: "2b", count: 32)
    private static let stack = StackReference(project: "shop-api", stack: "aws-production")
    private static let type: ResourceType = "aws:lambda/function:Function"

    @Test func namesAreHashes() {
        #expect(ArtifactName.file(Self.one) == "\(Self.one).zip")
        for path in ["\(Self.one).zip", "artifacts/\(Self.one).zip", "/a/\(Self.one).zip"] {
            #expect(ArtifactName.sha256(in: path) == Self.one)
        }
        for path in [
            "", ".zip", Self.one, "x\(Self.one).zip", "\(Self.one.uppercased()).zip", "\(Self.one).zip/",
            "\(Self.one.dropLast()).zip",
        ] {
            #expect(ArtifactName.sha256(in: path) == nil, "\(path)")
        }
        #expect("\(ArtifactPlace(bucket: "b", key: "k.zip"))" == "s3://b/k.zip")
    }

    private static func state(_ inputs: PropertyMap, outputs: PropertyMap = [:]) -> ResourceState {
        ResourceState(
            urn: URN(stack: stack, type: type, name: "f"), id: "f", type: type, inputs: inputs, outputs: outputs)
    }

    @Test(
        arguments: [
            (["code": .archive(Archive(hash: one, path: "artifacts/\(one).zip"))], [one]),
            (["code": .archive(Archive(hash: one, path: "artifacts/\(two).zip"))], [one, two]),
            (["s3Bucket": "b", "s3Key": .string("\(one).zip")], [one]),
            (["environment": ["variables": ["A": .secret(.string("s3://b/\(one).zip"))]]], [one]),
            (
                ["layers": [.concatenation(["x", .string("/\(one).zip")])], "name": "f", "memory": 1, "gone": .null],
                [one]
            ),
            (["name": .unknown, "role": .sealed("v1:x"), "publish": true], []),
        ] as [(PropertyMap, Set<String>)])
    func everyNameOfAnArtifactIsFound(inputs: PropertyMap, found: Set<String>) {
        #expect(StackSnapshot(stack: Self.stack, resources: [Self.state(inputs)]).artifacts == found)
        #expect(StackSnapshot(stack: Self.stack, resources: [Self.state([:], outputs: inputs)]).artifacts == found)
        let pending = PendingOperation(resource: Self.state(inputs), kind: .creating)
        #expect(StackSnapshot(stack: Self.stack, pendingOperations: [pending]).artifacts == found)
    }

    private static func step(_ action: StepAction, inputs: PropertyMap, changes: [PropertyChange] = []) -> Plan {
        let urn = URN(stack: stack, type: type, name: "f")
        return Plan(
            stack: stack,
            steps: [
                PlanStep(
                    action: action, urn: urn,
                    declaration: ResourceDeclaration(type: type, name: "f", inputs: inputs), old: nil,
                    diff: ResourceDiff(changes: changes), reason: "", dependencies: [])
            ], outputs: [:], outputsChange: false, warnings: [])
    }

    @Test func onlyAStepThatMakesTheCloudFetchNeedsTheObject() {
        let place = ArtifactPlace(bucket: "b", key: "\(Self.one).zip")
        let inputs: PropertyMap = ["s3Bucket": "b", "s3Key": .string(place.key)]
        let code = PropertyChange(path: "s3Key", old: .string("\(Self.two).zip"), new: .string(place.key))
        let memory = PropertyChange(path: "memorySize", old: 1, new: 2)
        #expect(Self.step(.create, inputs: inputs).fetches(place))
        #expect(Self.step(.replace, inputs: inputs, changes: [memory]).fetches(place))
        #expect(Self.step(.update, inputs: inputs, changes: [memory, code]).fetches(place))
        #expect(!Self.step(.update, inputs: inputs, changes: [memory]).fetches(place))
        #expect(!Self.step(.same, inputs: inputs).fetches(place))
        #expect(!Self.step(.delete, inputs: inputs).fetches(place))
        #expect(!Self.step(.create, inputs: ["name": "f"]).fetches(place))
    }

    private static func deployment(_ second: Int, _ status: DeploymentStatus, _ artifact: String?) throws -> Deployment
    {
        Deployment(
            id: DeploymentID(ULID(time: Timestamp(seconds: Int64(second)), random: [])), stack: stack, component: "api",
            provider: .aws, environment: try EnvironmentName("production"), actor: "me", reason: nil,
            requestedAt: Timestamp(seconds: Int64(second)), artifact: artifact, status: status)
    }

    @Test func theLatestOfEachKindStay() throws {
        let statuses: [DeploymentStatus] = [
            .failed, .inProgress, .completed, .failed, .failed, .rolledBack, .completed, .pending, .failed,
        ]
        let all = try statuses.enumerated().map { try Self.deployment(100 - $0.offset, $0.element, nil) }
        let split = DeploymentRetention.split(all, keep: 2)
        #expect(split.kept.map(\.requestedAt.seconds) == [100, 99, 98, 97, 95, 93])
        #expect(split.expired.map(\.requestedAt.seconds) == [96, 94, 92])
        #expect(DeploymentRetention.split(all, keep: 10).expired.isEmpty)
    }

    @Test func stateAndKeptRecordsNeedTheirArtifacts() throws {
        let three = String(repeating: "3c", count: 32)
        let four = String(repeating: "4d", count: 32)
        let deployments = [
            try Self.deployment(9, .inProgress, four), try Self.deployment(8, .completed, Self.two),
            try Self.deployment(7, .completed, three),
        ]
        let snapshot = StackSnapshot(
            stack: Self.stack, resources: [Self.state(["s3Key": .string("\(Self.one).zip")])])
        let use = ArtifactUse(stack: Self.stack, snapshot: snapshot, deployments: deployments, keep: 1)
        #expect(use.needed == [Self.one, Self.two, four])
        #expect(use.expired.map(\.artifact) == [three])
        #expect(use.deployments(of: three).count == 1)
        // After a destroy there is nothing to roll back.
        let destroyed = ArtifactUse(
            stack: Self.stack, snapshot: StackSnapshot(stack: Self.stack), deployments: deployments, keep: 1)
        #expect(destroyed.needed == [four])
        #expect([use, destroyed].needed == [Self.one, Self.two, four])
        let cutOff = ArtifactUse(
            stack: Self.stack,
            snapshot: StackSnapshot(
                stack: Self.stack, pendingOperations: [PendingOperation(resource: Self.state([:]), kind: .creating)]),
            deployments: deployments, keep: 5)
        #expect(cutOff.needed == [Self.two, three, four])
    }

    @Test func onlyOldUnneededOnesOfOursGo() {
        func kept(_ sha256: String, _ seconds: Int64) -> KeptArtifact {
            KeptArtifact(sha256: sha256, size: 1, modified: Timestamp(seconds: seconds))
        }
        let all = [kept("a", 10), kept("b", 20), kept("c", 10), kept("d", 10), kept("e", 10)]
        let pruning = ArtifactPruning(all, needed: ["c"], writtenBefore: Timestamp(seconds: 20))
        #expect(pruning.removed.map(\.sha256) == ["a", "d", "e"])
        #expect(pruning.spared == 1)
        let owned = pruning.owned(
            by: [Self.stack],
            [
                "a": .stack(Self.stack), "d": .project("shop-api"),
                "e": .stack(StackReference(project: "shop-api", stack: "aws-development")),
            ])
        #expect(owned.removed.map(\.sha256) == ["a", "d"])
        #expect(pruning.owned(by: [], ["a": .stack(Self.stack)]).removed.isEmpty)
        #expect(pruning.owned(by: [Self.stack], ["a": .project("blog-api")]).removed.isEmpty)
        #expect(ArtifactPruning(all, needed: [], writtenBefore: nil).removed.count == 5)
    }
}
