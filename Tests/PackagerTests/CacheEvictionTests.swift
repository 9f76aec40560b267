import Testing

@testable import Packager

@Suite struct CacheEvictionTests {
    private func victims(_ files: [(String, UInt64, Int64)], limit: UInt64 = 100) -> [String] {
        CacheEviction.victims(
            among: files.map { CacheEviction.File(name: $0.0, size: $0.1, used: $0.2) }, keeping: "aa",
            archive: "aa-1.zip", limit: limit, now: 5_000_000_000_000)
    }

    @Test func whatFitsStays() {
        #expect(victims([("aa.index", 1, 1), ("aa-1.zip", 9, 1), ("bb.index", 1, 1), ("CACHEDIR.TAG", 500, 0)]) == [])
    }

    @Test func theLeastRecentlyUsedSlotsGo() {
        let files: [(String, UInt64, Int64)] = [
            ("aa.index", 1, 0), ("aa-1.zip", 90, 0), ("bb.index", 1, 30), ("bb-2.zip", 8, 10), ("cc.index", 1, 20),
            ("cc-2.zip", 8, 20),
        ]
        #expect(victims(files) == ["cc-2.zip", "cc.index"])
        #expect(victims(files, limit: 10).count == 4)
    }

    @Test func whatAnotherTookThePlaceOfGoes() {
        #expect(victims([("aa-0.zip", 1, 9), ("aa-1.zip", 1, 9), ("bb-0.zip", 1, 9)]) == ["aa-0.zip"])
    }

    @Test func onlyOldUnfinishedFilesGo() {
        let now: Int64 = 5_000_000_000_000
        #expect(
            victims([(".cache-x", 1, 1), (".semantest-package-x", 1, 1), (".cache-y", 1, now - 1_000_000_000)])
                == [".cache-x", ".semantest-package-x"])
    }
}
