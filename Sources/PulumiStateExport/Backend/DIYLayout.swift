package import ProvisioningDomain

/// Where a DIY backend keeps things (pkg/backend/diy/store.go, version 1: stacks are scoped by project).
package enum DIYLayout {
    /// The file that says which layout it is.
    package static let meta = ".pulumi/meta.yaml"
    /// Begin of the keys of checkpoints.
    package static let stacksPrefix = ".pulumi/stacks/"
    /// What a checkpoint file may end in: plain, gzip, Zstandard.
    package static let suffixes = [".json", ".json.gz", ".json.zst"]

    /// The checkpoint.
    package static func checkpoint(_ stack: StackReference, suffix: String = ".json") -> String {
        "\(stacksPrefix)\(stack.project)/\(stack.stack)\(suffix)"
    }

    /// Begin of the keys of a stack's locks.
    package static func locks(_ stack: StackReference) -> String { ".pulumi/locks/\(stack)/" }

    /// A lock.
    package static func lock(_ lock: StateLock) -> String { "\(locks(lock.stack))\(lock.id).json" }

    /// Begin of the keys of an update's records.
    package static func history(_ stack: StackReference, at time: Timestamp) -> String {
        ".pulumi/history/\(stack.project)/\(stack.stack)/\(stack.stack)-\(time.nanoseconds)"
    }

    /// Begin of the keys of a stack's journals.
    package static func journals(_ stack: StackReference) -> String {
        ".provision/journal/\(stack.project)/\(stack.stack)/"
    }

    /// The journal that extends a checkpoint, named by the SHA-256 of its file.
    package static func journal(_ stack: StackReference, checkpoint digest: String) -> String {
        "\(journals(stack))\(digest).jsonl"
    }

    /// The name of the log that a key below `journals` belongs to.
    static func log(ofJournal key: String, _ stack: StackReference) -> String? {
        let prefix = journals(stack)
        return key.dropFirst(prefix.count).split(separator: "/").first.map { prefix + $0 }
    }

    /// The stack of a checkpoint's key; nil for a key that is none.
    package static func stack(ofCheckpoint key: String) -> StackReference? {
        guard key.hasPrefix(stacksPrefix) else { return nil }
        let parts = key.dropFirst(stacksPrefix.count).split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let suffix = suffixes.first(where: { parts[1].hasSuffix($0) }) else { return nil }
        return StackReference(project: String(parts[0]), stack: String(parts[1].dropLast(suffix.count)))
    }
}
