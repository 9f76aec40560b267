import OrderedJSON
import ProvisioningDomain
import Testing

@testable import Packager

@Suite struct PackageLockTests {
    @Test(arguments: [
        ("{\n  \"lockfileVersion\": 3,\n<<<<<<< HEAD\n", "package-lock.json:3:1: "),
        ("", "package-lock.json:1:1: "), ("[]", "package-lock.json:1:1: an object was expected, not an array"),
        ("{}", "package-lock.json: it has no lockfileVersion"),
        (#"{"lockfileVersion": 3}"#, "package-lock.json: it has no packages"),
        (
            #"{"lockfileVersion": 3, "packages": {"node_modules/a": 1}}"#,
            #"package-lock.json: packages has a number for "node_modules/a", an object was expected"#
        ),
    ])
    func aBrokenLockIsNamedWithItsPlace(text: String, message: String) {
        let error = #expect(throws: ProvisioningError.self) {
            try PackageLock(Array(text.utf8), file: "package-lock.json")
        }
        #expect(error?.code == "BrokenLock")
        #expect(error?.message.hasPrefix(message) == true, "\(error?.message ?? "")")
        #expect(error?.hint?.contains("npm install") == true)
    }

    @Test func aLockOfVersion1SaysNothing() throws {
        #expect(
            try PackageLock(Array(#"{"lockfileVersion": 1, "dependencies": {}}"#.utf8), file: "package-lock.json")
                == nil)
    }

    @Test(arguments: [
        ("a", "node_modules/b", "2.0.0"), ("a", "node_modules/c", "1.0.0"), ("a", "", "1.0.0"),
        ("a", "packages/api", "1.0.0"),
        ("@s/x", "node_modules/b/node_modules/a", "3.0.0"), ("gone", "node_modules/b", nil),
    ])
    func namesAreFoundAsNodeFindsThem(name: String, from: String, version: String?) throws {
        let text = """
            {"lockfileVersion": 3, "packages": {"": {}, "node_modules/a": {"version": "1.0.0"}, "node_modules/b": {},
            "node_modules/b/node_modules/a": {"version": "2.0.0"}, "node_modules/@s/x": {"version": "3.0.0"}}}
            """
        let lock = try #require(try PackageLock(Array(text.utf8), file: "package-lock.json"))
        #expect(lock.entry(named: name, from: from)?.manifest.version == version)
    }

    @Test(arguments: [
        (#"{"dev": true}"#, [true, false, false]), (#"{"optional": true}"#, [false, true, false]),
        (#"{"devOptional": true}"#, [false, true, false]), (#"{"link": true, "resolved": "x"}"#, [false, false, true]),
        ("{}", [false, false, false]),
    ])
    func flagsAreRead(entry: String, expected: [Bool]) throws {
        let text = #"{"lockfileVersion": 2, "packages": {"node_modules/a": \#(entry)}}"#
        let found = try PackageLock(Array(text.utf8), file: "x")?.entry(at: "node_modules/a")
        #expect([found?.isDevelopment, found?.isOptional, found?.isLink] == expected)
    }
}

@Suite struct ModuleManifestTests {
    @Test(arguments: [
        (#"{"dependencies": {"b": "1", "a": "1"}}"#, ["a dependencies", "b dependencies"]),
        (
            #"{"dependencies": {"a": "1"}, "optionalDependencies": {"a": "1", "c": "1"}}"#,
            ["a optionalDependencies?", "c optionalDependencies?"]
        ),
        (
            #"{"peerDependencies": {"p": "1", "q": "1"}, "peerDependenciesMeta": {"q": {"optional": true}, "r": {"optional": true}}}"#,
            ["p peerDependencies", "q peerDependencies?", "r peerDependencies?"]
        ),
        (#"{"dependencies": {"p": "1"}, "peerDependencies": {"p": "1"}}"#, ["p dependencies"]),
        (
            #"{"bundledDependencies": ["x"], "dependencies": {"y": "npm:z@1"}}"#,
            ["x bundleDependencies?", "y dependencies"]
        ),
        (#"{"bundleDependencies": true, "dependencies": {"y": "1"}}"#, ["y dependencies"]),
        (
            #"{"dependencies": {"../up": "1", "a/b": "1", "@s/c": "1", ".x": "1", "": "1", "@s": "1", "@s/../x": "1"}}"#,
            ["@s/c dependencies"]
        ),
        (#"{"dependencies": ["a"], "optionalDependencies": "b"}"#, []), (#"{"devDependencies": {"d": "1"}}"#, []),
        ("[]", []),
    ])
    func needsAreRead(text: String, expected: [String]) throws {
        let manifest = try ModuleManifest(packageJSON: Array(text.utf8), file: "package.json")
        #expect(manifest.needs.map { "\($0.name) \($0.kind.rawValue)\($0.isOptional ? "?" : "")" } == expected)
    }

    @Test(arguments: [
        ("{}", false), (#"{"name": "x", "main": "y"}"#, false), (#"{"dependencies": {}}"#, true),
        (#"{"devDependencies": {"d": "1"}}"#, true), (#"{"dependencies": null}"#, false),
    ])
    func whetherDependenciesAreNamedIsKnown(text: String, expected: Bool) throws {
        #expect(try ModuleManifest(packageJSON: Array(text.utf8), file: "package.json").hasDependencyKeys == expected)
    }

    @Test func platformsWorkspacesAndDevelopmentAreRead() throws {
        let text = """
            \u{feff}{"name": "n", "version": "1.2.3", "os": ["linux"], "cpu": "x64", "libc": ["glibc"], "workspaces": ["packages/*"],
            "devDependencies": {"d": "1"}}
            """
        let manifest = try ModuleManifest(packageJSON: Array(text.utf8), file: "package.json")
        #expect(manifest.name == "n" && manifest.version == "1.2.3" && manifest.hasWorkspaces)
        #expect(manifest.platforms == PlatformConstraint(os: ["linux"], cpu: ["x64"], libc: ["glibc"]))
        #expect(manifest.developmentDependencies == ["d"])
    }

    @Test(arguments: [("{\n  \"name\": ,\n}", "a/package.json:2:11: "), ("", "a/package.json:1:1: ")])
    func aBrokenManifestIsNamedWithItsPlace(text: String, message: String) {
        let error = #expect(throws: ProvisioningError.self) {
            try ModuleManifest(packageJSON: Array(text.utf8), file: "a/package.json")
        }
        #expect(error?.code == "BrokenManifest")
        #expect(error?.message.hasPrefix(message) == true, "\(error?.message ?? "")")
    }
}
