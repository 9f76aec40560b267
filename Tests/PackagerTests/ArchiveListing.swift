import Testing
import ZlibCompression

@testable import Packager

/// Reads an archive by its central directory, as others do.
enum ArchiveListing {
    struct Member {
        var name: String
        var isExecutable: Bool
        var method: ZipRecords.Method?
        var content: [UInt8]
    }

    static func members(_ archive: [UInt8]) throws -> [Member] {
        func number(_ offset: Int, _ count: Int) -> Int {
            (0..<count).reversed().reduce(0) { $0 << 8 | Int(archive[offset + $1]) }
        }
        let end = archive.count - 22
        try #require(end >= 0 && number(end, 4) == 0x0605_4b50)
        var position = number(end + 16, 4)
        return try (0..<number(end + 10, 2)).map { _ in
            try #require(number(position, 4) == 0x0201_4b50)
            let nameEnd = position + 46 + number(position + 28, 2)
            let local = number(position + 42, 4)
            try #require(number(local, 4) == 0x0403_4b50)
            // Both headers say the same.
            #expect(archive[local + 4..<local + 30] == archive[position + 6..<position + 32])
            let start = local + 30 + number(local + 26, 2) + number(local + 28, 2)
            let data = Array(archive[start..<start + number(position + 20, 4)])
            let method = ZipRecords.Method(rawValue: UInt16(number(position + 10, 2)))
            let size = number(position + 24, 4)
            let content = method == .stored ? data : try RawDeflate.decompress(data, limit: size)
            #expect(content.count == size)
            #expect(CRC32(of: content).value == UInt32(number(position + 16, 4)))
            let name = String(decoding: archive[position + 46..<nameEnd], as: UTF8.self)
            let isExecutable = number(position + 38, 4) >> 16 == 0o100755
            position = nameEnd + number(position + 30, 2)
            return Member(name: name, isExecutable: isExecutable, method: method, content: content)
        }
    }
}
