import ProvisioningDomain
import Testing

@testable import Packager

/// What npm, pnpm and yarn leave on disk.
@Suite struct InstalledLayoutTests {
    // MARK: - npm's lock

    private func locked(_ packages: String) throws -> ServerTree {
        let server = try ServerTree(
            #"{"dependencies": {"a": "*"}, "devDependencies": {"d": "*"}}"#, server: "require('a')")
        try server.tree.write("app/package-lock.json", #"{"lockfileVersion": 3, "packages": {"": {}, \#(packages)}}"#)
        return server
    }

    @Test func theLockSaysWhatIsNeeded() throws {
        let server = try locked(
            #"""
            "node_modules/a": {"version": "1.0.0", "dependencies": {"b": "1"}, "optionalDependencies": {"o": "1"}},
            "node_modules/b": {"version": "1.0.0"}, "node_modules/o": {"optional": true, "os": ["darwin"]},
            "node_modules/d": {"dev": true}
            """#)
        // The manifest of b says more than the lock: npm installed by the lock.
        try server.module("node_modules/a")
        for name in ["b", "o", "d", "e"] { try server.module("node_modules/\(name)") }
        let selection = try server.select()
        #expect(server.modules(selection) == ["node_modules/a", "node_modules/b"])
        #expect(selection.decision(on: "node_modules/o")?.reason == "is for darwin, the function runs on linux x64")
        #expect(selection.decision(on: "package-lock.json")?.isIncluded == true)
    }

    @Test(arguments: [
        (#""node_modules/b": {}"#, true), (#""node_modules/b": {"optional": true}"#, false),
        (#""node_modules/b": {"devOptional": true}"#, false), (#""node_modules/a/node_modules/b": {}"#, true),
    ])
    func aLockedModuleThatIsNotInstalledIsRefused(entry: String, isRefused: Bool) throws {
        let server = try locked(#""node_modules/a": {"dependencies": {"b": "1"}}, \#(entry)"#)
        try server.module("node_modules/a")
        guard isRefused else { return #expect(server.modules(try server.select()) == ["node_modules/a"]) }
        let error = try server.failure()
        #expect(error.code == "MissingDependency")
        #expect(
            error.message.hasSuffix("  b, needed by node_modules/a/package.json (dependencies), in package-lock.json"))
        #expect(error.hint?.hasPrefix("Install them with npm ci --omit=dev") == true)
    }

    @Test func aLockedPeerIsNeeded() throws {
        let server = try locked(
            #""node_modules/a": {"peerDependencies": {"p": "1"}}, "node_modules/p": {"peer": true}"#)
        try server.module("node_modules/a")
        #expect(try server.failure().message.contains("  p, needed by node_modules/a/package.json (peerDependencies)"))
    }

    @Test func aBrokenLockIsRefusedWithItsPlace() throws {
        let server = try locked("\n=======\n")
        try server.module("node_modules/a")
        let error = try server.failure()
        #expect(error.code == "BrokenLock")
        #expect(error.message.hasPrefix("package-lock.json:2:1: "))
        // With modules that another installer laid out, npm's lock says nothing.
        try server.tree.write("app/node_modules/.yarn-integrity", "{}")
        #expect(server.modules(try server.select()) == ["node_modules/a"])
    }

    @Test func whatTheLockDoesNotHaveNeedsAnotherCommand() throws {
        let server = try locked(#""node_modules/b": {}"#)
        try server.module("node_modules/b")
        let error = try server.failure()
        #expect(error.message.hasSuffix("  a, needed by package.json (dependencies)"))
        #expect(error.hint?.hasPrefix("Install them with npm install --omit=dev") == true)
    }

    @Test(arguments: ["a", "../a", "../alias/a", "./a"])
    func linksToLinksAreFollowed(target: String) throws {
        let server = try ServerTree(#"{"dependencies": {"x": "*"}}"#, server: "require('x')")
        try server.module("store/a", code: "exports.a = 1")
        try server.tree.link("app/node_modules/a", to: "../store/a")
        try server.tree.link("app/a", to: "store/a")
        try server.tree.link("app/node_modules/x", to: target)
        try server.tree.link("app/alias", to: "store")
        let selection = try server.select()
        #expect(server.modules(selection) == ["node_modules/x"])
        #expect(
            selection.tree.files.first { $0.path == "node_modules/x/index.js" }?.location
                == server.tree.location("app/store/a/index.js"))
    }

    @Test func aLinkToNowhereIsNotInstalled() throws {
        let server = try ServerTree(#"{"dependencies": {"x": "*"}}"#)
        try server.tree.link("app/node_modules/x", to: "../gone/x")
        #expect(try server.failure().code == "MissingDependency")
        try server.tree.write("app/package.json", #"{"optionalDependencies": {"x": "*"}}"#)
        #expect(server.modules(try server.select()) == [])
    }

    @Test func theHiddenLockIsReadWhenThereIsNoOther() throws {
        let server = try ServerTree(#"{"dependencies": {"a": "*"}}"#)
        try server.module("node_modules/a")
        try server.module("node_modules/b")
        try server.tree.write(
            "app/node_modules/.package-lock.json",
            #"{"lockfileVersion": 2, "packages": {"node_modules/a": {"dependencies": {"b": "1"}}, "node_modules/b": {}}}"#
        )
        #expect(server.modules(try server.select()) == ["node_modules/a", "node_modules/b"])
    }

    // MARK: - Links

    /// `a` needs `b` and its peer `p`; `b` needs another `c` than the server.
    private func pnpm() throws -> ServerTree {
        let server = try ServerTree(
            #"{"dependencies": {"a": "*", "c": "1", "p": "1"}, "devDependencies": {"d": "1"}}"#, server: "require('a')")
        let tree = server.tree
        func store(_ key: String, _ name: String, _ members: String = "", links: [(String, String)] = []) throws {
            try server.module("node_modules/.pnpm/\(key)/node_modules/\(name)", members)
            for (link, target) in links {
                try tree.link(
                    "app/node_modules/.pnpm/\(key)/node_modules/\(link)", to: "../../\(target)/node_modules/\(link)")
            }
        }
        try store(
            "a@1.0.0_p@1.0.0", "a", #""dependencies": {"@s/b": "1"}, "peerDependencies": {"p": "1"}"#,
            links: [("p", "p@1.0.0")])
        try tree.link(
            "app/node_modules/.pnpm/a@1.0.0_p@1.0.0/node_modules/@s/b", to: "../../../@s+b@1.0.0/node_modules/@s/b")
        try server.module("node_modules/.pnpm/@s+b@1.0.0/node_modules/@s/b", #""dependencies": {"c": "2", "a": "1"}"#)
        try tree.link("app/node_modules/.pnpm/@s+b@1.0.0/node_modules/c", to: "../../c@2.0.0/node_modules/c")
        try tree.link("app/node_modules/.pnpm/@s+b@1.0.0/node_modules/a", to: "../../a@1.0.0_p@1.0.0/node_modules/a")
        try store("c@1.0.0", "c")
        try store("c@2.0.0", "c", #""main": "two.js""#)
        try store("p@1.0.0", "p")
        try store("d@1.0.0", "d")
        try tree.write("app/node_modules/.pnpm/a@1.0.0_p@1.0.0/node_modules/.generated/x.js")
        for (name, key) in [("a", "a@1.0.0_p@1.0.0"), ("c", "c@1.0.0"), ("p", "p@1.0.0"), ("d", "d@1.0.0")] {
            try tree.link("app/node_modules/\(name)", to: ".pnpm/\(key)/node_modules/\(name)")
        }
        try tree.write("app/node_modules/.modules.yaml")
        return server
    }

    @Test func pnpmsStoreIsLaidOutWithoutLinks() throws {
        let server = try pnpm()
        let selection = try server.select()
        #expect(
            selection.tree.files.map(\.path).filter { $0.hasPrefix("node_modules/") } == [
                "node_modules/.generated/x.js", "node_modules/@s/b/index.js",
                "node_modules/@s/b/node_modules/c/index.js",
                "node_modules/@s/b/node_modules/c/package.json", "node_modules/@s/b/package.json",
                "node_modules/a/index.js",
                "node_modules/a/package.json", "node_modules/c/index.js", "node_modules/c/package.json",
                "node_modules/p/index.js", "node_modules/p/package.json",
            ])
        #expect(Set(selection.tree.files.map(\.location)).count == selection.tree.files.count)
        #expect(
            selection.tree.files.first { $0.path == "node_modules/@s/b/node_modules/c/package.json" }?.location
                .hasSuffix("/.pnpm/c@2.0.0/node_modules/c/package.json") == true)
        #expect(
            selection.decision(on: "node_modules/.pnpm/c@2.0.0/node_modules/c/index.js")?.reason
                == "belongs to c, goes in as node_modules/@s/b/node_modules/c, needed by node_modules/@s/b/package.json (dependencies)"
        )
        #expect(
            selection.decision(on: "node_modules/.pnpm/d@1.0.0/node_modules/d/index.js")?.reason
                == "is needed by nothing that the server needs in production")
        #expect(selection.decision(on: "node_modules/d")?.reason == "is a development dependency")
        let again = try server.select()
        #expect(again.tree == selection.tree && again.decisions == selection.decisions)
    }

    @Test func aRuleOnTheTopLevelNameCountsForTheStore() throws {
        let server = try pnpm()
        try server.tree.write("app/.provisionignore", "/node_modules/@s/b/")
        #expect(server.modules(try server.select()) == ["node_modules/a", "node_modules/c", "node_modules/p"])
    }

    @Test func whatPnpmGathersForOthersIsNoOptionalPeer() throws {
        let server = try pnpm()
        try server.tree.write(
            "app/node_modules/.pnpm/c@1.0.0/node_modules/c/package.json",
            #"{"name": "c", "peerDependencies": {"e": "*"}, "peerDependenciesMeta": {"e": {"optional": true}}}"#)
        try server.module("node_modules/.pnpm/e@1.0.0/node_modules/e")
        try server.tree.link("app/node_modules/.pnpm/node_modules/e", to: "../e@1.0.0/node_modules/e")
        #expect(!server.modules(try server.select()).contains("node_modules/e"))
    }

    @Test func yarnsArchivesAreNamed() throws {
        let server = try ServerTree(#"{"dependencies": {"a": "*"}}"#, server: "require('a')")
        try server.tree.write("app/.pnp.cjs")
        #expect(try server.failure().message.contains("Yarn's .pnp.cjs keeps modules in archives"))
    }

    @Test func aLinkOutOfTheRootIsRefusedOnlyWhenItIsNeeded() throws {
        let server = try ServerTree(#"{"dependencies": {"a": "*"}, "devDependencies": {"d": "*"}}"#)
        try server.module("node_modules/a")
        try server.tree.write("outside/index.js")
        try server.tree.link("app/node_modules/d", to: "../../outside")
        #expect(server.modules(try server.select()) == ["node_modules/a"])
        try server.tree.write("app/package.json", #"{"dependencies": {"a": "*", "d": "*"}}"#)
        let error = try server.failure()
        #expect(error.code == "LinkLeavesRoot")
        #expect(error.message.contains("\(server.tree.path)/app/node_modules/d leads to \(server.tree.path)/outside"))
        #expect(try server.failure(.none).code == "LinkLeavesRoot")
    }

    @Test func aWholeFolderThatIsALinkIsFollowedInsideTheRoot() throws {
        let server = try ServerTree(#"{"dependencies": {"a": "*"}}"#, server: "require('a')")
        try server.module("modules/node_modules/a")
        try server.module("modules/node_modules/b")
        try server.tree.link("app/node_modules", to: "modules/node_modules")
        #expect(server.modules(try server.select()).contains("node_modules/a"))
        #expect(!server.modules(try server.select()).contains("node_modules/b"))
        let outside = try ServerTree(#"{"dependencies": {"a": "*"}}"#, server: "require('a')")
        try outside.tree.write("elsewhere/a/index.js")
        try outside.tree.link("app/node_modules", to: "../elsewhere")
        #expect(try outside.failure().code == "LinkLeavesRoot")
    }

    @Test func membersOfAWorkspaceGoInWhereTheyAreLinked() throws {
        let server = try ServerTree()
        let tree = server.tree
        try tree.write("app/package.json", #"{"workspaces": ["packages/*"]}"#)
        try server.module("packages/api", #""dependencies": {"@my/lib": "*", "a": "1"}"#, code: "require('@my/lib')")
        try server.module(
            "packages/lib", #""dependencies": {"a": "2", "api": "*"}, "devDependencies": {"d": "1"}"#,
            code: "require('phantom')")
        try server.module("packages/lib/node_modules/a", #""main": "two.js""#)
        for name in ["a", "d", "phantom"] { try server.module("node_modules/\(name)") }
        try tree.link("app/node_modules/@my/lib", to: "../../packages/lib")
        try tree.link("app/node_modules/api", to: "../packages/api")
        let selection = try server.select(source: "app/packages/api", root: "app", entry: "index.js")
        #expect(
            server.modules(selection).sorted() == [
                "node_modules/@my/lib", "node_modules/@my/lib/node_modules/a", "node_modules/a", "node_modules/api",
                "node_modules/phantom",
            ])
        #expect(selection.warnings.count == 1)
        #expect(selection.warnings.first?.hasPrefix("node_modules/@my/lib/index.js:1 loads \"phantom\"") == true)
    }

    @Test func aLinkToADirectoryOfTheProjectNeedsNoWorkspace() throws {
        let server = try ServerTree(#"{"dependencies": {"local": "file:lib/local"}}"#, server: "require('local')")
        try server.module("lib/local", #""dependencies": {"a": "1"}"#, code: "require('a')")
        try server.module("node_modules/a")
        try server.tree.link("app/node_modules/local", to: "../lib/local")
        let selection = try server.select()
        #expect(server.modules(selection) == ["node_modules/a", "node_modules/local"])
    }

    @Test func versionsInACircleAreRefused() throws {
        let server = try ServerTree(#"{"dependencies": {"a": "1"}}"#)
        let cycle = [("a", 1, "b", 1), ("b", 1, "a", 2), ("a", 2, "b", 2), ("b", 2, "a", 1)]
        for (name, version, needs, other) in cycle {
            let folder = "node_modules/.pnpm/\(name)@\(version)/node_modules"
            try server.module(
                "\(folder)/\(name)", #""version": "\#(version).0.0", "dependencies": {"\#(needs)": "\#(other)"}"#)
            try server.tree.link("app/\(folder)/\(needs)", to: "../../\(needs)@\(other)/node_modules/\(needs)")
        }
        try server.tree.link("app/node_modules/a", to: ".pnpm/a@1/node_modules/a")
        let error = try server.failure()
        #expect(error.code == "LinkedModules")
        #expect(error.message.contains("b@1.0.0, b@2.0.0"))
    }
}
