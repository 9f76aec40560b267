/// The git commit of a directory, read from its repository without running git (gitrepository-layout(5)).
package struct SourceRevision: Sendable, Equatable {
    /// The commit in lower-case hex.
    package var commit: String
    /// The URL of the remote `origin`, without a user or password; nil when there is none.
    package var origin: String?

    /// A revision.
    package init(commit: String, origin: String? = nil) {
        self.commit = commit
        self.origin = origin
    }

    /// The revision checked out in the repository that holds a directory; nil when none does or it cannot be read.
    package init?(of directory: String) {
        var current = directory
        while !Self.exists(Path.join(current, ".git")) {
            if current == "/" || current.isEmpty { return nil }
            current = Path.directory(of: current)
            if current.isEmpty { current = "/" }
        }
        let place = Path.join(current, ".git")
        // In a worktree or submodule .git is a file that names the directory.
        let named = Self.line(place).flatMap { Self.value(of: "gitdir:", in: $0) }
        let git = named.map { Path.join(current, $0) } ?? place
        let common = Self.line(Path.join(git, "commondir")).map { Path.join(git, $0) } ?? git
        guard let head = Self.line(Path.join(git, "HEAD")) else { return nil }
        let commit = Self.value(of: "ref:", in: head).map { Self.commit(of: $0, git, common) } ?? head
        guard let commit, Self.isDigest(commit) else { return nil }
        self.commit = commit
        origin = Self.text(Path.join(common, "config")).flatMap(Self.origin)
    }

    private static func commit(of reference: String, _ git: String, _ common: String) -> String? {
        // The name of a branch is a path below the repository and never leads out of it.
        guard Path.normalized(reference) == reference else { return nil }
        for directory in [git, common] {
            if let commit = line(Path.join(directory, reference)) { return commit }
        }
        let packed = text(Path.join(common, "packed-refs")) ?? ""
        for entry in packed.split(whereSeparator: \.isNewline) {
            let parts = entry.split(separator: " ", maxSplits: 1)
            if parts.count == 2, parts[1] == reference { return String(parts[0]) }
        }
        return nil
    }

    /// `url` of `[remote "origin"]` in a configuration.
    static func origin(_ configuration: String) -> String? {
        var isOrigin = false
        for line in configuration.split(whereSeparator: \.isNewline) {
            let text = line.drop { $0 == " " || $0 == "\t" }
            if text.hasPrefix("[") { isOrigin = text.hasPrefix(#"[remote "origin"]"#) }
            guard isOrigin, text.hasPrefix("url"), let sign = text.firstIndex(of: "=") else { continue }
            let url = text[text.index(after: sign)...].drop { $0 == " " }
            return withoutCredentials(String(url))
        }
        return nil
    }

    /// A URL without what comes before an `@` of its host: it may be a token.
    private static func withoutCredentials(_ url: String) -> String {
        guard let colon = url.firstIndex(of: ":"), url[colon...].hasPrefix("://") else { return url }
        let start = url.index(colon, offsetBy: 3)
        let host = url[start...].prefix { $0 != "/" }
        guard let sign = host.lastIndex(of: "@") else { return url }
        return String(url[..<start] + url[url.index(after: sign)...])
    }

    private static func value(of key: String, in line: String) -> String? {
        guard line.hasPrefix(key) else { return nil }
        return String(line.dropFirst(key.count).drop { $0 == " " })
    }

    private static func isDigest(_ text: String) -> Bool {
        [40, 64].contains(text.utf8.count)
            && text.utf8.allSatisfy {
                (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
                    || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains($0)
            }
    }

    private static func exists(_ path: String) -> Bool { FileSystem.canonicalPath(path) != nil }

    private static func text(_ path: String) -> String? {
        guard let kind = try? FileSystem.kind(of: path, followingLinks: true), case .file = kind else { return nil }
        return (try? FileSystem.contents(of: path)).map { String(decoding: $0, as: UTF8.self) }
    }

    private static func line(_ path: String) -> String? {
        text(path)?.split(whereSeparator: \.isNewline).first.map { String($0) }
    }
}
