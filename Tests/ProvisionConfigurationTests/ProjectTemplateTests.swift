import ProvisionConfiguration
import ProvisioningDomain
import Testing

@Suite struct ProjectTemplateTests {
    private func facts(_ files: [String], _ package: String? = nil, directory: String = "my-server") -> ProjectFacts {
        ProjectFacts(directoryName: directory, files: files, packageJSON: package.map { Array($0.utf8) })
    }

    @Test(
        arguments: [
            ("my-server", nil, "my-server"), ("My Server_2!", nil, "my-server-2"), ("9 lives", nil, "lives"),
            ("---", nil, "server"), ("", nil, "server"), ("ümlaut", nil, "mlaut"),
            (String(repeating: "ab-", count: 20), nil, "ab-ab-ab-ab-ab-ab-ab-ab-ab-ab-ab-ab-ab-a"),
            ("dir", "{\"name\": \"@scope/api\"}", "api"), ("dir", "{\"name\": \"Plain\"}", "plain"),
            ("dir", "{\"name\": \"123\"}", "dir"), ("dir", "{\"name\": 5}", "dir"), ("dir", "not json", "dir"),
        ] as [(String, String?, String)])
    func namesTheProject(directory: String, package: String?, expected: String) {
        #expect(facts([], package, directory: directory).projectName == expected)
    }

    @Test(
        arguments: [
            (["index.js"], nil, "index.js", true), (["./server.js", "index.js"], nil, "server.js", true),
            (["app.mjs", "lib/x.js"], nil, "app.mjs", true), (["dist/server.js"], nil, "dist/server.js", true),
            (["dist/z.js", "dist/b.js"], nil, "dist/b.js", true), (["src/index.cjs"], nil, "src/index.cjs", true),
            (["lib/main.js", "index.js"], "{\"main\": \"lib/main.js\"}", "lib/main.js", true),
            (["lib/main.js"], "{\"main\": \"./lib/main\"}", "lib/main.js", true),
            (["lib/index.js", "server.js"], "{\"main\": \"lib\"}", "lib/index.js", true),
            (["index.js"], "{\"main\": \".\"}", "index.js", true),
            (["bin/www", "index.js"], "{\"scripts\": {\"start\": \"node ./bin/www\"}}", "bin/www", true),
            (
                ["s.js", "index.js"],
                "{\"main\": \"gone.js\", \"scripts\": {\"start\": \"NODE_ENV=production node --inspect s.js --port 3\"}}",
                "s.js",
                true
            ),
            (["index.js"], "{\"scripts\": {\"start\": \"next start\"}}", "index.js", true),
            ([], "{\"main\": \"./dist/index.js\"}", "dist/index.js", false),
            ([], "{\"scripts\": {\"start\": \"node build/a.js\"}}", "build/a.js", false),
            (["README.md"], nil, nil, false), ([], "{\"main\": \"../x.js\"}", nil, false),
            ([], "{\"main\": \"\"}", nil, false),
        ] as [([String], String?, String?, Bool)])
    func guessesTheEntry(files: [String], package: String?, expected: String?, exists: Bool) throws {
        let facts = facts(files, package)
        #expect(facts.entry?.path == expected)
        #expect(facts.entry?.exists ?? false == exists)
        let text = ProjectTemplate.text(for: facts)
        #expect(Sample.problems(text) == [])
        #expect(try Sample.parse(text).components.first?.settings.entry == expected)
    }

    @Test func isReadyToUse() throws {
        let text = ProjectTemplate.text(for: facts(["server.js"], "{\"name\": \"demo\"}"))
        let file = try Sample.parse(text)
        #expect(file.project.description == "demo")
        let component = try file.resolve(component: "rest-api", environment: "dev") { _ in nil }
        #expect(component.source == "/work/app" && component.entry == "server.js" && component.region == "us-east-1")
        #expect(text.hasSuffix("\n") && !text.hasSuffix("\n\n"))
    }

    @Test func saysThatTheEntryIsNotThereYet() {
        let text = ProjectTemplate.text(for: facts([], "{\"main\": \"dist/a b.js\"}"))
        #expect(text.contains("\n    entry: \"dist/a b.js\"   # not there yet: build the project before you deploy\n"))
    }

    /// Uncommented, every example in the comments is valid too.
    @Test func theCommentedExamplesAreValid() {
        let text = ProjectTemplate.text(for: facts(["server.js"]))
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            line.hasPrefix("    ") ? line.replacing("# ", with: "", maxReplacements: 1) : String(line)
        }
        #expect(Sample.problems(lines.joined(separator: "\n")) == [])
    }
}

extension Substring {
    /// The text with the first `what` replaced.
    fileprivate func replacing(_ what: String, with new: String, maxReplacements: Int) -> String {
        guard let index = indices.first(where: { self[$0...].hasPrefix(what) }) else { return String(self) }
        return self[..<index] + new + self[index...].dropFirst(what.count)
    }
}
