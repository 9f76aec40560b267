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

    @Test(arguments: [1, 7, 1024, 65_536, 100_000])
    func theResultDoesNotDependOnHowTheInputIsCut(piece: Int) throws {
        let text = Array(String(repeating: "const express = require('express');\n", count: 800).utf8)
        let bytes = text + noise(70_000) + text
        let stream = try DeflateStream()
        var result: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: piece) {
            try stream.compress(bytes[start..<min(start + piece, bytes.count)], finish: false) { result += $0 }
        }
        try stream.compress([], finish: true) { result += $0 }
        #expect(result == (try RawDeflate.compress(bytes)))
    }

    @Test func theBytesOfLevelSixAreFixed() throws {
        // Python: zlib.compressobj(6, zlib.DEFLATED, -15, 8)
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

    @Test func anErrorOfTheSinkPasses() throws {
        struct Full: Error {}
        #expect(throws: Full.self) {
            try DeflateStream().compress(noise(200_000)[...], finish: true) { _ in throw Full() }
        }
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
}
