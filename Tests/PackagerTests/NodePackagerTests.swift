import Glibc
import ProvisioningDomain
import Testing

@testable import Packager

@Suite struct NodePackagerTests {
    /// A small server with everything that could make two packages differ.
    private func writeServer(in tree: TemporaryTree, below directory: String) throws {
        try tree.write("\(directory)/server.js", "require('express')\nrequire('./lib/a')\n")
        try tree.write("\(directory)/lib/a.js", String(repeating: "exports.a = 1\n", count: 100))
        try tree.write("\(directory)/lib/ü.txt", "ü")
        try tree.write("\(directory)/bin/run", "#!/bin/sh\n", mode: 0o755)
        try tree.write("\(directory)/empty.json", "")
        try tree.write("\(directory)/noise.bin", (0..<2000).map { UInt8(truncatingIfNeeded: $0 &* $0 &* 31) })
        try tree.write("\(directory)/node_modules/express/index.js", "module.exports = 1\n")
        try tree.link("\(directory)/node_modules/alias", to: "express")
        try tree.write("\(directory)/.env", "SECRET=1")
        try tree.write("\(directory)/debug.log", "x")
    }

    private func package(
        _ tree: TemporaryTree, _ directory: String, into destination: String
    ) throws -> PackagedArtifact {
        try NodePackager().package(
            PackageRequest(source: tree.location(directory), destination: tree.location(destination)))
    }

    @Test func theSameFilesGiveTheSameBytesWhereverAndWhenever() throws {
        let tree = try TemporaryTree()
        try writeServer(in: tree, below: "one")
        try writeServer(in: tree, below: "other place/ü/two")
        let old = [timespec(tv_sec: 1, tv_nsec: 0), timespec(tv_sec: 1, tv_nsec: 0)]
        for name in ["server.js", "lib/a.js", "lib"] {
            let result = unsafe utimensat(AT_FDCWD, tree.location("other place/ü/two/\(name)"), old, 0)
            #expect(result == 0)
        }
        unsafe chmod(tree.location("other place/ü/two/server.js"), 0o600)
        unsafe chmod(tree.location("other place/ü/two/bin/run"), 0o700)
        let first = try package(tree, "one", into: "out")
        let second = try package(tree, "other place/ü/two", into: "out2")
        let again = try package(tree, "one", into: "out")
        #expect(try FileSystem.contents(of: first.path) == FileSystem.contents(of: second.path))
        #expect(first.sha256 == second.sha256)
        #expect(first == again)
        #expect(try tree.names(in: "out") == ["\(first.sha256).zip"])
    }

    @Test func theArtifactTellsWhatIsInIt() throws {
        let tree = try TemporaryTree()
        try writeServer(in: tree, below: "app")
        let artifact = try package(tree, "app", into: "out")
        #expect(artifact.handler == "semantest-bridge.handler")
        #expect(artifact.entry == "server.js")
        #expect(artifact.entryCount == 11)
        #expect(artifact.path == tree.location("out/\(artifact.sha256).zip"))
        #expect(artifact.size == UInt64(try FileSystem.contents(of: artifact.path).count))
        #expect(artifact.unpackedSize > artifact.size)
        #expect(artifact.warnings.count == 1)
        #expect(artifact.warnings.first?.hasPrefix(".env was left out") == true)
    }

    @Test(arguments: ["app", "app/dist", "app/lib"])
    func packagesInTheSourceAreNotPartOfTheNext(destination: String) throws {
        let tree = try TemporaryTree()
        try writeServer(in: tree, below: "app")
        let elsewhere = try package(tree, "app", into: "out")
        try tree.write("\(destination)/.semantest-package-left", "of a run that was killed")
        let first = try package(tree, "app", into: destination)
        let second = try package(tree, "app", into: destination)
        #expect(first == second)
        #expect(first.sha256 == elsewhere.sha256)
    }

    @Test func ignoreFilesOfTheRootAndTheSourceCount() throws {
        let tree = try TemporaryTree()
        try tree.write("root/.provisionignore", "*.md\n!.env.example\n")
        try tree.write("root/api/.provisionignore", "/drafts/\n")
        try tree.write("root/api/server.js", "require('../shared/a.js')")
        try tree.write("root/api/drafts/a.js")
        try tree.write("root/api/README.md")
        try tree.write("root/shared/a.js")
        try tree.write("root/shared/drafts/b.js")
        try tree.write("root/.env.example")
        let artifact = try NodePackager().package(
            PackageRequest(
                source: tree.location("root/api"), root: tree.location("root"), entry: "server.js",
                destination: tree.location("out")))
        #expect(artifact.entry == "api/server.js")
        #expect(artifact.entryCount == 7)
    }

    @Test(arguments: [
        ("app/semantest-bridge.cjs", "ReservedName"), ("app/semantest-bridge.config.json", "ReservedName"),
        ("app/semantest-bridge.js", "ReservedName"),
    ])
    func namesOfTheBridgeAreReserved(file: String, code: String) throws {
        let tree = try TemporaryTree()
        try writeServer(in: tree, below: "app")
        try tree.write(file)
        let error = #expect(throws: ProvisioningError.self) { try package(tree, "app", into: "out") }
        #expect(error?.code == code)
        #expect(try tree.names(in: "out") == [])
    }

    @Test func whatCannotBePackagedLeavesNothingBehind() throws {
        let tree = try TemporaryTree()
        #expect(throws: ProvisioningError.self) { try package(tree, "nowhere", into: "out") }
        try tree.write("file")
        #expect(throws: ProvisioningError.self) { try package(tree, "file", into: "out") }
        try tree.write("app/server.js", "require('missing')")
        let error = #expect(throws: ProvisioningError.self) { try package(tree, "app", into: "out") }
        #expect(error?.code == "UnresolvedModules")
        #expect(try tree.names(in: "out") == [])
        let outside = #expect(throws: ProvisioningError.self) {
            try NodePackager().package(
                PackageRequest(source: tree.path, root: tree.location("app"), destination: tree.location("out")))
        }
        #expect(outside?.code == "SourceOutsideRoot")
    }

    @Test(.disabled(if: getuid() == 0, "root reads everything"))
    func anUnreadableFileIsNamed() throws {
        let tree = try TemporaryTree()
        try tree.write("app/server.js")
        try tree.write("app/secret.txt", mode: 0)
        let error = #expect(throws: ProvisioningError.self) { try package(tree, "app", into: "out") }
        #expect(error?.message.contains("secret.txt: Permission denied") == true)
        #expect(try tree.names(in: "out") == [])
    }

    @Test func overLambdasUnzippedLimitNothingIsWritten() throws {
        let tree = try TemporaryTree()
        try tree.write("app/server.js")
        try tree.write("app/huge.bin")
        try #require(unsafe truncate(tree.location("app/huge.bin"), (250 << 20) + 1) == 0)
        let error = #expect(throws: ProvisioningError.self) { try package(tree, "app", into: "out") }
        #expect(error?.code == "PackageTooLarge")
        #expect(error?.message.contains("250.0 MB  huge.bin") == true)
        #expect(try tree.names(in: "out") == [])
    }

    @Test func aDestinationThatCannotBeMadeIsNamed() throws {
        let tree = try TemporaryTree()
        try tree.write("app/server.js")
        let error = #expect(throws: ProvisioningError.self) { try package(tree, "app", into: "app/server.js/x") }
        #expect(error?.message.contains("make the directory") == true)
    }

    @Test func aLinkedLayoutOfModulesIsRefusedWhenModulesWouldNotBeFound() throws {
        let tree = try TemporaryTree()
        let store = "app/node_modules/.pnpm"
        try tree.write("app/server.js", "require('a')")
        try tree.write("\(store)/a@1/node_modules/a/index.js", "require('b')")
        try tree.write("\(store)/b@1/node_modules/b/index.js", "")
        try tree.link("\(store)/a@1/node_modules/b", to: "../../b@1/node_modules/b")
        try tree.link("app/node_modules/a", to: ".pnpm/a@1/node_modules/a")
        let error = #expect(throws: ProvisioningError.self) { try package(tree, "app", into: "out") }
        #expect(error?.code == "LinkedModules")
        #expect(error?.message.contains(#"node_modules/a/index.js:1: cannot resolve "b""#) == true)
        #expect(error?.hint?.contains("node-linker=hoisted") == true)
    }

    private func component(
        _ tree: TemporaryTree, kind: ComponentKind = .rest, provider: CloudProvider = .aws
    ) throws -> ComponentSpecification {
        ComponentSpecification(
            project: try ResourceName("semantest", what: "project"),
            component: try ResourceName("rest-api", what: "component"), kind: kind,
            environment: try EnvironmentName("development"), provider: provider, region: "us-east-1",
            source: tree.location("app"), root: tree.location("app"), entry: "server.js",
            runtime: try Runtime("nodejs22.x"), architecture: .amd64, memory: try MemorySize(megabytes: 512),
            timeout: try Timeout(seconds: 30), variables: PropertyMap(), cors: nil, logRetentionDays: 14, tags: [:])
    }

    @Test func aComponentIsPackagedThroughThePort() async throws {
        let tree = try TemporaryTree()
        try writeServer(in: tree, below: "app")
        let packager: any ArtifactPackager = NodePackager()
        let artifact = try await packager.package(try component(tree), into: tree.location("out"))
        #expect(artifact.handler == "semantest-bridge.handler")
        #expect(artifact.path == tree.location("out/\(artifact.sha256).zip"))
        #expect(artifact.unpackedSize > artifact.size)
        #expect(artifact.warnings.count == 1)
    }

    @Test(arguments: [
        (ComponentKind.rest, ["semantest-bridge.cjs", "semantest-bridge.config.json", "semantest-bridge.mjs"]),
        (
            .websocket,
            [
                "semantest-bridge-rest.cjs", "semantest-bridge.cjs", "semantest-bridge.config.json",
                "semantest-bridge.mjs",
            ]
        ),
    ])
    func eachKindHasItsBridge(kind: ComponentKind, names: [String]) throws {
        let files = BridgeFiles.all(kind, entry: "server.js", directory: "")
        #expect(files.map(\.path) == names)
        #expect(files.allSatisfy { !$0.bytes.isEmpty })
        let bytes = Dictionary(uniqueKeysWithValues: files.map { ($0.path, $0.bytes) })
        #expect(bytes[BridgeFiles.module] == BridgeFiles.awsRestModule())
        #expect(bytes[BridgeFiles.script] == (kind == .rest ? BridgeFiles.awsRest() : BridgeFiles.awsWebSocket()))
        #expect(bytes[BridgeFiles.restScript] == (kind == .rest ? nil : BridgeFiles.awsRest()))
        #expect(
            bytes[BridgeFiles.configuration].map { String(decoding: $0, as: UTF8.self) }?
                .contains(#""kind":"\#(kind.rawValue)""#) == true)
    }

    @Test func aWebSocketComponentIsPackaged() async throws {
        let tree = try TemporaryTree()
        try writeServer(in: tree, below: "app")
        let rest = try await NodePackager().package(try component(tree), into: tree.location("out"))
        let socket = try await NodePackager().package(
            try component(tree, kind: .websocket), into: tree.location("out"))
        #expect(socket.sha256 != rest.sha256)
        #expect(socket.unpackedSize > rest.unpackedSize)
        #expect(socket.handler == rest.handler)
    }

    @Test func aComponentWithoutABridgeIsRefused() async throws {
        let tree = try TemporaryTree()
        let component = try component(tree, provider: .azure)
        let error = await #expect(throws: ProvisioningError.self) {
            try await NodePackager().package(component, into: tree.location("out"))
        }
        #expect(error?.code == "NoBridge")
    }
}
