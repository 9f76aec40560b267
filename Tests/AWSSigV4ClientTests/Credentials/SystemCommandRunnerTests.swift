import AWSSigV4Client
import FoundationEssentials
import Testing

@Suite struct SystemCommandRunnerTests {
    private let runner = SystemCommandRunner()

    @Test func keepsOutputAndStatus() async throws {
        let output = try await runner.run(
            ["/bin/sh", "-c", "echo \"$WORD\"; echo trouble >&2; cat; exit 3"], environment: ["WORD": "hello"])
        #expect(output == CommandOutput(status: 3, output: Array("hello\n".utf8), errorOutput: Array("trouble\n".utf8)))
    }

    @Test func readsLongOutputOfBothStreams() async throws {
        let script = "i=0; while [ $i -lt 20000 ]; do echo 0123456789; echo abcdefghij >&2; i=$((i+1)); done"
        let output = try await runner.run(["/bin/sh", "-c", script], environment: [:])
        #expect(output.status == 0 && output.output.count == 220_000 && output.errorOutput.count == 220_000)
    }

    @Test func reportsSignals() async throws {
        #expect(try await runner.run(["/bin/sh", "-c", "kill -9 $$"], environment: [:]).status == 137)
    }

    @Test func reportsMissingPrograms() async {
        let error = await #expect(throws: CommandError.self) {
            _ = try await runner.run(["/nonexistent/program"], environment: [:])
        }
        #expect(error?.description == "can't run /nonexistent/program: No such file or directory")
    }

    @Test func cancellationEndsTheProgram() async throws {
        await #expect(throws: CancellationError.self) {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    _ = try await runner.run(
                        ["/bin/sh", "-c", "exec sleep 60"], environment: ["PATH": "/bin:/usr/bin"])
                }
                group.cancelAll()
                try await group.waitForAll()
            }
        }
    }

    @Test func readsFiles() async throws {
        try await Laboratory.withTemporaryFolder { folder in
            let text = String(repeating: "0123456789", count: 20_000)
            try text.write(toFile: folder + "/f", atomically: true, encoding: .utf8)
            #expect(try SystemFileReader().bytes(folder + "/f") == Array(text.utf8))
            #expect(try SystemFileReader().bytes(folder + "/none") == nil)
            #expect(throws: FileReadError(path: folder, errorNumber: 21)) { try SystemFileReader().bytes(folder) }
        }
    }
}
