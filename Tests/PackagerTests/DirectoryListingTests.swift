import Glibc
import ProvisioningDomain
import Testing

@testable import Packager

@Suite struct DirectoryListingTests {
    private func names(_ listing: DirectoryListing) -> [String] {
        listing.indices.map { String(decoding: listing.name($0), as: UTF8.self) }
    }

    @Test func entriesAreInTheOrderOfThePathsBelow() throws {
        let tree = try TemporaryTree()
        for name in ["b", "a/z", "a-b", "a.b", "a0", "Z", "é", ".x"] { try tree.write("d/\(name)") }
        let listing = try #require(try DirectoryListing(of: tree.location("d")))
        #expect(names(listing) == [".x", "Z", "a-b", "a.b", "a", "a0", "b", "é"])
        #expect(listing.indices.filter(listing.isDirectory) == [4])
        #expect(listing.contains("a.b"))
        #expect(!listing.contains("a."))
    }

    @Test func itSaysWhatTheSystemSays() throws {
        let tree = try TemporaryTree()
        try tree.write("run", "12345", mode: 0o700)
        try tree.write("file", "1")
        try tree.link("link", to: "nowhere")
        try #require(unsafe mkfifo(tree.location("pipe"), 0o600) == 0)
        let listing = try #require(try DirectoryListing(of: tree.path))
        #expect(names(listing) == ["file", "link", "pipe", "run"])
        for (index, name) in names(listing).enumerated() {
            let status = try FileSystem.status(of: tree.location(name), followingLinks: false)
            #expect(listing.kind(index) == status.kind)
            #expect(listing.identity(index) == status.identity)
        }
    }

    @Test func whatIsNoDirectoryHasNoListing() throws {
        let tree = try TemporaryTree()
        try tree.write("file")
        #expect(try DirectoryListing(of: tree.location("file")) == nil)
        #expect(try DirectoryListing(of: tree.location("gone")) == nil)
        #expect(try DirectoryListings().listingIfPresent(of: tree.location("gone")) == nil)
        let error = #expect(throws: ProvisioningError.self) {
            try DirectoryListings().listing(of: tree.location("gone"))
        }
        #expect(error?.message.contains(tree.location("gone")) == true)
    }

    @Test func aDirectoryIsLookedAtOnce() throws {
        let tree = try TemporaryTree()
        try tree.write("d/a")
        let listings = DirectoryListings()
        #expect(names(try listings.listing(of: tree.location("d"))) == ["a"])
        try tree.write("d/b/c")
        #expect(names(try listings.listing(of: tree.location("d"))) == ["a"])
        // Its parent says that it is not there.
        #expect(try listings.listingIfPresent(of: tree.location("d/b")) == nil)
        listings.forget()
        #expect(names(try listings.listing(of: tree.location("d"))) == ["a", "b"])
    }

    /// One to Unicode, two to the system.
    @Test func namesAreTheirBytes() throws {
        let tree = try TemporaryTree()
        try tree.write("caf\u{e9}/one", "1")
        try tree.write("cafe\u{301}/two", "22")
        let listings = DirectoryListings()
        #expect(names(try listings.listing(of: tree.location("caf\u{e9}"))) == ["one"])
        #expect(names(try listings.listing(of: tree.location("cafe\u{301}"))) == ["two"])
        let listing = try listings.listing(of: tree.path)
        #expect(listing.contains("caf\u{e9}") && !listing.contains("caf\u{65}"))
        let file = SourceFile(path: "a/caf\u{e9}", location: "/b/cafe\u{301}", isExecutable: false, size: 1)
        #expect(file.location.utf8.elementsEqual("/b/cafe\u{301}".utf8))
    }

    /// A link whose name is to Unicode that of its target.
    @Test func aLinkToTheSameNameInOtherBytesIsRead() throws {
        let tree = try TemporaryTree()
        try tree.write("app/server.js", "")
        try tree.write("app/x/cafe\u{301}", "content")
        try tree.link("app/caf\u{e9}", to: "x/cafe\u{301}")
        var walker = SourceTreeWalker(root: tree.location("app"), rules: IgnoreRules())
        let files = try walker.walk().files
        let contents = try files.map { String(decoding: try FileSystem.contents(of: $0.location), as: UTF8.self) }
        #expect(contents == ["content", "", "content"])
        #expect(files.map(\.isInPlace) == [false, true, true])
    }

    @Test func entriesThatAreRemovedLeaveTheOthersAsTheyWere() throws {
        let tree = try TemporaryTree()
        for name in ["one", "two", "three"] { try tree.write(name, name) }
        let listing = try #require(try DirectoryListing(of: tree.path))
        let rest = listing.removing { $0.elementsEqual("three".utf8) }
        #expect(names(rest) == ["one", "two"])
        #expect(rest.identity(1) == listing.identity(2))
    }

    private func bytes(of tree: TemporaryTree) throws -> [UInt8] {
        var result: [UInt8] = []
        try unsafe #require(try DirectoryListing(of: tree.path)).bytes { result += unsafe Array($0) }
        return result
    }

    @Test func itsBytesTellOfEveryChange() throws {
        let tree = try TemporaryTree()
        try tree.write("a", "1")
        try tree.write("b", "2")
        let first = try bytes(of: tree)
        #expect(try bytes(of: tree) == first)
        unsafe chmod(tree.location("a"), 0o755)
        let second = try bytes(of: tree)
        #expect(second != first)
        unsafe rename(tree.location("b"), tree.location("c"))
        #expect(try bytes(of: tree) != second)
    }
}
