/// What the first bytes of a native module say about the system that can load it.
///
/// Sources: System V ABI "ELF header"; Apple `mach-o/loader.h`, `mach-o/fat.h`; Microsoft "PE Format".
package struct NativeBinary: Sendable, Hashable {
    /// How many bytes are enough to tell.
    package static let headerSize = 4096

    /// `process.platform` of the system: `linux` for every ELF file.
    package var os: String
    /// `process.arch` of the processors; a name such as `machine 8` for one that Node.js has no name for.
    package var cpus: [String]

    /// A binary for a system.
    package init(os: String, cpus: [String]) {
        self.os = os
        self.cpus = cpus
    }

    /// Reads a header; nil for bytes that are none of the three formats.
    package init?(header: [UInt8]) {
        if header.starts(with: [0x7f, 0x45, 0x4c, 0x46]) {
            self.init(elf: header)
        } else if header.starts(with: [0x4d, 0x5a]) {
            self.init(portableExecutable: header)
        } else {
            self.init(machO: header)
        }
    }

    /// Whether `target` can load it.
    package func runs(on target: TargetPlatform) -> Bool { os == target.os && cpus.contains(target.cpu) }

    /// For messages, such as `darwin arm64`.
    package var summary: String { "\(os) \(cpus.joined(separator: " and "))" }

    private init?(elf header: [UInt8]) {
        guard header.count >= 20 else { return nil }
        let isWide = header[4] == 2
        guard let machine = Self.number(header, at: 18, bytes: 2, isBigEndian: header[5] == 2) else { return nil }
        let cpu: String =
            switch (machine, isWide) {
            case (62, true): "x64"
            case (183, true): "arm64"
            case (62, false): "x32"
            case (3, _): "ia32"
            case (40, _): "arm"
            case (21, _): "ppc64"
            case (22, _): "s390x"
            case (243, true): "riscv64"
            case (258, true): "loong64"
            default: "machine \(machine)"
            }
        self.init(os: "linux", cpus: [cpu])
    }

    private init?(machO header: [UInt8]) {
        guard let magic = Self.number(header, at: 0, bytes: 4, isBigEndian: true) else { return nil }
        switch magic {
        case 0xcffa_edfe, 0xcefa_edfe, 0xfeed_face, 0xfeed_facf:
            let isBigEndian = magic >> 16 == 0xfeed
            guard let type = Self.number(header, at: 4, bytes: 4, isBigEndian: isBigEndian) else { return nil }
            self.init(os: "darwin", cpus: [Self.machOProcessor(type)])
        case 0xcafe_babe, 0xcafe_babf:
            guard let count = Self.number(header, at: 4, bytes: 4, isBigEndian: true), (1...16).contains(count) else {
                return nil
            }
            let size = magic == 0xcafe_babf ? 32 : 20
            let types = (0..<count).compactMap { Self.number(header, at: 8 + $0 * size, bytes: 4, isBigEndian: true) }
            guard types.count == count else { return nil }
            self.init(os: "darwin", cpus: types.map(Self.machOProcessor))
        default: return nil
        }
    }

    private init?(portableExecutable header: [UInt8]) {
        guard let start = Self.number(header, at: 0x3c, bytes: 4, isBigEndian: false), start < header.count,
            header[start...].starts(with: [0x50, 0x45, 0, 0]),
            let machine = Self.number(header, at: start + 4, bytes: 2, isBigEndian: false)
        else { return nil }
        let cpu =
            switch machine {
            case 0x8664: "x64"
            case 0xaa64: "arm64"
            case 0x14c: "ia32"
            default: "machine \(machine)"
            }
        self.init(os: "win32", cpus: [cpu])
    }

    private static func machOProcessor(_ type: Int) -> String {
        switch type {
        case 0x0100_0007: "x64"
        case 0x0100_000c: "arm64"
        case 7: "ia32"
        case 12: "arm"
        default: "machine \(type)"
        }
    }

    private static func number(_ bytes: [UInt8], at start: Int, bytes count: Int, isBigEndian: Bool) -> Int? {
        guard start >= 0, start + count <= bytes.count else { return nil }
        let part = bytes[start..<(start + count)]
        return (isBigEndian ? Array(part) : part.reversed()).reduce(0) { $0 << 8 | Int($1) }
    }
}
