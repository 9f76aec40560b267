/// What stays out of a package: the defaults and the `.provisionignore` files, the last matching rule deciding as in gitignore(5).
package struct IgnoreRules: Sendable {
    /// A line of an ignore file.
    private struct Rule: Sendable {
        let pattern: GlobPattern
        let isNegated: Bool
        let directoriesOnly: Bool
        let base: String
    }

    /// The name of the file with the user's rules, in the package root and in the source directory.
    package static let fileName = ".provisionignore"

    /// What never helps a server at run time, and what must not leave the machine (`.env*`).
    package static let defaults = """
        .git
        .hg
        .svn
        .provision/
        .pulumi/
        /pulumi/
        /provision.yaml
        .provisionignore
        .env*
        node_modules/.cache/
        node_modules/.bin/
        *.log
        coverage/
        .nyc_output/
        .DS_Store
        /*.zip
        """

    private var rules: [Rule] = []

    /// Rules that ignore nothing.
    package init() {}

    /// The defaults, below the source directory and below the root when that is another.
    package static func withDefaults(sourceDirectory: String = "") -> IgnoreRules {
        var rules = IgnoreRules()
        rules.add(defaults)
        if !sourceDirectory.isEmpty { rules.add(defaults, base: sourceDirectory) }
        return rules
    }

    /// Adds the lines of an ignore file that lies in `base`, relative to the root and empty for the root itself.
    package mutating func add(_ text: String, base: String = "") {
        for line in text.split(whereSeparator: \.isNewline) {
            var pattern = Self.withoutTrailingSpaces(line)
            if pattern.isEmpty || pattern.hasPrefix("#") { continue }
            let isNegated = pattern.hasPrefix("!")
            if isNegated { pattern.removeFirst() }
            let directoriesOnly = pattern.hasSuffix("/")
            while pattern.hasSuffix("/") { pattern.removeLast() }
            if pattern.isEmpty { continue }
            rules.append(
                Rule(
                    pattern: GlobPattern(pattern), isNegated: isNegated, directoriesOnly: directoriesOnly, base: base))
        }
    }

    /// Whether a path relative to the root stays out; the walk does not enter a directory that does.
    package func ignores(_ path: String, isDirectory: Bool) -> Bool {
        decidingRule(on: path, isDirectory: isDirectory).map { !$0.isNegated } ?? false
    }

    /// Whether a `!` rule of the user is what decides on a file, or on the nearest directory above it that a rule names.
    package func bringsBack(_ path: String) -> Bool {
        guard rules.contains(where: \.isNegated) else { return false }
        var current = path
        while !current.isEmpty {
            let isDirectory = current.utf8.count < path.utf8.count
            if let rule = decidingRule(on: current, isDirectory: isDirectory) { return rule.isNegated }
            current = Path.directory(of: current)
        }
        return false
    }

    private func decidingRule(on path: String, isDirectory: Bool) -> Rule? {
        rules.last { rule in
            guard isDirectory || !rule.directoriesOnly,
                let relative = rule.base.isEmpty ? path : Path.relative(path, to: rule.base)
            else { return false }
            return rule.pattern.matches(relative)
        }
    }

    private static func withoutTrailingSpaces(_ line: Substring) -> String {
        var text = String(line)
        while text.hasSuffix(" ") && !text.hasSuffix("\\ ") { text.removeLast() }
        return text
    }
}
