import ProvisioningDomain
import Testing

@testable import Packager

/// Modules that are installed for one platform, or for several.
@Suite struct InstalledPlatformTests {
    private func platforms(_ installed: [String], optional: [String]) throws -> ServerTree {
        let names = optional.map { #""\#($0)": "1""# }.joined(separator: ", ")
        let server = try ServerTree(#"{"dependencies": {"a": "*"}}"#)
        try server.module("node_modules/a", #""optionalDependencies": {\#(names)}"#)
        for name in installed { try server.module("node_modules/\(name)") }
        return server
    }

    private static let variants = [
        "@x/a-darwin-arm64", "@x/a-linux-arm64-gnu", "@x/a-linux-x64-gnu", "@x/a-linux-x64-musl", "@x/a-wasm32-wasi",
    ]

    @Test(arguments: [(Architecture.amd64, "@x/a-linux-x64-gnu"), (.arm64, "@x/a-linux-arm64-gnu")])
    func onlyTheTargetsPartGoesIn(architecture: Architecture, expected: String) throws {
        let server = try platforms(Self.variants, optional: Self.variants)
        let selection = try server.select(architecture: architecture)
        #expect(
            server.modules(selection)
                == ["node_modules/\(expected)", "node_modules/@x/a-wasm32-wasi", "node_modules/a"].sorted())
        #expect(
            selection.decision(on: "node_modules/@x/a-linux-x64-musl/index.js")?.reason
                == "is for linux x64 musl, the function runs on \(TargetPlatform(architecture).summary)")
    }

    @Test func anOptionalModuleForAnotherPlatformStaysOutAlthoughTheCodeLoadsIt() throws {
        let server = try ServerTree(
            #"{"optionalDependencies": {"watcher": "*"}}"#, server: "try { require('watcher') } catch {}")
        try server.module("node_modules/watcher", #""os": ["darwin"]"#)
        let selection = try server.select()
        #expect(server.modules(selection) == [])
        #expect(selection.decision(on: "node_modules/watcher")?.reason.hasPrefix("is for darwin") == true)
    }

    @Test func partsForAnotherPlatformAloneAreRefused() throws {
        let server = try platforms(["@x/a-darwin-arm64"], optional: Self.variants)
        let error = try server.failure()
        #expect(error.code == "WrongPlatform")
        #expect(error.message.contains("node_modules/a/package.json"))
        #expect(error.message.contains("node_modules/@x/a-darwin-arm64 is installed"))
        #expect(error.message.contains("needs @x/a-linux-x64-gnu"))
        #expect(error.hint?.contains("--os=linux --cpu=x64 --libc=glibc") == true)
        // Nothing of it installed: it was left out on purpose.
        #expect(server.modules(try platforms([], optional: Self.variants).select()) == ["node_modules/a"])
        try server.tree.write("app/.provisionignore", "/node_modules/@x/a-darwin-arm64/")
        #expect(server.modules(try server.select()) == ["node_modules/a"])
    }

    @Test func aNativeModuleForAnotherSystemIsRefused() throws {
        let server = try ServerTree(#"{"dependencies": {"a": "*"}}"#)
        try server.module("node_modules/a")
        try server.tree.write("app/node_modules/a/build/Release/a.node", Header.linuxArm)
        let error = try server.failure()
        #expect(error.code == "WrongPlatform")
        #expect(error.message.contains("  node_modules/a/build/Release/a.node is for linux arm64"))
        #expect(error.hint?.contains("architecture:") == true)
        #expect(server.modules(try server.select(architecture: .arm64)) == ["node_modules/a"])
        let warnings = try server.select(.none).warnings
        #expect(warnings == ["node_modules/a/build/Release/a.node is for linux arm64, the function runs on linux x64"])
    }

    @Test func prebuildsAreFilteredForTheTarget() throws {
        let server = try ServerTree(#"{"dependencies": {"a": "*"}}"#)
        try server.module("node_modules/a")
        for (folder, header) in [
            ("linux-x64", Header.linux), ("linux-arm64", Header.linuxArm), ("darwin-arm64", Header.mac),
        ] {
            try server.tree.write("app/node_modules/a/prebuilds/\(folder)/node.napi.node", header)
        }
        let selection = try server.select()
        #expect(
            selection.tree.files.map(\.path).filter { $0.hasSuffix(".node") } == [
                "node_modules/a/prebuilds/linux-x64/node.napi.node"
            ])
        #expect(
            selection.decision(on: "node_modules/a/prebuilds/darwin-arm64/node.napi.node")?.reason
                == "is for darwin arm64, the function runs on linux x64")
        #expect(try server.select(.none).tree.files.count == selection.tree.files.count + 2)
    }
}
