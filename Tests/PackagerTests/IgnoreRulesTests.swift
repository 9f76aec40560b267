import Testing

@testable import Packager

@Suite struct GlobPatternTests {
    @Test(arguments: [
        ("a.js", "a.js", true), ("a.js", "lib/a.js", true), ("a.js", "lib/ba.js", false),
        ("/a.js", "a.js", true), ("/a.js", "lib/a.js", false), ("lib/a.js", "lib/a.js", true),
        ("lib/a.js", "x/lib/a.js", false), ("*.log", "x/y.log", true), ("*.log", "x/y.log.js", false),
        ("*", "anything", true), ("a*c*e", "abcde", true), ("a*c*e", "abcdf", false), ("*/a", "x/a", true),
        ("*/a", "x/y/a", false), ("?.js", "a.js", true), ("?.js", "é.js", true), ("?.js", ".js", false),
        ("a?b", "a/b", false), ("[abc].js", "b.js", true), ("[a-c].js", "d.js", false), ("[!a-c].js", "d.js", true),
        ("[^a].js", "a.js", false), ("[]].js", "].js", true), ("[a-].js", "-.js", true), ("[ab", "[ab", true),
        ("[\\]].js", "].js", true), ("**/a", "a", true), ("**/a", "x/y/a", true), ("a/**", "a", false),
        ("a/**", "a/b/c", true), ("a/**/b", "a/b", true), ("a/**/b", "a/x/y/b", true), ("a/**/b", "a/x/c", false),
        ("\\*.js", "*.js", true), ("\\*.js", "a.js", false), ("node_modules/.bin", "node_modules/.bin", true),
        ("node_modules/.bin", "x/node_modules/.bin", false), ("a\\", "a", false), ("[z-a]", "m", false),
    ])
    func table(pattern: String, path: String, matches: Bool) {
        #expect(GlobPattern(pattern).matches(path) == matches)
    }
}

@Suite struct IgnoreRulesTests {
    private func rules(_ text: String, base: String = "") -> IgnoreRules {
        var rules = IgnoreRules()
        rules.add(text, base: base)
        return rules
    }

    @Test func commentsAndEmptyLinesSayNothing() {
        let rules = rules("# comment\n\n   \n\\#file\n\\!file\n/\n")
        #expect(!rules.ignores("comment", isDirectory: false))
        #expect(rules.ignores("#file", isDirectory: false))
        #expect(rules.ignores("!file", isDirectory: false))
    }

    @Test func theLastMatchDecides() {
        let rules = rules("*.js\n!keep.js\n/keep.js")
        #expect(rules.ignores("a.js", isDirectory: false))
        #expect(!rules.ignores("lib/keep.js", isDirectory: false))
        #expect(rules.ignores("keep.js", isDirectory: false))
    }

    @Test func aSlashAtTheEndMeansDirectoriesOnly() {
        let rules = rules("build/\n")
        #expect(rules.ignores("build", isDirectory: true))
        #expect(!rules.ignores("build", isDirectory: false))
    }

    @Test func spacesAtTheEndCountOnlyWhenEscaped() {
        #expect(rules("a.js   \r\n").ignores("a.js", isDirectory: false))
        #expect(rules("a\\ ").ignores("a ", isDirectory: false))
    }

    @Test func rulesOfADirectoryAreRelativeToIt() {
        let rules = rules("/a.js", base: "packages/api")
        #expect(rules.ignores("packages/api/a.js", isDirectory: false))
        #expect(!rules.ignores("a.js", isDirectory: false))
        #expect(!rules.ignores("packages/apiary/a.js", isDirectory: false))
    }

    @Test(arguments: [
        (".git", true, true), ("packages/x/.git", true, true), ("node_modules/.cache", true, true),
        ("node_modules/.bin", true, true), ("debug.log", false, true), ("coverage", true, true),
        (".env", false, true), (".env.production", false, true), ("config/.env", false, true),
        ("provision.yaml", false, true), ("lib/provision.yaml", false, false), ("pulumi", true, true),
        ("lib/pulumi", true, false), ("old.zip", false, true), ("assets/data.zip", false, false),
        ("test", true, false), ("tests/a.test.js", false, false), ("dist/index.js", false, false),
        ("node_modules/express", true, false), (".DS_Store", false, true), (".nyc_output", true, true),
    ])
    func defaults(path: String, isDirectory: Bool, ignored: Bool) {
        #expect(IgnoreRules.withDefaults().ignores(path, isDirectory: isDirectory) == ignored)
    }

    @Test func aNegationBringsADefaultBack() {
        var rules = IgnoreRules.withDefaults(sourceDirectory: "api")
        #expect(rules.ignores("api/data.zip", isDirectory: false))
        rules.add("!data.zip\n!.env.example")
        #expect(!rules.ignores("api/data.zip", isDirectory: false))
        #expect(!rules.ignores(".env.example", isDirectory: false))
        #expect(rules.ignores(".env", isDirectory: false))
    }
}

@Suite struct NamePatternTests {
    @Test(
        arguments: [
            (".git", true, ["a/.git", ".git"], ["a.git", ".gitx", ".git/a", "git", ""]),
            ("*.log", true, ["a.log", "x/.log", "x.y/ü.log"], ["a.log/b", "log", "a.logs"]),
            (".env*", true, ["a/.env", ".env.local"], ["a.env", ".en", "b/.env/c"]),
            ("a?", false, ["x", "ab"], []), ("*", false, ["x"], []), ("a*b", false, ["x"], []),
            ("[a]", false, ["a"], []),
            ("*a*", false, ["x"], []), (#"\*"#, false, ["*"], []), ("", false, ["x"], []),
        ] as [(String, Bool, [String], [String])])
    func theLastNameOfAPathIsComparedByBytes(pattern: String, isExact: Bool, matches: [String], others: [String]) {
        let pattern = NamePattern(pattern)
        #expect(pattern.isExact == isExact)
        for path in matches { #expect(pattern.mayMatch(lastOf: path), "\(path)") }
        for path in others { #expect(!pattern.mayMatch(lastOf: path), "\(path)") }
    }

    @Test func pathsAreInTheOrderOfTheirBytes() {
        let paths = ["", "a", "a-b", "a/b", "a/b/c", "ab", "b", "é", "😀"]
        for (first, left) in paths.enumerated() {
            for (second, right) in paths.enumerated() {
                #expect(Path.precedes(left, right) == (first < second), "\(left) \(right)")
            }
        }
    }
}
