import ProvisioningTestSupport
import Testing

@testable import Packager

@Suite struct LookAheadTests {
    private struct Odd: Error, Equatable { var number: Int }

    @Test(arguments: [0, 1, 2, 5]) func everyResultIsThatOfItsJob(threads: Int) throws {
        let performed = LockedBox([Int: Int]())
        let found = try LookAhead<Int>.run(
            threads: threads,
            perform: { number in
                performed.withLock { $0[number, default: 0] += 1 }
                return number * number
            }
        ) { ahead in
            for number in 0..<200 where number % 3 != 0 { ahead.announce(number) }
            ahead.announce(1)
            return try (0..<200).map { try ahead.result($0) }
        }
        #expect(found == (0..<200).map { $0 * $0 })
        #expect(performed.withLock { $0.values.allSatisfy { $0 == 1 } && $0.count == 200 })
    }

    @Test func jobsAreAnnouncedWhileOthersAreDone() throws {
        let found = try LookAhead<[Int]>.run(threads: 3, perform: { $0 < 500 ? [$0 * 2, $0 * 2 + 1] : [] }) { ahead in
            var queue = [1]
            var next = 0
            while next < queue.count {
                let more = try ahead.result(queue[next])
                more.forEach(ahead.announce)
                queue += more
                next += 1
            }
            return queue
        }
        #expect(found == Array(1..<1000))
    }

    @Test func anErrorIsThrownToWhoAsks() {
        #expect(throws: Odd(number: 7)) {
            try LookAhead<Int>.run(
                threads: 2, perform: { number in if number % 2 == 1 { throw Odd(number: number) } else { return 0 } }
            ) { ahead in
                for number in 0..<20 { ahead.announce(number) }
                _ = try ahead.result(2)
                return try ahead.result(7)
            }
        }
    }

    @Test func itEndsWithJobsThatNobodyAskedFor() throws {
        #expect(
            LookAhead<Int>.run(threads: 2, perform: { $0 }) { ahead in
                for number in 0..<1000 { ahead.announce(number) }
                return 5
            } == 5)
    }
}
