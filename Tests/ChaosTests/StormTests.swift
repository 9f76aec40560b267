import ProvisioningApplication
import ProvisioningDomain
import ProvisioningTestSupport
import Testing

/// Several spoiled runs after each other, of changing wishes: one clean run makes everything well.
@Suite struct StormTests {
    @Test("converges after a storm", arguments: ChaosMatrixTests.isWhole ? Array(1...200) : [70] + Array(1...11))
    func convergesAfterAStorm(seed: Int) async throws {
        var random = SplitMix64(state: UInt64(seed))
        let lab = ChaosLab()
        var story: [String] = []
        for _ in 0..<Int.random(in: 2...5, using: &random) {
            let wish = ChaosLab.Wish(
                memory: [512, 1024, 2048].randomElement(using: &random) ?? 512,
                code: ["first", "second", "third"].randomElement(using: &random) ?? "first",
                retention: [14, 30].randomElement(using: &random) ?? 14)
            let fault = try #require(ChaosFault.allCases.randomElement(using: &random))
            let number = Int.random(in: 1...14, using: &random)
            let action = Int.random(in: 0..<10, using: &random)
            story.append(
                "\(fault.rawValue) at \(number) of \(["destroy", "loseState", "apply"][min(action, 2)]) \(wish)")
            lab.network.begin(ChaosPlan(fault, at: .request(number)))
            switch action {
            case 0: _ = try? await lab.destroy()
            case 1:
                try await lab.loseState()
                _ = try? await lab.apply(wish)
            default: _ = try? await lab.apply(wish)
            }
        }
        let place = Comment(rawValue: "seed \(seed): \(story)")
        let calm = ChaosLab()
        #expect(try await calm.apply().status == .completed, place)
        lab.network.begin()
        let result = try await lab.apply()
        #expect(result.status != .failed, "\(place): \(result.failures.map(\.message))")
        #expect(current(lab) == current(calm), place)
        let snapshot = try #require(try await lab.snapshot(), place)
        #expect(snapshot.pendingOperations.isEmpty, place)
        #expect(try await ChaosScenario.apply.names(lab) == (try await ChaosScenario.apply.names(calm)), place)
        lab.network.begin()
        #expect(try await lab.apply().status == .unchanged, place)
        #expect(try await lab.destroy().status != .failed, place)
        #expect(lab.cloud.inventory == [], place)
    }

    /// The cloud without versions that traffic no longer goes to.
    private func current(_ lab: ChaosLab) -> [String] { lab.cloud.inventory.filter { !$0.hasPrefix("version ") } }
}

/// A generator of random numbers with a seed (Steele, Lea and Flood 2014).
private struct SplitMix64: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
