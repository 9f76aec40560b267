import FoundationEssentials
import Glibc
import ProvisionCommands
import Testing

@Suite struct CompletionTests {
    @Test(arguments: [("bash", "bash"), ("zsh", "zsh"), ("fish", "fish")])
    func theShellParsesItsScript(_ shell: String, _ program: String) async throws {
        let harness = try CommandHarness()
        let result = await harness.run("completions \(shell)")
        #expect(result.code == 0)
        for word in ["doctor", "semantest-iac", "--component", "unlock"] { #expect(result.output.contains(word)) }
        try harness.write("script", result.output)
        let isThere = ["/bin", "/usr/bin", "/usr/local/bin"].contains {
            FileManager.default.isExecutableFile(atPath: "\($0)/\(program)")
        }
        guard isThere else {
            print("skipped: \(program) is not installed, so its completion script is not parsed")
            return
        }
        #expect(unsafe system("\(program) -n '\(harness.directory)/script'") == 0)
    }

    @Test func bashCompletesBothNames() async throws {
        let harness = try CommandHarness()
        try harness.write("script", await harness.run("completions bash").output)
        let test = """
            source '\(harness.directory)/script'
            for name in semantest-provision semantest-iac; do
              complete -p "$name" >/dev/null || exit 1
            done
            """
        try harness.write("test.sh", test)
        #expect(unsafe system("bash '\(harness.directory)/test.sh'") == 0)
    }

    @Test func anUnknownShellIsAUsageError() async throws {
        let result = try await CommandHarness().run("completions tcsh")
        #expect(result.code == 64)
        #expect(result.error.contains("bash"))
    }
}
