/// Finds the choice that a mistyped word most likely meant.
public enum NearestMatch {
    /// The candidate at the smallest edit distance, if that is at most a third of the word's length (at least 1, at most 3)
    /// or one begins with the other.
    public static func of(_ word: String, in candidates: [String]) -> String? {
        let limit = min(3, max(1, word.count / 3))
        let ranked = candidates.map { ($0, distance(word, $0)) }.min { ($0.1, $0.0) < ($1.1, $1.0) }
        if let ranked, ranked.1 <= limit { return ranked.0 }
        return word.count < 3
            ? nil : candidates.sorted().first { !$0.isEmpty && ($0.hasPrefix(word) || word.hasPrefix($0)) }
    }

    /// The Damerau-Levenshtein distance (optimal string alignment) without regard to ASCII case.
    static func distance(_ left: String, _ right: String) -> Int {
        let a = Array(left.lowercased())
        let b = Array(right.lowercased())
        if a.isEmpty || b.isEmpty { return max(a.count, b.count) }
        var rows = [Array(0...b.count)]
        for i in 1...a.count {
            var row = [i]
            for j in 1...b.count {
                let cost = a[i - 1] == b[j - 1] ? 0 : 1
                var best = min(rows[i - 1][j] + 1, row[j - 1] + 1, rows[i - 1][j - 1] + cost)
                if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] { best = min(best, rows[i - 2][j - 2] + 1) }
                row.append(best)
            }
            rows.append(row)
        }
        return rows[a.count][b.count]
    }
}
