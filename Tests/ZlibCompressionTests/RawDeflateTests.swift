import Testing
import ZlibCompression

/// Bytes that look random but are the same in every run (xorshift).
private func noise(_ count: Int) -> [UInt8] {
    var state: UInt64 = 88_172_645_463_325_252
    return (0..<count).map { _ in
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return UInt8(truncatingIfNeeded: state)
    }
}

@Suite struct RawDeflateTests {
    static let samples: [String: [UInt8]] = [
        "nothing": [], "one byte": [0], "text": Array("hello hello hello hello".utf8),
        "repeated": [UInt8](repeating: 7, count: 300_000), "noise": noise(200_000),
    ]

    @Test(arguments: samples.keys.sorted())
    func whatIsCompressedComesBack(sample: String) throws {
        let bytes = try #require(Self.samples[sample])
        let compressed = try RawDeflate.compress(bytes)
        #expect(try RawDeflate.decompress(compressed, limit: bytes.count) == bytes)
    }

    @Test(arguments: [1, 1024, 65_536, 100_000])
    func theBlocksOfALongInputAreOneStream(size: Int) throws {
        let text = Array(String(repeating: "const express = require('express');\n", count: 800).utf8)
        let bytes = text + noise(70_000) + text
        let starts = Array(stride(from: 0, to: bytes.count, by: size))
        let deflater = try Deflater()
        // In any order, and by a deflater that did others before.
        let blocks = try starts.reversed().map { start in
            var block: [UInt8] = []
            try deflater.deflate(
                bytes[start..<min(start + size, bytes.count)],
                after: bytes[max(start - Deflater.windowSize, 0)..<start], isLast: start == starts.last, to: &block)
            return block
        }
        let stream = blocks.reversed().flatMap { $0 }
        #expect(try RawDeflate.decompress(stream, limit: bytes.count) == bytes)
    }

    @Test func aBlockGainsFromTheOneBefore() throws {
        let bytes = noise(20_000)
        var alone: [UInt8] = []
        var after: [UInt8] = []
        try Deflater().deflate(bytes[...], to: &alone)
        try Deflater().deflate(bytes[...], after: bytes[...], to: &after)
        #expect(after.count * 10 < alone.count)
    }

    @Test func aDeflaterThatWasUsedGivesTheSameBytes() throws {
        let deflater = try Deflater()
        for sample in Self.samples.keys.sorted() {
            let bytes = try #require(Self.samples[sample])
            var result: [UInt8] = []
            try deflater.deflate(bytes[...], to: &result)
            #expect(result == (try RawDeflate.compress(bytes)))
        }
    }

    @Test func theBytesOfLevelFiveAreFixed() throws {
        // Python: zlib.compressobj(5, zlib.DEFLATED, -15, 8)
        let compressed = try RawDeflate.compress(Array("hello hello hello hello".utf8))
        #expect(compressed == [0xcb, 0x48, 0xcd, 0xc9, 0xc9, 0x57, 0xc8, 0x40, 0x27, 0x01])
    }

    @Test func aLongerResultThanAllowedIsRefused() throws {
        let compressed = try RawDeflate.compress([UInt8](repeating: 0, count: 200_000))
        #expect(throws: ZlibError.self) { try RawDeflate.decompress(compressed, limit: 199_999) }
    }

    @Test(arguments: [[0xff, 0xff, 0xff], [0xcb, 0x48]] as [[UInt8]])
    func damagedInputIsRefused(bytes: [UInt8]) {
        let error = #expect(throws: ZlibError.self) { try RawDeflate.decompress(bytes, limit: 100) }
        #expect(error?.description.contains("zlib could not inflate: code -") == true)
    }
}

@Suite struct CRC32Tests {
    @Test(arguments: [("", 0), ("123456789", 0xcbf4_3926), ("a", 0xe8b7_be43)] as [(String, UInt32)])
    func knownValues(text: String, value: UInt32) {
        #expect(CRC32(of: Array(text.utf8)).value == value)
    }

    @Test func piecesAddUp() {
        var crc = CRC32()
        crc.update(with: Array("1234".utf8)[...])
        crc.update(with: [])
        crc.update(with: Array("56789".utf8)[...])
        #expect(crc.value == 0xcbf4_3926)
    }

    @Test(arguments: [0, 1, 4, 9]) func checksumsOfPartsAddUp(count: Int) {
        let bytes = Array("123456789".utf8)
        var crc = CRC32(of: bytes[..<count])
        crc.append(CRC32(of: bytes[count...]), count: bytes.count - count)
        #expect(crc.value == 0xcbf4_3926)
    }
}
