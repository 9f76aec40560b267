/// What a package is made for: operating systems, processors and C libraries as Node.js and npm name them.
package struct PlatformConstraint: Sendable, Hashable {
    /// `process.platform` values; empty for any, `!` before one that is refused.
    package var os: [String]
    /// `process.arch` values, likewise.
    package var cpu: [String]
    /// `glibc` or `musl`, likewise.
    package var libc: [String]

    /// A constraint; one without parts fits everywhere.
    package init(os: [String] = [], cpu: [String] = [], libc: [String] = []) {
        self.os = os
        self.cpu = cpu
        self.libc = libc
    }

    /// What a name says, such as `@esbuild/linux-x64`, `sharp-linuxmusl-arm64`, `rollup-win32-x64-msvc` or the `darwin-x64+arm64` of
    /// a prebuilds folder; nil when it names no platform.
    ///
    /// It does when an operating system and a processor stand next to each other and nothing but a C library or ABI follows.
    package init?(name: String) {
        let last = name.utf8.split(separator: UInt8(ascii: "/")).last.map { String(Substring($0)) } ?? name
        let tokens = last.unicodeScalars.split { $0 == "-" || $0 == "." || $0 == "_" }.map { String($0) }
        guard let place = tokens.firstIndex(where: { Self.systems[$0] != nil }), place + 1 < tokens.count,
            let system = Self.systems[tokens[place]]
        else { return nil }
        var rest = tokens[(place + 1)...]
        var processors: [String] = []
        // `x86_64` is one name, although `_` separates others.
        if rest.starts(with: ["x86", "64"]) {
            rest = rest.dropFirst(2)
            processors = ["x64"]
        } else if let first = rest.popFirst() {
            for part in first.unicodeScalars.split(separator: "+") {
                guard let processor = Self.processors[String(part)] else { return nil }
                processors.append(processor)
            }
        }
        var library = system.libc
        for token in rest {
            guard let known = Self.libraries[token] else { return nil }
            if !known.isEmpty { library = known }
        }
        self.init(
            os: [system.os], cpu: processors.contains("universal") ? [] : processors,
            libc: library.isEmpty ? [] : [library])
    }

    /// Whether what it describes runs on `target`.
    package func fits(_ target: TargetPlatform) -> Bool {
        Self.accepts(os, target.os) && Self.accepts(cpu, target.cpu) && Self.accepts(libc, target.libc)
    }

    /// What it is for, such as `darwin arm64`.
    package var summary: String { (os + cpu + libc).joined(separator: " ") }

    /// As npm reads such a list (npm-install-checks).
    private static func accepts(_ list: [String], _ value: String) -> Bool {
        if list.contains("!\(value)") { return false }
        let wanted = list.filter { !$0.hasPrefix("!") }
        return wanted.isEmpty || wanted.contains(value) || wanted == ["any"]
    }

    private static let systems: [String: (os: String, libc: String)] = [
        "linux": ("linux", ""), "linuxmusl": ("linux", "musl"), "linuxglibc": ("linux", "glibc"),
        "alpine": ("linux", "musl"), "darwin": ("darwin", ""), "macos": ("darwin", ""), "win32": ("win32", ""),
        "windows": ("win32", ""), "android": ("android", ""), "freebsd": ("freebsd", ""), "openbsd": ("openbsd", ""),
        "netbsd": ("netbsd", ""), "sunos": ("sunos", ""), "aix": ("aix", ""), "openharmony": ("openharmony", ""),
    ]

    private static let processors: [String: String] = [
        "x64": "x64", "64": "x64", "amd64": "x64", "arm64": "arm64", "aarch64": "arm64", "ia32": "ia32", "x86": "ia32",
        "32": "ia32", "386": "ia32", "arm": "arm", "armv6": "arm", "armv7": "arm", "armv7l": "arm", "ppc64": "ppc64",
        "ppc64le": "ppc64", "s390x": "s390x", "riscv64": "riscv64", "loong64": "loong64", "mips64el": "mips64el",
        "mipsel": "mipsel", "mips": "mips", "universal": "universal",
    ]

    private static let libraries: [String: String] = [
        "gnu": "glibc", "glibc": "glibc", "gnueabihf": "glibc", "gnueabi": "glibc", "musl": "musl",
        "musleabihf": "musl", "musleabi": "musl", "msvc": "", "eabi": "", "eabihf": "", "unknown": "",
    ]
}
