import Glibc
import ProvisioningDomain
import Testing
import ZlibCompression

@testable import Packager

/// Bytes that look random but are the same in every run (xorshift).
func noise(_ count: Int, seed: UInt64 = 88_172_645_463_325_252) -> [UInt8] {
    var state = seed
    return (0..<count).map { _ in
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return UInt8(truncatingIfNeeded: state)
    }
}

@Suite struct ArchiveWriterTests {
    private let tree: TemporaryTree

    init() throws { tree = try TemporaryTree() }

    private func archive(_ items: [ArchiveItem], threads: Int = 2) throws -> [UInt8] {
        let file = try AtomicFile(in: tree.location("out"))
        var writer = ArchiveWriter(items, to: file, threads: threads)
        _ = try writer.write()
        let name = "\(try file.digest()).zip"
        try file.commit(as: name)
        return try FileSystem.contents(of: tree.location("out/\(name)"))
    }

    private func text(_ count: Int) -> [UInt8] {
        Array(String(repeating: "const a = require('a')\n", count: count / 22 + 1).utf8.prefix(count))
    }

    @Test func anEmptyArchiveIsTheEndRecordAlone() throws {
        #expect(try archive([]) == [0x50, 0x4b, 5, 6] + [UInt8](repeating: 0, count: 18))
    }

    @Test func aMemberThatDoesNotShrinkIsStored() throws {
        let bytes = try archive([ArchiveItem("a", [1, 2, 3]), ArchiveItem("b", [UInt8](repeating: 0, count: 100))])
        #expect(bytes[8] == 0)
        #expect(bytes.count < 250)
        #expect(bytes[4...7] == [20, 0, 0, 8])
        #expect(bytes[10...13] == [0, 0, 0x21, 0])
    }

    /// Sizes around the ends of blocks, of what shrinks and what does not.
    private func mixed() throws -> [ArchiveItem] {
        let block = Int(DeflateJob.blockSize)
        var items: [ArchiveItem] = []
        for (number, size) in [0, 1, 100, block - 1, block, block + 1, 2 * block, 3 * block + 7].enumerated() {
            for (kind, bytes) in [text(size), noise(size)].enumerated() {
                let name = "\(number)-\(kind)"
                try tree.write("files/\(name)", bytes)
                items.append(
                    ArchiveItem(
                        SourceFile(
                            path: name, location: tree.location("files/\(name)"), isExecutable: kind == 0,
                            size: UInt64(size))))
            }
        }
        return items
    }

    @Test func theNumberOfThreadsDoesNotShow() throws {
        let items = try mixed() + (0..<200).map { ArchiveItem("x\($0)", text($0 * 40)) }
        let one = try archive(items, threads: 1)
        for threads in [2, 3, 8] { #expect(try archive(items, threads: threads) == one) }
    }

    @Test func everyMemberIsWhatTheFileIs() throws {
        let items = try mixed()
        let bytes = try archive(items)
        let members = try ArchiveListing.members(bytes)
        #expect(members.map(\.name) == items.map(\.name))
        for (item, member) in zip(items, members) {
            #expect(try member.content == FileSystem.contents(of: try #require(item.file).location), "\(item.name)")
            let isText = item.name.hasSuffix("-0") && item.size > 10
            #expect(member.method == (isText ? .deflated : .stored), "\(item.name)")
            #expect(member.isExecutable == item.isExecutable)
        }
    }

    @Test(arguments: [-1, 1]) func aFileThatChangedSinceTheWalkIsRefused(difference: Int) throws {
        for size in [1000, Int(DeflateJob.blockSize) * 2 + 5] {
            try tree.write("a", text(size + difference))
            let item = ArchiveItem(
                SourceFile(path: "a", location: tree.location("a"), isExecutable: false, size: UInt64(size)))
            let error = #expect(throws: ProvisioningError.self) { try archive([item]) }
            #expect(error?.code == "FileChanged")
        }
        #expect(try tree.names(in: "out") == [])
    }

    @Test func aFileThatBecameALinkIsNotFollowed() throws {
        try tree.write("secret", "secret")
        try tree.link("a", to: "secret")
        let item = ArchiveItem(SourceFile(path: "a", location: tree.location("a"), isExecutable: false, size: 6))
        #expect(throws: ProvisioningError.self) { try archive([item]) }
    }

    @Test func anOverlongNameIsRefused() {
        let error = #expect(throws: ProvisioningError.self) {
            try archive([ArchiveItem(String(repeating: "a", count: 65_536), [])])
        }
        #expect(error?.code == "NameTooLong")
    }

    @Test func nothingIsLeftOfACancelledRun() async throws {
        let items = (0..<100).map { ArchiveItem("\($0)", text(10_000)) }
        await withTaskGroup { group in
            group.addTask {
                unsafe withUnsafeCurrentTask { unsafe $0?.cancel() }
                #expect(throws: CancellationError.self) { try archive(items) }
            }
        }
        #expect(try tree.names(in: "out") == [])
    }
}

@Suite struct DeflateJobTests {
    private let block = Int(DeflateJob.blockSize)

    private func jobs(_ sizes: [Int]) -> [DeflateJob] {
        DeflateJob.all(for: Array(sizes.indices)) { UInt64(sizes[$0]) }
    }

    @Test func smallMembersGoTogetherAndLargeOnesInBlocks() {
        #expect(jobs([]) == [])
        #expect(jobs([1, 0, 100_000, 50_000, 5]) == [.members([0, 1, 2]), .members([3, 4])])
        #expect(jobs([block, block]) == [.members([0]), .members([1])])
        #expect(
            jobs([1, block + 1, 2]) == [
                .members([0]), .block(member: 1, number: 0, isLast: false), .block(member: 1, number: 1, isLast: true),
                .members([2]),
            ])
        #expect(jobs([2 * block]).count == 2)
    }

    @Test func onlyWhatIsNeededIsDone() {
        #expect(DeflateJob.all(for: [3, 9]) { _ in 10 } == [.members([3, 9])])
    }

    @Test func aJobWeighsWhatItReads() {
        #expect(DeflateJob.members([0, 1]).weight { UInt64($0) + 10 } == 21)
        #expect(DeflateJob.block(member: 0, number: 1, isLast: true).weight { _ in 1 << 40 } == block)
    }
}

@Suite struct ProcessorsTests {
    @Test(
        arguments: [
            ("Name:\tx\nCpus_allowed:\t3\nCpus_allowed_list:\t0-1\n", 2), ("Cpus_allowed:\tff,ffffffff\n", 40),
            ("Cpus_allowed:\t1", 1), ("Cpus_allowed:\t0", 1), ("", 1),
        ])
    func theProcessorsThatAreAllowedCount(status: String, count: Int) {
        #expect(Processors.count(status: status) == count)
    }
}

@Suite struct OrderedPoolTests {
    private struct Failure: Error {}

    @Test(arguments: [1, 2, 7]) func resultsComeInOrderAndWithinTheLimit(threads: Int) throws {
        let sum = try OrderedPool<Int>.run(
            jobs: 500, threads: threads, limit: 10, weight: { $0 % 13 },
            worker: {
                var calls = 0
                return { number in
                    calls += 1
                    return number
                }
            }
        ) { next in
            var sum = 0
            for expected in 0..<500 {
                let result = try next()
                #expect(result == expected)
                sum += result
            }
            return sum
        }
        #expect(sum == 124_750)
    }

    @Test func aJobThatFailsIsToldInItsTurn() throws {
        var given = 0
        #expect(throws: Failure.self) {
            try OrderedPool<Int>.run(
                jobs: 50, threads: 3, limit: 100, weight: { _ in 1 },
                worker: { { if $0 == 20 { throw Failure() } else { return $0 } } }
            ) { next in
                for _ in 0..<50 {
                    _ = try next()
                    given += 1
                }
            }
        }
        #expect(given == 20)
    }

    @Test func aWorkerThatCannotBeMadeFailsTheRun() {
        #expect(throws: Failure.self) {
            try OrderedPool<Int>.run(
                jobs: 2, threads: 2, limit: 1, weight: { _ in 1 }, worker: { throw Failure() }
            ) { _ = try $0() }
        }
    }

    @Test func whatIsNotAskedForDoesNotHoldTheEndUp() throws {
        let value = try OrderedPool<Int>.run(
            jobs: 1000, threads: 2, limit: 3, weight: { _ in 1 }, worker: { { $0 } }
        ) { try $0() }
        #expect(value == 0)
        #expect(throws: CancellationError.self) {
            try OrderedPool<Int>.run(jobs: 0, threads: 2, limit: 1, weight: { _ in 1 }, worker: { { $0 } }) { try $0() }
        }
    }
}
