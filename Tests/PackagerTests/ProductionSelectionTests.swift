import ProvisioningDomain
import Testing

@testable import Packager

/// A server in a temporary directory whose modules a test lays out.
struct ServerTree {
    let tree: TemporaryTree

    init(_ manifest: String? = nil, server: String = "") throws {
        tree = try TemporaryTree()
        try tree.write("app/server.js", server)
        if let manifest { try tree.write("app/package.json", manifest) }
    }

    /// Writes a package with a package.json of these further members.
    func module(_ directory: String, _ members: String = "", code: String = "") throws {
        let segments = directory.split(separator: "/")
        let isScoped = segments.dropLast().last?.hasPrefix("@") == true
        let name = segments.suffix(isScoped ? 2 : 1).joined(separator: "/")
        try tree.write(
            "app/\(directory)/package.json",
            #"{"name": "\#(name)", "version": "1.0.0"\#(members.isEmpty ? "" : ", ")\#(members)}"#)
        try tree.write("app/\(directory)/index.js", code)
    }

    func select(
        _ pruning: Pruning = .production, source: String = "app", root: String? = nil, entry: String? = "server.js",
        architecture: Architecture = .amd64
    ) throws -> PackageSelection {
        try NodePackager().select(
            PackageRequest(
                source: tree.location(source), root: tree.location(root ?? source), entry: entry, pruning: pruning,
                architecture: architecture, destination: tree.location("out")))
    }

    /// The directories with a package.json below any `node_modules` of a selection.
    func modules(_ selection: PackageSelection) -> [String] {
        selection.tree.files.map(\.path).filter { $0.contains("node_modules/") && $0.hasSuffix("/package.json") }
            .map { Path.directory(of: $0) }
    }

    func failure(
        _ pruning: Pruning = .production, root: String? = nil, source: String = "app"
    ) throws -> ProvisioningError {
        let error = #expect(throws: ProvisioningError.self) { try select(pruning, source: source, root: root) }
        return try #require(error)
    }
}

@Suite struct ProductionSelectionTests {
    private static let needsA = #"{"dependencies": {"a": "*"}, "devDependencies": {"d": "*"}}"#

    @Test func whatProductionNeedsGoesInAndNothingElse() throws {
        let server = try ServerTree(
            #"{"dependencies": {"a": "*", "@s/x": "*", "alias": "npm:real@1"}, "optionalDependencies": {"o": "*", "gone": "*"}, "devDependencies": {"d": "*"}}"#,
            server: "require('a')")
        try server.module(
            "node_modules/a", #""dependencies": {"b": "2"}, "peerDependencies": {"p": "*", "unmet": "*"}"#)
        try server.module("node_modules/a/node_modules/b", #""dependencies": {"c": "1"}"#)
        for name in ["b", "c", "o", "p", "alias", "@s/x", "d", "e", "@types/node"] {
            try server.module("node_modules/\(name)")
        }
        try server.module("node_modules/d/node_modules/c")
        try server.tree.write("app/node_modules/.package-lock.json.bak")
        try server.tree.write("app/node_modules/a/test/node_modules/fixture/package.json", "{}")
        let selection = try server.select()
        #expect(
            server.modules(selection)
                == [
                    "node_modules/@s/x", "node_modules/a/node_modules/b", "node_modules/a",
                    "node_modules/a/test/node_modules/fixture",
                    "node_modules/alias", "node_modules/c", "node_modules/o", "node_modules/p",
                ].sorted { "\($0)/package.json" < "\($1)/package.json" })
        #expect(selection.warnings == [])
        #expect(server.modules(try server.select(.none)).count == 13)
    }

    @Test func eachDecisionHasAReason() throws {
        let server = try ServerTree(Self.needsA, server: "require('a')")
        try server.module("node_modules/a", #""dependencies": {"b": "1"}"#)
        for name in ["b", "d", "e", "@types/node"] { try server.module("node_modules/\(name)") }
        try server.tree.write("app/node_modules/.bin/a")
        try server.tree.write("app/debug.log")
        let selection = try server.select()
        let reasons = [
            "server.js": "is one of the server's own files",
            "node_modules/a/index.js": "belongs to a, needed by package.json (dependencies)",
            "node_modules/b": "belongs to b, needed by node_modules/a/package.json (dependencies)",
            "node_modules/d/index.js": "is a development dependency", "debug.log": "is left out by a rule",
            "node_modules/e": "is needed by nothing that the server needs in production",
            "node_modules/@types/node/index.js": "is needed by nothing that the server needs in production",
            "node_modules/.bin/a": "belongs to the package manager",
            "semantest-bridge.cjs": "is the bridge that Lambda calls",
        ]
        for (path, reason) in reasons { #expect(selection.decision(on: path)?.reason == reason, "\(path)") }
        #expect(selection.decision(on: "node_modules/d")?.isIncluded == false)
        #expect(selection.decision(on: "nowhere.js") == nil)
        #expect(selection.decisions.modules.map(\.path) == ["node_modules/a", "node_modules/b"])
        #expect(selection.decisions.modules.first?.version == "1.0.0")
    }

    @Test(arguments: [nil, "{}", #"{"name": "x", "main": "server.js"}"#])
    func withoutNamedDependenciesAllModulesGoIn(manifest: String?) throws {
        let server = try ServerTree(manifest, server: "require('a')")
        for name in ["a", "b"] { try server.module("node_modules/\(name)") }
        let selection = try server.select()
        #expect(server.modules(selection) == ["node_modules/a", "node_modules/b"])
        #expect(selection.decision(on: "node_modules/b")?.reason == "is in node_modules, which goes in as it is")
    }

    @Test(arguments: [
        ("dependencies", true), ("optionalDependencies", false), ("peerDependencies", false),
        ("devDependencies", false),
        ("bundledDependencies", false),
    ])
    func whatIsNeededAndMissingIsRefused(kind: String, isRefused: Bool) throws {
        let server = try ServerTree(#"{"dependencies": {"a": "*"}}"#)
        try server.module(
            "node_modules/a", #""\#(kind)": \#(kind == "bundledDependencies" ? #"["b"]"# : #"{"b": "1"}"#)"#)
        guard isRefused else { return #expect(server.modules(try server.select()) == ["node_modules/a"]) }
        let error = try server.failure()
        #expect(error.code == "MissingDependency")
        #expect(error.message.hasSuffix("\n  b, needed by node_modules/a/package.json (dependencies)"))
        #expect(error.hint?.contains("npm install --omit=dev") == true)
    }

    @Test(arguments: [
        ("node_modules/.modules.yaml", "pnpm install --prod"),
        ("node_modules/.yarn-integrity", "yarn install --production"),
        ("yarn.lock", "yarn install --production"), ("pnpm-lock.yaml", "pnpm install --prod"),
    ])
    func theInstallersCommandIsNamed(marker: String, command: String) throws {
        let server = try ServerTree(#"{"dependencies": {"a": "*"}}"#)
        try server.module("node_modules/b")
        try server.tree.write("app/\(marker)")
        #expect(try server.failure().hint?.contains(command) == true)
    }

    @Test(arguments: ["package.json", "node_modules/a/package.json"])
    func aBrokenManifestIsRefused(file: String) throws {
        let server = try ServerTree(#"{"dependencies": {"a": "*"}}"#)
        try server.module("node_modules/a")
        try server.tree.write("app/\(file)", "{\n<<<<<<< HEAD")
        let error = try server.failure()
        #expect(error.code == "BrokenManifest")
        #expect(error.message.hasPrefix("\(file):2:1: "))
    }

    @Test func dependenciesMayBeBuiltInWhenThereAreNoModules() throws {
        let server = try ServerTree(Self.needsA)
        #expect(
            try server.select().warnings == [
                "package.json names dependencies, and no node_modules is there: none of them go in"
            ])
        try server.tree.write("app/server.js", "require('a')")
        #expect(try server.failure().code == "UnresolvedModules")
    }

    @Test func modulesAboveTheRootAreNamed() throws {
        let server = try ServerTree(#"{"dependencies": {"a": "*"}}"#, server: "require('a')")
        try server.tree.write("node_modules/a/index.js")
        #expect(
            try server.failure().message.contains(
                "\(server.tree.path)/node_modules, outside the package root \(server.tree.path)/app; set root:"))
        try server.module("node_modules/b")
        let error = try server.failure()
        #expect(
            error.message.contains(
                "a, needed by package.json (dependencies), is in \(server.tree.path)/node_modules, outside"))
        #expect(error.hint?.contains("set root:") == true)
        #expect(server.modules(try server.select(root: "")) == [])
        #expect(try server.select(root: "").tree.files.map(\.path).contains("node_modules/a/index.js"))
    }

    // MARK: - What own files load

    @Test func aModuleThatOnlyTheCodeNamesIsKeptWithAWarning() throws {
        let server = try ServerTree(Self.needsA, server: "require('a')\nrequire('./lib/x')\nrequire('d/sub')")
        try server.tree.write("app/lib/x.js", "import('phantom')\ntry { require('guarded') } catch {}")
        try server.module("node_modules/a")
        try server.module("node_modules/d", code: "")
        try server.tree.write("app/node_modules/d/sub.js")
        try server.module("node_modules/phantom", #""dependencies": {"b": "1"}"#)
        for name in ["b", "guarded", "e"] { try server.module("node_modules/\(name)") }
        let selection = try server.select()
        #expect(server.modules(selection) == ["a", "b", "d", "guarded", "phantom"].map { "node_modules/\($0)" })
        let end = "it goes in with what it needs; add it to dependencies"
        #expect(
            selection.warnings.sorted() == [
                "lib/x.js:1 loads \"phantom\", which package.json does not name: \(end)",
                "lib/x.js:2 loads \"guarded\", which package.json does not name: \(end)",
                "server.js:3 loads \"d\", which package.json names for development only: \(end)",
            ])
        #expect(selection.decision(on: "node_modules/phantom")?.reason == "belongs to phantom, needed by lib/x.js:1")
    }

    @Test func aDevelopmentDependencyThatTheCodeCanDoWithoutStaysOut() throws {
        let server = try ServerTree(Self.needsA, server: "try { require('d') } catch {}")
        for name in ["a", "d"] { try server.module("node_modules/\(name)") }
        let selection = try server.select()
        #expect(server.modules(selection) == ["node_modules/a"])
    }

    @Test func whatIsNowhereIsStillRefusedWithItsPlace() throws {
        let server = try ServerTree(Self.needsA, server: "\nrequire('nowhere')")
        try server.module("node_modules/a")
        let error = try server.failure()
        #expect(error.code == "UnresolvedModules")
        #expect(error.message.contains(#"server.js:2: cannot resolve "nowhere""#))
    }

    // MARK: - Rules

    @Test(arguments: ["/node_modules/a/", "a/", "node_modules/"])
    func whatARuleLeavesOutIsNotMissed(rule: String) throws {
        let server = try ServerTree(#"{"dependencies": {"a": "*"}}"#)
        try server.tree.write("app/.provisionignore", rule)
        try server.module("node_modules/a", #""dependencies": {"b": "1"}"#)
        try server.module("node_modules/b")
        let selection = try server.select()
        #expect(server.modules(selection) == [])
        #expect(selection.decision(on: "node_modules/a/index.js")?.reason == "is left out by a rule")
    }

    @Test func generatedFoldersBesideModulesAreKept() throws {
        let server = try ServerTree(#"{"dependencies": {"@prisma/client": "*"}}"#, server: "require('@prisma/client')")
        try server.module("node_modules/@prisma/client", code: "require('.prisma/client')")
        try server.tree.write("app/node_modules/.prisma/client/index.js")
        try server.tree.write("app/node_modules/.cache/x")
        let paths = try server.select().tree.files.map(\.path)
        #expect(paths.contains("node_modules/.prisma/client/index.js"))
        #expect(!paths.contains("node_modules/.cache/x"))
    }

    // MARK: - Directories of the server's own

    @Test func directoriesWithModulesOfTheirOwnCount() throws {
        let server = try ServerTree(Self.needsA)
        try server.module("node_modules/a")
        try server.module("plugins/one", #""dependencies": {"b": "1"}, "devDependencies": {"e": "1"}"#)
        try server.module("plugins/one/node_modules/b")
        try server.module("plugins/one/node_modules/e")
        try server.module("vendored/node_modules/f")
        #expect(
            server.modules(try server.select()) == [
                "node_modules/a", "plugins/one/node_modules/b", "vendored/node_modules/f",
            ])
    }

    @Test func theEntrysPackageCounts() throws {
        let server = try ServerTree()
        try server.module("backend", #""dependencies": {"a": "1"}"#, code: "require('a')")
        for name in ["a", "e"] { try server.module("backend/node_modules/\(name)") }
        #expect(server.modules(try server.select(entry: "backend/index.js")) == ["backend/node_modules/a"])
    }

    @Test func anEntryInNodeModulesTakesEverything() throws {
        let server = try ServerTree(Self.needsA)
        for name in ["a", "e"] { try server.module("node_modules/\(name)") }
        let selection = try server.select(entry: "node_modules/e/index.js")
        #expect(server.modules(selection) == ["node_modules/a", "node_modules/e"])
    }

    @Test func filesOutsideTheSourceBringTheirPackageAlong() throws {
        let server = try ServerTree()
        try server.tree.write("app/package.json", #"{"workspaces": ["packages/*"], "devDependencies": {"d": "1"}}"#)
        try server.module(
            "packages/api", #""dependencies": {"a": "1"}"#, code: "require('a'); require('../shared/index')")
        try server.module("packages/shared", #""dependencies": {"b": "1", "c": "2"}"#, code: "require('b')")
        try server.module("packages/shared/node_modules/c")
        try server.module("packages/web", #""dependencies": {"w": "1", "c": "1"}"#)
        try server.module("packages/web/node_modules/c")
        for name in ["a", "b", "c", "d", "w"] { try server.module("node_modules/\(name)") }
        let selection = try server.select(source: "app/packages/api", root: "app", entry: "index.js")
        #expect(
            server.modules(selection) == ["node_modules/a", "node_modules/b", "packages/shared/node_modules/c"])
        #expect(selection.warnings == [])
        #expect(
            selection.decision(on: "packages/web/node_modules/c")?.reason
                == "holds the modules of packages/web, which the server does not load")
        #expect(selection.tree.files.map(\.path).contains("packages/web/index.js"))
    }
}
