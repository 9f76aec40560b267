/// A set of characters in a glob: `[abc]`, `[a-z]`, `[!a]` or `[^a]`; a `]` right after the opening belongs to the set.
struct CharacterSetPattern {
    /// The pattern after the closing bracket.
    let after: ArraySlice<Unicode.Scalar>
    private let isNegated: Bool
    private let ranges: [ClosedRange<Unicode.Scalar>]

    /// Reads what follows `[`; nil when no bracket closes it, so that the `[` is an ordinary character.
    init?(_ pattern: ArraySlice<Unicode.Scalar>) {
        var rest = pattern
        isNegated = rest.first == "!" || rest.first == "^"
        if isNegated { rest = rest.dropFirst() }
        var found: [ClosedRange<Unicode.Scalar>] = []
        var isFirst = true
        while let low = Self.next(&rest) {
            if low.scalar == "]" && !low.isEscaped && !isFirst {
                after = rest
                ranges = found
                return
            }
            isFirst = false
            var probe = rest
            if probe.first == "-" {
                probe = probe.dropFirst()
                if let high = Self.next(&probe), high.scalar != "]" || high.isEscaped {
                    if low.scalar <= high.scalar { found.append(low.scalar...high.scalar) }
                    rest = probe
                    continue
                }
            }
            found.append(low.scalar...low.scalar)
        }
        return nil
    }

    /// Whether the set has `scalar`.
    func contains(_ scalar: Unicode.Scalar) -> Bool {
        ranges.contains { $0.contains(scalar) } != isNegated
    }

    private static func next(_ rest: inout ArraySlice<Unicode.Scalar>) -> (scalar: Unicode.Scalar, isEscaped: Bool)? {
        guard let first = rest.popFirst() else { return nil }
        guard first == "\\", let escaped = rest.popFirst() else { return (first, false) }
        return (escaped, true)
    }
}
