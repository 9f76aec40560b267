import ProvisioningDomain
import Testing

@testable import Packager

@Suite struct ModuleCheckTests {
    private func check(
        _ files: [String: String], ignoring ignored: String? = nil
    ) throws -> ModuleCheck<FixtureContents>.Result {
        try ModuleCheck(
            contents: FixtureContents(files: files), root: "/srv/app",
            ignoredBy: { path in ignored.flatMap { path.hasPrefix($0) ? $0 : nil } }
        ).check("server.js")
    }

    @Test func aCompletePackagePasses() throws {
        let result = try check([
            "server.js": "require('./lib/a'); require('express')", "lib/a.js": "require('../server'); require('fs')",
            "node_modules/express/index.js": "require('./b.json')", "node_modules/express/b.json": "require('no')",
        ])
        #expect(result == ModuleCheck.Result(followed: ["server.js", "lib/a.js"]))
    }

    @Test func anUnresolvedModuleOfTheUsersIsAnErrorWithItsPlace() throws {
        let result = try check([
            "server.js": "require('./lib/a')", "lib/a.js": "\n\nrequire('express')\nrequire('./gone')",
        ])
        let error = try #require(result.error)
        #expect(
            error.message == """
                the server loads modules that are not in its package:
                  lib/a.js:3: cannot resolve "express"
                  lib/a.js:4: cannot resolve "./gone"
                """)
        #expect(error.hint?.contains("npm ci") == true)
        #expect(error.code == "UnresolvedModules")
    }

    @Test func aModuleAboveTheRootNamesRoot() throws {
        let error = try #require(try check(["server.js": "require('../shared/x')"]).error)
        #expect(
            error.message.contains(
                #"server.js:1: cannot resolve "../shared/x": it lies outside the package root /srv/app"#))
        #expect(error.hint?.hasPrefix("Set root:") == true)
    }

    @Test func aModuleThatARuleLeftOutIsNamed() throws {
        let error = try #require(try check(["server.js": "require('./coverage/x')"], ignoring: "coverage").error)
        #expect(error.message.contains("coverage is left out of the package by a rule"))
    }

    @Test func whatTheProgramCanDoWithoutIsAWarning() throws {
        let result = try check([
            "package.json":
                #"{"optionalDependencies":{"fast":"1"},"peerDependenciesMeta":{"peer":{"optional":true},"hard":{}}}"#,
            "server.js": "try { require('x') } catch {}\nrequire('fast/sub'); require('peer')",
        ])
        #expect(result.error == nil)
        #expect(
            result.warnings == [
                #"server.js:1: cannot resolve "x""#, #"server.js:2: cannot resolve "fast/sub""#,
                #"server.js:2: cannot resolve "peer""#,
            ])
    }

    @Test func modulesOfOthersWarnUnlessTheyCanDoWithout() throws {
        let result = try check([
            "server.js": "require('ws')",
            "node_modules/ws/index.js":
                "try { require('bufferutil') } catch {}\nrequire('gone'); require('../../../x')",
        ])
        #expect(result.error == nil)
        #expect(
            result.warnings == [
                #"node_modules/ws/index.js:2: cannot resolve "gone""#,
                #"node_modules/ws/index.js:2: cannot resolve "../../../x": it lies outside the package root /srv/app"#,
            ])
    }

    @Test func longListsAreShortened() throws {
        let source = (1...30).map { "require('m\($0)')" }.joined(separator: "\n")
        let error = try #require(try check(["server.js": source]).error)
        #expect(error.message.hasSuffix("  and 10 more modules that cannot be resolved"))
    }
}
