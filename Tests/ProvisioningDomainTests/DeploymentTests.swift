import ProvisioningDomain
import Testing

@Suite struct DeploymentTests {
    private static func deployment(_ status: DeploymentStatus) throws -> Deployment {
        Deployment(
            id: DeploymentID(ULID(time: Timestamp(seconds: 1), random: [])),
            stack: StackReference(project: "p", stack: "s"), component: "api", provider: .aws,
            environment: try EnvironmentName("dev"), actor: "me", reason: nil, requestedAt: Timestamp(seconds: 1),
            status: status)
    }

    @Test(arguments: DeploymentStatus.allCases)
    func startsOnlyWhenPending(status: DeploymentStatus) throws {
        var deployment = try Self.deployment(status)
        if status == .pending {
            try deployment.start(artifact: "abc")
            #expect(deployment.status == .inProgress && deployment.artifact == "abc" && deployment.endedAt == nil)
        } else {
            let error = #expect(throws: InvalidTransition.self) { try deployment.start(artifact: nil) }
            #expect(
                error?.description
                    == "deployment dep_00000000Z80000000000000000 is \(status.rawValue) and cannot become inProgress")
            #expect(deployment.status == status)
        }
    }

    @Test(arguments: DeploymentStatus.allCases)
    func completesOnlyWhenInProgress(status: DeploymentStatus) throws {
        var deployment = try Self.deployment(status)
        if status == .inProgress {
            try deployment.complete(changes: ["create": 1], outputs: ["url": "u"], at: Timestamp(seconds: 2))
            #expect(deployment.status == .completed && deployment.endedAt == Timestamp(seconds: 2))
            #expect(deployment.changes == ["create": 1] && deployment.outputs == ["url": "u"])
        } else {
            #expect(throws: InvalidTransition.self) {
                try deployment.complete(changes: [:], outputs: [:], at: Timestamp(seconds: 2))
            }
        }
    }

    @Test(arguments: DeploymentStatus.allCases)
    func failsBeforeItsEnd(status: DeploymentStatus) throws {
        var deployment = try Self.deployment(status)
        if status == .inProgress || status == .pending {
            try deployment.fail(reason: "why", changes: [:], at: Timestamp(seconds: 2))
            #expect(deployment.status == .failed && deployment.failure == "why")
        } else {
            #expect(throws: InvalidTransition.self) {
                try deployment.fail(reason: "why", changes: [:], at: Timestamp(seconds: 2))
            }
        }
    }

    @Test(arguments: DomainEventKind.allCases)
    func wireTypesFollowTheNames(kind: DomainEventKind) {
        let parts = kind.wireType.split(separator: ".")
        #expect(parts.count == 3 && parts[0] == "infrastructure")
        let ends: [(String, Substring)] = [
            ("Requested", "requested"), ("Completed", "completed"), ("Failed", "failed"), ("Updated", "completed"),
            ("Removed", "completed"), ("Detected", "detected"),
        ]
        #expect(ends.first { kind.rawValue.hasSuffix($0.0) }?.1 == parts[2])
        #expect(Set(DomainEventKind.allCases.map(\.wireType)).count == DomainEventKind.allCases.count)
    }
}
