/// The processor that a function runs on.
public enum Architecture: String, Sendable, Hashable, CaseIterable {
    /// 64-bit Intel and AMD.
    case amd64 = "x86_64"
    /// 64-bit Arm.
    case arm64
}
