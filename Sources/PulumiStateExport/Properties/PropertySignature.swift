/// The marks by which Pulumi tells special values from maps (sdk/go/common/resource/sig/sig.go).
package enum PropertySignature {
    /// The member of a map that holds the mark.
    package static let key = "4dabf18193072939515e22adb298388d"
    /// The mark of a secret.
    package static let secret = "1b47061264138c4ac30d75fd1eb44270"
    /// The mark of an asset.
    package static let asset = "c44067f5952c0a294b673a41bacd8c17"
    /// The mark of an archive.
    package static let archive = "0def7320c3a5731c473e5ecbe6d01bc7"
    /// The mark of a number that JSON cannot express.
    package static let number = "8ad145fe-0d11-4827-bfd7-1abcbf086f5c"
    /// The bare text that stands for a value not known yet (sdk/go/common/resource/plugin/rpc.go, UnknownStringValue).
    package static let unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
    /// The output in which the Terraform bridge keeps its raw state; a wrong one makes the provider panic.
    package static let rawStateDelta = "__pulumi_raw_state_delta"
}
