import Testing

@testable import Packager

@Suite struct ZipRecordsTests {
    private func member(size: UInt64 = 3, compressed: UInt64 = 3, offset: UInt64 = 0) -> ZipRecords.Member {
        ZipRecords.Member(
            name: "é", isExecutable: true, method: .deflated, crc32: 0x0102_0304, compressedSize: compressed,
            size: size, offset: offset)
    }

    @Test func anOrdinaryMemberHasNoExtraField() {
        let local = ZipRecords.localHeader(member())
        #expect(local.count == 30 + 2)
        #expect(local[14...17] == [4, 3, 2, 1])
        let central = ZipRecords.centralHeader(member())
        #expect(central.count == 46 + 2)
        #expect(central[4...5] == [0x1e, 3])
        #expect(central[38...41] == [0, 0, 0xed, 0x81])
    }

    @Test(
        arguments: [
            (0xffff_fffe, 0xffff_fffe, 0, 0, 0), (0xffff_ffff, 5, 0, 20, 20), (5, 0xffff_ffff, 0, 20, 20),
            (5, 5, 0xffff_ffff, 0, 12), (0x1_0000_0000, 5, 0x1_0000_0000, 20, 28),
        ] as [(UInt64, UInt64, UInt64, Int, Int)])
    func numbersThatDoNotFitGoIntoAZip64Field(
        size: UInt64, compressed: UInt64, offset: UInt64, localExtra: Int, centralExtra: Int
    ) {
        let member = member(size: size, compressed: compressed, offset: offset)
        let local = ZipRecords.localHeader(member)
        #expect(local.count == 32 + localExtra)
        #expect(local[4] == (localExtra == 0 ? 20 : 45))
        let central = ZipRecords.centralHeader(member)
        #expect(central.count == 48 + centralExtra)
        #expect(central[6] == (centralExtra == 0 ? 20 : 45))
        #expect(Int(central[30]) == centralExtra)
    }

    @Test(
        arguments: [
            (1, 1, 1, 22), (65_534, 1, 1, 22), (65_535, 1, 1, 98), (1, 0xffff_ffff, 1, 98), (1, 1, 0xffff_ffff, 98),
        ] as [(UInt64, UInt64, UInt64, Int)])
    func theEndGrowsWithTheArchive(count: UInt64, size: UInt64, offset: UInt64, length: Int) {
        #expect(ZipRecords.end(count: count, directorySize: size, directoryOffset: offset).count == length)
    }
}
