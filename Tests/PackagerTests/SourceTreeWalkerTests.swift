import Glibc
import ProvisioningDomain
import Testing

@testable import Packager

@Suite struct SourceTreeWalkerTests {
    private func walk(
        _ tree: TemporaryTree, in directory: String = "", rules: IgnoreRules = IgnoreRules()
    ) throws -> SourceTree {
        var walker = SourceTreeWalker(root: directory.isEmpty ? tree.path : tree.location(directory), rules: rules)
        return try walker.walk()
    }

    @Test func pathsAreSortedByTheirBytes() throws {
        let tree = try TemporaryTree()
        for name in ["b", "a/z", "a-b", "a.b", "Z", "é", "a/b/c", ".x"] { try tree.write(name) }
        #expect(try walk(tree).files.map(\.path) == [".x", "Z", "a-b", "a.b", "a/b/c", "a/z", "b", "é"])
    }

    @Test func onlyTheOwnersExecuteBitCounts() throws {
        let tree = try TemporaryTree()
        try tree.write("run", mode: 0o700)
        try tree.write("read", mode: 0o655)
        #expect(try walk(tree).files.map(\.isExecutable) == [false, true])
    }

    @Test func linksInsideTheRootAreFollowed() throws {
        let tree = try TemporaryTree()
        try tree.write("lib/a.js", "a")
        try tree.link("b.js", to: "lib/a.js")
        try tree.link("copy", to: tree.location("lib"))
        let found = try walk(tree)
        #expect(found.files.map(\.path) == ["b.js", "copy/a.js", "lib/a.js"])
        #expect(found.files.map(\.location).allSatisfy { $0 == tree.location("lib/a.js") })
    }

    @Test(arguments: ["file", "directory"])
    func aLinkOutOfTheRootIsRefused(kind: String) throws {
        let tree = try TemporaryTree()
        try tree.write("outside/a.js")
        try tree.write("root/index.js")
        try tree.link("root/link", to: kind == "file" ? "../outside/a.js" : "../outside")
        let error = #expect(throws: ProvisioningError.self) { try walk(tree, in: "root") }
        #expect(error?.code == "LinkLeavesRoot")
        #expect(error?.message.contains(tree.location("root/link")) == true)
        #expect(error?.message.contains(tree.location("outside")) == true)
        #expect(error?.hint?.contains("root:") == true)
        var rules = IgnoreRules()
        rules.add("link")
        #expect(try walk(tree, in: "root", rules: rules).files.map(\.path) == ["index.js"])
    }

    @Test func aRootWhoseNameOnlyBeginsTheSameIsOutside() throws {
        let tree = try TemporaryTree()
        try tree.write("root-secrets/a.js")
        try tree.link("root/link", to: "../root-secrets/a.js")
        #expect(throws: ProvisioningError.self) { try walk(tree, in: "root") }
    }

    @Test(arguments: ["..", ".", "self"])
    func aLoopIsRefused(target: String) throws {
        let tree = try TemporaryTree()
        try tree.write("root/a/index.js")
        try tree.link("root/a/loop", to: target == "self" ? tree.location("root/a") : target)
        let error = #expect(throws: ProvisioningError.self) { try walk(tree, in: "root") }
        #expect(error?.code == "LinkLoop")
        #expect(error?.message.contains("root/a/loop") == true)
    }

    @Test func linksThatDoubleDirectoriesAreRefused() throws {
        let tree = try TemporaryTree()
        for number in 0..<40 {
            for name in ["x", "y"] { try tree.link("d\(number)/\(name)", to: "../d\(number + 1)") }
        }
        try tree.write("d40/file")
        var walker = SourceTreeWalker(root: tree.path, rules: IgnoreRules(), mostLinkedDirectories: 100)
        let error = #expect(throws: ProvisioningError.self) { try walker.walk() }
        #expect(error?.code == "LinkLoop")
        #expect(error?.message.contains("more than 100 directories") == true)
        var rules = IgnoreRules()
        rules.add("y")
        walker = SourceTreeWalker(root: tree.path, rules: rules, mostLinkedDirectories: 820)
        // Each directory behind its own place and behind those before it.
        #expect(try walker.walk().files.count == 41)
    }

    @Test func twoLinksIntoEachOtherAreALoop() throws {
        let tree = try TemporaryTree()
        try tree.write("a/x.js")
        try tree.write("b/y.js")
        try tree.link("a/b", to: "../b")
        try tree.link("b/a", to: "../a")
        #expect(throws: ProvisioningError.self) { try walk(tree) }
    }

    @Test func aLinkToNowhereIsLeftOutAndTold() throws {
        let tree = try TemporaryTree()
        try tree.link(".#lock", to: "user@host")
        try tree.link("ignored.log", to: "nowhere")
        let found = try walk(tree, rules: .withDefaults())
        #expect(found.danglingLinks == [".#lock"])
        #expect(found.warnings == [".#lock was left out: the link leads nowhere"])
    }

    @Test func specialFilesAreRefusedUnlessIgnored() throws {
        let tree = try TemporaryTree()
        try #require(unsafe mkfifo(tree.location("pipe"), 0o600) == 0)
        let error = #expect(throws: ProvisioningError.self) { try walk(tree) }
        #expect(error?.message.contains("pipe is a named pipe") == true)
        var rules = IgnoreRules()
        rules.add("pipe")
        #expect(try walk(tree, rules: rules).ignored == ["pipe"])
    }

    @Test func aLinkToADeviceIsRefused() throws {
        let tree = try TemporaryTree()
        try tree.link("null", to: "/dev/null")
        #expect(throws: ProvisioningError.self) { try walk(tree) }
    }

    @Test func whatRulesLeaveOutIsListedAndNotEntered() throws {
        let tree = try TemporaryTree()
        try tree.write(".env", "SECRET=1")
        try tree.write("node_modules/x/.env", "")
        try tree.write(".git/config")
        try tree.write("index.js")
        let found = try walk(tree, rules: .withDefaults())
        #expect(found.files.map(\.path) == ["index.js"])
        #expect(found.ignored == [".env", ".git", "node_modules/x/.env"])
        #expect(found.warnings.count == 1)
        #expect(found.warnings.first?.hasPrefix(".env was left out: secrets") == true)
        #expect(found.ignoredAncestor(of: ".git/config") == ".git")
        #expect(found.ignoredAncestor(of: ".gitignore") == nil)
    }

    @Test func namesThatDifferOnlyInCaseAreTold() throws {
        let tree = try TemporaryTree()
        try tree.write("Index.js")
        try tree.write("index.js")
        #expect(try walk(tree).warnings == ["the names Index.js, index.js differ only in upper and lower case"])
    }

    @Test(arguments: [[0xff, 0x61], [0x61, 0x5c, 0x62], [0x61, 0x00]] as [[UInt8]])
    func namesThatNoArchiveCanHoldAreRefused(name: [UInt8]) {
        let error = #expect(throws: ProvisioningError.self) { try SourceTreeWalker.validName(name, in: "/x") }
        #expect(error?.code == "InvalidName")
    }

    @Test func aLinkThroughSuchANameIsRefused() throws {
        let tree = try TemporaryTree()
        var folder = Array("\(tree.path)/caf".utf8).map { CChar(bitPattern: $0) } + [CChar(bitPattern: 0xE9), 0]
        #expect(unsafe mkdir(&folder, 0o755) == 0)
        var link = Array("\(tree.path)/link".utf8).map { CChar(bitPattern: $0) } + [0]
        #expect(unsafe symlink(&folder, &link) == 0)
        var rules = IgnoreRules()
        rules.add("link")
        // The directory itself is found first or last; the link alone tells of itself.
        let error = #expect(throws: ProvisioningError.self) { try walk(tree) }
        #expect(error?.code == "InvalidName")
        let other = #expect(throws: ProvisioningError.self) { try walk(tree, rules: rules) }
        #expect(other?.message.hasPrefix("a name in ") == true)
    }

    @Test func namesThatAreOneToUnicodeAreRefused() throws {
        let tree = try TemporaryTree()
        try tree.write("donn\u{E9}es/a")
        #expect(try walk(tree).files.count == 1)
        try tree.write("donne\u{301}es/a")
        let error = #expect(throws: ProvisioningError.self) { try walk(tree) }
        #expect(error?.code == "InvalidName" && error?.message.contains("accents") == true)
    }

    @Test func aMissingDirectoryIsTold() {
        var walker = SourceTreeWalker(root: "/nonexistent", rules: IgnoreRules())
        let error = #expect(throws: ProvisioningError.self) { try walker.walk() }
        #expect(error?.message == "could not read the directory /nonexistent: No such file or directory")
    }

    @Test func aCancelledWalkStops() async throws {
        let tree = try TemporaryTree()
        let path = tree.path
        await withTaskGroup(of: Void.self) { group in
            group.cancelAll()
            group.addTask {
                #expect(throws: CancellationError.self) {
                    var walker = SourceTreeWalker(root: path, rules: IgnoreRules())
                    return try walker.walk()
                }
            }
        }
    }
}

@Suite struct PathTests {
    @Test(
        arguments: [
            ("a/b", "a/b"), ("./a//b/.", "a/b"), ("a/../b", "b"), ("..", nil), ("a/../../b", nil), ("", ""),
            ("a/..", ""),
        ] as [(String, String?)])
    func normalized(path: String, result: String?) {
        #expect(Path.normalized(path) == result)
    }

    @Test(
        arguments: [
            ("/a/b", "/a", "b"), ("/a", "/a", ""), ("/ab", "/a", nil), ("/a", "/", "a"),
            ("/a/\u{301}x", "/a", "\u{301}x"),
        ] as [(String, String, String?)])
    func relative(path: String, directory: String, result: String?) {
        #expect(Path.relative(path, to: directory) == result)
    }

    @Test func parts() {
        #expect(Path.directory(of: "a/b/c") == "a/b")
        #expect(Path.directory(of: "a") == "")
        #expect(Path.lastSegment(of: "a/b") == "b")
        #expect(Path.join("a/", "b") == "a/b")
        #expect(Path.join("a", "/b") == "/b")
    }
}
