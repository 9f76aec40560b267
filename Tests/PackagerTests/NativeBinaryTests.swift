import ProvisioningDomain
import Testing

@testable import Packager

/// Headers as compilers write them, as much as tells the system.
enum Header {
    static func elf(machine: UInt8, wide: Bool = true, bigEndian: Bool = false) -> [UInt8] {
        let start: [UInt8] = [0x7f, 0x45, 0x4c, 0x46, wide ? 2 : 1, bigEndian ? 2 : 1, 1, 0]
        let kind: [UInt8] = bigEndian ? [0, 3, 0, machine] : [3, 0, machine, 0]
        return start + Array(repeating: 0, count: 8) + kind + [1, 0, 0, 0]
    }

    static func machO(_ cpu: [UInt8]) -> [UInt8] { [0xcf, 0xfa, 0xed, 0xfe] + cpu + [3, 0, 0, 0, 6, 0, 0, 0] }

    static func universal(_ cpus: [[UInt8]]) -> [UInt8] {
        [0xca, 0xfe, 0xba, 0xbe, 0, 0, 0, UInt8(cpus.count)]
            + cpus.flatMap { $0 + Array(repeating: 0, count: 16) }
    }

    static func portableExecutable(_ machine: [UInt8]) -> [UInt8] {
        var bytes = [0x4d, 0x5a] + Array(repeating: UInt8(0), count: 0x3a) + [0x80, 0, 0, 0]
        bytes += Array(repeating: 0, count: 0x80 - bytes.count)
        return bytes + [0x50, 0x45, 0, 0] + machine + [0, 0]
    }

    static let linux = elf(machine: 62)
    static let linuxArm = elf(machine: 183)
    static let mac = machO([0x0c, 0, 0, 1])
    static let windows = portableExecutable([0x64, 0x86])
}

@Suite struct NativeBinaryTests {
    @Test(
        arguments: [
            (Header.linux, "linux x64"), (Header.linuxArm, "linux arm64"),
            (Header.elf(machine: 62, wide: false), "linux x32"),
            (Header.elf(machine: 3, wide: false), "linux ia32"), (Header.elf(machine: 40, wide: false), "linux arm"),
            (Header.elf(machine: 243), "linux riscv64"), (Header.elf(machine: 22, bigEndian: true), "linux s390x"),
            (Header.elf(machine: 21, bigEndian: true), "linux ppc64"), (Header.elf(machine: 8), "linux machine 8"),
            (Header.mac, "darwin arm64"), (Header.machO([7, 0, 0, 1]), "darwin x64"),
            ([0xfe, 0xed, 0xfa, 0xcf, 1, 0, 0, 7], "darwin x64"), (Header.machO([9, 0, 0, 0]), "darwin machine 9"),
            (Header.universal([[1, 0, 0, 7], [1, 0, 0, 0x0c]]), "darwin x64 and arm64"), (Header.windows, "win32 x64"),
            (Header.portableExecutable([0x64, 0xaa]), "win32 arm64"),
            (Header.portableExecutable([0x4c, 0x01]), "win32 ia32"),
            (Header.portableExecutable([1, 2]), "win32 machine 513"),
        ] as [([UInt8], String)])
    func aHeaderTellsTheSystem(header: [UInt8], expected: String) {
        #expect(NativeBinary(header: header)?.summary == expected)
    }

    @Test(
        arguments: [
            [], [0x7f], [0x7f, 0x45, 0x4c, 0x46], Array(Header.linux.prefix(19)), [0x4d, 0x5a],
            Array(Header.windows.prefix(0x80)), Array(Header.windows.prefix(0x84)), Array(Header.mac.prefix(6)),
            [0xca, 0xfe, 0xba, 0xbe, 0, 0, 0, 0], [0xca, 0xfe, 0xba, 0xbe, 0, 0, 0, 65],
            Array(Header.universal([[1, 0, 0, 7], [1, 0, 0, 0x0c]]).prefix(20)),
            [0x4d, 0x5a] + Array(repeating: 0xff, count: 100), Array("module.exports = 1".utf8),
        ] as [[UInt8]])
    func otherBytesTellNothing(header: [UInt8]) {
        #expect(NativeBinary(header: header) == nil)
    }

    @Test(
        arguments: [
            (Header.linux, Architecture.amd64, true), (Header.linux, .arm64, false), (Header.linuxArm, .arm64, true),
            (Header.mac, .arm64, false), (Header.windows, .amd64, false),
            (Header.elf(machine: 62, wide: false), .amd64, false),
        ] as [([UInt8], Architecture, Bool)])
    func onlyItsOwnSystemLoadsIt(header: [UInt8], architecture: Architecture, runs: Bool) {
        #expect(NativeBinary(header: header)?.runs(on: TargetPlatform(architecture)) == runs)
    }
}

@Suite struct PlatformConstraintTests {
    @Test(arguments: [
        ("@esbuild/linux-x64", ["linux", "x64", ""]), ("@rollup/rollup-linux-x64-gnu", ["linux", "x64", "glibc"]),
        ("@rollup/rollup-linux-arm64-musl", ["linux", "arm64", "musl"]),
        ("@img/sharp-linuxmusl-x64", ["linux", "x64", "musl"]),
        ("@img/sharp-libvips-darwin-arm64", ["darwin", "arm64", ""]),
        ("@next/swc-win32-x64-msvc", ["win32", "x64", ""]),
        ("@parcel/watcher-linux-arm-glibc", ["linux", "arm", "glibc"]), ("esbuild-windows-64", ["win32", "x64", ""]),
        ("@resvg/resvg-js-android-arm-eabi", ["android", "arm", ""]), ("turbo-linux-64", ["linux", "x64", ""]),
        ("@x/y-linux-x86_64", ["linux", "x64", ""]), ("@x/y-linux-arm-gnueabihf", ["linux", "arm", "glibc"]),
        ("linux-x64", ["linux", "x64", ""]), ("alpine-arm64", ["linux", "arm64", "musl"]),
        ("@x/y-darwin-universal", ["darwin", "", ""]),
        ("darwin-x64+arm64", ["darwin", "x64 arm64", ""]),
    ])
    func aNameTellsThePlatform(name: String, expected: [String]) {
        let found = PlatformConstraint(name: name)
        #expect([found?.os, found?.cpu, found?.libc].map { ($0 ?? ["none"]).joined(separator: " ") } == expected)
    }

    @Test(arguments: [
        "express", "linux", "linux-utils", "my-linux-x64-tool", "windows-64-bits", "darwin-", "x64-linux", "",
        "node-arm64",
        "linux-x64+sparc",
    ])
    func otherNamesTellNothing(name: String) {
        #expect(PlatformConstraint(name: name) == nil)
    }

    @Test(
        arguments: [
            ([], [], [], true), (["linux"], ["x64"], ["glibc"], true), (["darwin", "linux"], [], [], true),
            (["darwin"], [], [], false), ([], ["arm64"], [], false), ([], [], ["musl"], false),
            (["!win32"], [], [], true),
            (["!linux"], [], [], false), (["any"], [], [], true), ([], ["!arm64", "x64"], [], true),
        ] as [([String], [String], [String], Bool)])
    func listsAreReadLikeNpmDoes(os: [String], cpu: [String], libc: [String], fits: Bool) {
        #expect(PlatformConstraint(os: os, cpu: cpu, libc: libc).fits(TargetPlatform(.amd64)) == fits)
    }
}

@Suite struct NativeSelectionTests {
    private func select(_ files: [(String, [UInt8])], _ architecture: Architecture = .amd64) -> NativeSelection {
        let headers = Dictionary(uniqueKeysWithValues: files)
        return NativeSelection(
            files.map { SourceFile(path: $0.0, location: "/srv/\($0.0)", isExecutable: false, size: 1) },
            target: TargetPlatform(architecture)
        ) { headers[$0.path] ?? [] }
    }

    private static let prebuilds: [(String, [UInt8])] = [
        ("node_modules/p/index.js", []), ("node_modules/p/prebuilds/README.md", []),
        ("node_modules/p/prebuilds/darwin-x64+arm64/node.napi.node", Header.mac),
        ("node_modules/p/prebuilds/linux-arm64/node.napi.armv8.node", Header.linuxArm),
        ("node_modules/p/prebuilds/linux-x64/node.napi.musl.node", Header.linux),
        ("node_modules/p/prebuilds/linux-x64/node.napi.node", Header.linux),
        ("node_modules/p/prebuilds/win32-x64/helper.dll", []),
        ("node_modules/p/prebuilds/win32-x64/node.napi.node", Header.windows),
    ]

    @Test(arguments: [
        (Architecture.amd64, ["darwin-x64+arm64/node.napi.node", "linux-arm64/node.napi.armv8.node"]),
        (.arm64, ["darwin-x64+arm64/node.napi.node", "linux-x64/node.napi.node"]),
    ])
    func prebuildsForOthersStayOut(architecture: Architecture, expected: [String]) {
        let result = select(Self.prebuilds, architecture)
        let common = ["linux-x64/node.napi.musl.node", "win32-x64/helper.dll", "win32-x64/node.napi.node"]
        #expect(
            result.leftOut.map(\.path) == (expected + common).sorted().map { "node_modules/p/prebuilds/\($0)" })
        #expect(result.refused == [])
        #expect(
            result.leftOut.first?.reason
                == "is for darwin arm64, the function runs on linux \(TargetPlatform(architecture).cpu)")
    }

    @Test(arguments: [
        ("node_modules/a/build/Release/a.node", Header.mac, "is for darwin arm64"),
        ("node_modules/@s/a/build/Release/a.node", Header.linuxArm, "is for linux arm64"),
        ("lib/a.node", Header.windows, "is for win32 x64"),
        ("node_modules/a/prebuilds/linux-x64/node.napi.musl.node", Header.linux, "is for linux x64 musl"),
        ("node_modules/a-linuxmusl-x64/lib/x.linux-x64-musl.node", Header.linux, "is for linux x64 musl"),
    ])
    func aModuleForAnotherSystemAloneIsRefused(path: String, header: [UInt8], reason: String) {
        let result = select([(path, header), ("node_modules/other/right.node", Header.linux)])
        #expect(result.refused == [FileDecision(path: path, isIncluded: true, reason: reason)])
        #expect(result.leftOut == [])
    }

    @Test func aRightOneBesideItIsEnough() {
        let result = select([
            ("node_modules/a/bin/win32/x64/a.node", Header.windows),
            ("node_modules/a/bin/linux/x64/a.node", Header.linux),
        ])
        #expect(result.refused == [])
        #expect(result.leftOut.map(\.path) == ["node_modules/a/bin/win32/x64/a.node"])
    }

    @Test func whatIsNoNativeModuleIsNoConcern() {
        let result = select([
            ("node_modules/a/test.node", Array("text".utf8)), ("node_modules/a/prebuilds/darwin-arm64/readme.txt", []),
            ("node_modules/prebuilds/index.js", []),
        ])
        #expect(result == NativeSelection([], target: TargetPlatform(.amd64)) { _ in [] })
    }

    @Test func onlyHeadersOfNativeModulesAreAskedFor() {
        var asked: [String] = []
        let files = Self.prebuilds.map { SourceFile(path: $0.0, location: "", isExecutable: false, size: 1) }
        _ = NativeSelection(files, target: TargetPlatform(.amd64)) { file in
            asked.append(file.path)
            return []
        }
        #expect(asked.count == 5)
        #expect(asked.allSatisfy { $0.hasSuffix(".node") })
    }
}
