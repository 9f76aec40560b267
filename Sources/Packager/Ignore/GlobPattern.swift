/// One pattern of an ignore file, as gitignore(5) describes it: `*`, `?`, `[…]`, `**`, anchoring and escapes.
package struct GlobPattern: Sendable, Equatable {
    /// A path segment of the pattern.
    private enum Segment: Sendable, Equatable {
        case anyDepth
        case name([Unicode.Scalar])
    }

    private let segments: [Segment]
    /// What the last name of a path must be like, told by its bytes: most paths need no closer look.
    private let lastName: NamePattern
    /// Whether nothing else decides.
    private let isLastNameOnly: Bool

    /// Reads a pattern without its `!` and its trailing `/`.
    ///
    /// A `/` at the start or in the middle anchors it at the base directory; otherwise it matches at any depth.
    package init(_ text: String) {
        let isAnchored = text.unicodeScalars.contains("/")
        var parts: [Segment] = Path.segments(of: text).map {
            $0 == "**" ? .anyDepth : .name(Array($0.unicodeScalars))
        }
        if !isAnchored { parts.insert(.anyDepth, at: 0) }
        segments = parts
        lastName = NamePattern(Path.lastSegment(of: text))
        isLastNameOnly = !isAnchored && lastName.isExact
    }

    /// Whether it matches a path relative to the base directory, with `/` between its segments.
    package func matches(_ path: String) -> Bool {
        guard lastName.mayMatch(lastOf: path) else { return false }
        if isLastNameOnly { return true }
        return Self.match(segments[...], path.unicodeScalars.split(separator: "/").map { Array($0) }[...])
    }

    private static func match(_ pattern: ArraySlice<Segment>, _ path: ArraySlice<[Unicode.Scalar]>) -> Bool {
        guard let first = pattern.first else { return path.isEmpty }
        switch first {
        case .anyDepth:
            // `a/**` means what lies in a, not a itself.
            if pattern.count == 1 { return !path.isEmpty }
            return (path.startIndex...path.endIndex).contains { match(pattern.dropFirst(), path[$0...]) }
        case .name(let glob):
            guard let name = path.first else { return false }
            return matchName(glob[...], name[...]) && match(pattern.dropFirst(), path.dropFirst())
        }
    }

    /// Matches one segment, going back to the last `*` on a mismatch.
    private static func matchName(_ glob: ArraySlice<Unicode.Scalar>, _ name: ArraySlice<Unicode.Scalar>) -> Bool {
        var pattern = glob
        var rest = name
        var retry: (pattern: ArraySlice<Unicode.Scalar>, rest: ArraySlice<Unicode.Scalar>)?
        while true {
            if pattern.first == "*" {
                pattern = pattern.dropFirst()
                retry = (pattern, rest)
                continue
            }
            if let scalar = rest.first, let after = matchOne(pattern, scalar) {
                pattern = after
                rest = rest.dropFirst()
                continue
            }
            if rest.isEmpty && pattern.isEmpty { return true }
            guard let (again, from) = retry, !from.isEmpty else { return false }
            retry = (again, from.dropFirst())
            pattern = again
            rest = from.dropFirst()
        }
    }

    /// The pattern after its first element when that matches `scalar`.
    private static func matchOne(
        _ pattern: ArraySlice<Unicode.Scalar>, _ scalar: Unicode.Scalar
    ) -> ArraySlice<Unicode.Scalar>? {
        guard let first = pattern.first else { return nil }
        let rest = pattern.dropFirst()
        switch first {
        case "?": return rest
        case "[":
            guard let set = CharacterSetPattern(rest) else { return scalar == "[" ? rest : nil }
            return set.contains(scalar) ? set.after : nil
        case "\\":
            guard let escaped = rest.first else { return nil }
            return escaped == scalar ? rest.dropFirst() : nil
        default: return first == scalar ? rest : nil
        }
    }
}
