import Glibc
import ProvisioningApplication
import ProvisioningDomain
import ProvisioningTestSupport
import Testing

/// A small deterministic generator (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(_ seed: Int) { state = UInt64(truncatingIfNeeded: seed) &* 0x9E37_79B9_7F4A_7C15 }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}

/// Makes declarations by chance.
private struct DeclarationMaker {
    var random: SeededGenerator
    private var renames = 0
    private var additions = 0

    init(_ seed: Int) { random = SeededGenerator(seed) }

    mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &random) < percent }

    mutating func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &random) }

    /// A graph of a few resources: each refers only to those before it.
    mutating func graph() -> [ResourceDeclaration] {
        var resources: [ResourceDeclaration] = []
        for index in 0..<number(1...9) { resources.append(resource("r\(index)", after: resources)) }
        return resources.shuffled(using: &random)
    }

    /// Another graph made by changing, removing and adding.
    mutating func changed(_ old: [ResourceDeclaration]) throws -> [ResourceDeclaration] {
        let sorted = try DependencyGraph.sorted(old)
        var kept: [ResourceDeclaration] = []
        for resource in sorted where !chance(20) {
            let available = Set(kept.map(\.name))
            let stands = resource.dependencies.allSatisfy(available.contains)
            if chance(35) || !stands {
                kept.append(self.resource(resource.name, after: kept, like: resource))
            } else {
                kept.append(resource)
            }
        }
        for _ in 0..<number(0...2) {
            additions += 1
            kept.append(resource("n\(additions)", after: kept))
        }
        return kept
    }

    private mutating func resource(
        _ name: String, after others: [ResourceDeclaration], like old: ResourceDeclaration? = nil
    ) -> ResourceDeclaration {
        let types = [
            InMemoryResourceProvider.box, InMemoryResourceProvider.box, InMemoryResourceProvider.named,
            InMemoryResourceProvider.versioned, InMemoryResourceProvider.versioned,
        ]
        let type = old?.type ?? types[number(0...4)]
        var inputs: PropertyMap = ["size": .number(Double(number(1...3)))]
        if chance(40) { inputs["kind"] = .string("k\(number(1...2))") }
        if type == InMemoryResourceProvider.named {
            // Never back to an earlier name, which an unfinished replacement may still hold.
            inputs["name"] = old?.inputs["name"]
            if chance(30) {
                renames += 1
                inputs["name"] = .string("\(name)-\(renames)")
            }
        } else if chance(20) {
            inputs["name"] = .string("\(name)-x\(number(1...2))")
        }
        // What is deleted before it is replaced is not used by others, only needed.
        let usable = others.filter { $0.type != InMemoryResourceProvider.named }
        if chance(30), let parent = usable.randomElement(using: &random) { inputs["parent"] = .output(parent.name) }
        let used = usable.filter { _ in chance(25) }
        if !used.isEmpty { inputs["uses"] = .array(used.map { .output($0.name) }) }
        if chance(35), let other = others.randomElement(using: &random) {
            inputs["follow"] = .concatenation(["version ", .output(other.name, "version")])
        }
        let needed = others.filter { _ in chance(15) }.map(\.name)
        return declare(name, type, inputs, dependsOn: needed)
    }
}

@Suite struct LifecycleTests {
    /// How many random lives are lived; `LIFECYCLE_CASES` changes it.
    private static var cases: Int {
        unsafe getenv("LIFECYCLE_CASES").flatMap { unsafe Int(String(cString: $0)) } ?? 300
    }

    @Test func randomLivesConverge() async throws {
        for seed in 0..<Self.cases {
            try await live(seed)
        }
    }

    private func live(_ seed: Int) async throws {
        var maker = DeclarationMaker(seed)
        let lab = Lab()
        var resources = maker.graph()
        for round in 0..<maker.number(1...4) {
            let fault = InMemoryFault.all[maker.number(0...(InMemoryFault.all.count - 1))]
            if maker.chance(85) { lab.cloud.inject([maker.number(0...9): fault]) }
            if maker.chance(25) {
                lab.backend.kill(atSave: maker.number(0...14), isWritten: maker.chance(50))
            }
            _ = try? await lab.apply(resources)
            lab.cloud.inject([:])
            await lab.verifyNothingIsLost("seed \(seed), round \(round)")
            await lab.backend.revive(Lab.stack)
            if maker.chance(60) { resources = try maker.changed(resources) }
        }
        let place = "seed \(seed)"
        let result = try await lab.apply(resources)
        #expect(result.failures.isEmpty, "\(place): \(result.failures.map(\.message))")
        // Where nothing was to be done, nothing was written, also not what each resource needs.
        try await lab.verifyConverged(to: resources, place, withNeeds: result.status != .unchanged)
        let writes = lab.cloud.operations.count
        let saves = lab.backend.saves
        #expect(try await lab.apply(resources).status == .unchanged, "\(place)")
        #expect(lab.cloud.operations.count == writes && lab.backend.saves == saves, "\(place)")
        if maker.chance(50) {
            lab.cloud.inject([maker.number(0...5): InMemoryFault.all[maker.number(0...(InMemoryFault.all.count - 1))]])
            _ = try? await lab.destroy()
            lab.cloud.inject([:])
            await lab.verifyNothingIsLost("\(place), destroy")
            await lab.backend.revive(Lab.stack)
        }
        let destroyed = try await lab.destroy()
        #expect(destroyed.failures.isEmpty, "\(place): \(destroyed.failures.map(\.message))")
        #expect(lab.cloud.things.isEmpty, "\(place)")
        let snapshot = await lab.snapshot
        #expect(snapshot.managed.isEmpty && snapshot.pendingOperations.isEmpty, "\(place)")
    }
}
