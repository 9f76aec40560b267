package import ProvisioningDomain

/// What the function runs on: Amazon Linux, in the names of Node.js and npm.
package struct TargetPlatform: Sendable, Hashable {
    /// The processor.
    package var architecture: Architecture

    /// The target with a processor.
    package init(_ architecture: Architecture) {
        self.architecture = architecture
    }

    /// `process.platform`.
    package var os: String { "linux" }
    /// `process.arch`.
    package var cpu: String {
        switch architecture {
        case .amd64: "x64"
        case .arm64: "arm64"
        }
    }
    /// The C library.
    package var libc: String { "glibc" }
    /// For messages, such as `linux x64`.
    package var summary: String { "\(os) \(cpu)" }
    /// The options that make npm install for it.
    package var installOptions: String { "--os=\(os) --cpu=\(cpu) --libc=\(libc)" }
}
