import Testing

@testable import Packager

@Suite struct CacheIndexTests {
    private func index() throws -> CacheIndex {
        let digest = try ContentDigest(of: [1, 2, 3])
        let entries = (0..<40).map { (number: Int) -> CacheEntry in
            let identity = FileIdentity(device: 1, inode: UInt64(number), modified: -5, changed: 1 << 60)
            let method: ZipRecords.Method = number % 2 == 0 ? .stored : .deflated
            return CacheEntry(
                name: "ü\(number)", location: number == 3 ? "" : "/a/\(number)", size: UInt64(number),
                identity: number % 4 == 0 ? nil : identity, digest: digest, crc32: 7, method: method,
                dataOffset: 1 << 40, compressedSize: 9, checksum: 0xffff_ffff)
        }
        return CacheIndex(
            inputs: digest, root: "/a", isSettled: true, structure: digest, scans: nil, sha256: digest.hex, size: 5,
            entry: "a.js",
            warnings: ["x", "ü"],
            entries: entries)
    }

    @Test func whatIsWrittenIsRead() throws {
        let index = try index()
        #expect(CacheIndex(try index.encoded()) == index)
    }

    @Test func whatIsCutOrChangedIsNoIndex() throws {
        let bytes = try index().encoded()
        for count in 0..<bytes.count { #expect(CacheIndex(Array(bytes[..<count])) == nil) }
        for position in stride(from: 0, to: bytes.count, by: 7) {
            var changed = bytes
            changed[position] ^= 0x10
            #expect(CacheIndex(changed) == nil)
        }
        #expect(CacheIndex(bytes + [0]) == nil)
    }

    /// Bytes with the right digest in another layout, as another version of the program might write them.
    @Test(arguments: [0, 1, 30, 45, 120, 200, 1000, 20_000]) func anotherLayoutIsNoIndex(count: Int) throws {
        let mark = try index().encoded().prefix { $0 != UInt8(ascii: "\n") } + [UInt8(ascii: "\n")]
        for bytes in [noise(count), [UInt8](repeating: 0xff, count: count), [UInt8](repeating: 1, count: count)] {
            var file = LittleEndianBytes(bytes: Array(mark))
            try ContentDigest(of: bytes[...]).append(to: &file)
            #expect(CacheIndex(file.bytes + bytes) == nil)
        }
        var file = LittleEndianBytes(bytes: Array(mark))
        let real = try index().encoded().dropFirst(mark.count + 32)
        let shifted = Array(real.prefix(32) + real.dropFirst(40))
        try ContentDigest(of: shifted[...]).append(to: &file)
        #expect(CacheIndex(file.bytes + shifted) == nil)
    }

    @Test func anEntryIsNotSmallerThanItsSmallestSize() throws {
        var entry = try index().entries[0]
        entry.name = ""
        entry.location = ""
        entry.identity = nil
        var writer = LittleEndianBytes()
        entry.append(to: &writer)
        #expect(writer.bytes.count == CacheEntry.smallestSize)
    }

    @Test func theSampleIsOfThoseThatAreBelieved() throws {
        let index = try index()
        let all = Array(index.entries.indices)
        for seed in [0, 1, 77, UInt64.max] {
            let sample = index.sample(of: all, 8, seed: seed)
            #expect(sample.count == 8)
            #expect(Set(sample.map(\.name)).count == 8)
            #expect(sample.allSatisfy { $0.identity != nil })
        }
        #expect(index.sample(of: all, 8, seed: 0) != index.sample(of: all, 8, seed: 1))
        #expect(index.sample(of: [0, 4], 8, seed: 0) == [])
        #expect(index.sample(of: [1, 2], 8, seed: 5).count == 2)
    }

    @Test(arguments: [(0, 0, true), (-1, 0, false), (0, -1, false), (2, -3, false), (-2, -2, false), (1, 5, true)])
    func aTimeIsBelievedTwoSecondsLater(modified: Int64, changed: Int64, isSettled: Bool) {
        let now: Int64 = 1_000_000_000_000
        let time = { now - 2_000_000_001 - $0 * 1_000_000_000 }
        let identity = FileIdentity(device: 0, inode: 0, modified: time(modified), changed: time(changed))
        #expect(identity.isSettled(before: now) == isSettled)
    }
}
