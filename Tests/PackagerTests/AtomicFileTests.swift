import Testing

@testable import Packager

@Suite struct AtomicFileTests {
    @Test func onlyOldLeftoversGo() throws {
        let tree = try TemporaryTree()
        for name in [".package-a", ".package-b", ".packages", "x.zip"] { try tree.write(name, "x") }
        try tree.write(".package-folder/x")
        let now = FileSystem.now()
        AtomicFile.removeLeftovers(in: tree.path, now: now + 3_500_000_000_000)
        #expect(try tree.names(in: "").count == 5)
        AtomicFile.removeLeftovers(in: tree.path, now: now + 3_700_000_000_000)
        #expect(try tree.names(in: "") == [".package-folder", ".packages", "x.zip"])
        AtomicFile.removeLeftovers(in: tree.location("nowhere"), now: now)
    }

    @Test func whatIsNotCommittedLeavesNothing() throws {
        let tree = try TemporaryTree()
        do {
            let file = try AtomicFile(in: tree.location("out"))
            try file.write([1, 2, 3])
            #expect(try tree.names(in: "out").count == 1)
        }
        #expect(try tree.names(in: "out").isEmpty)
    }
}
