import FoundationEssentials
import OrderedJSON
import ProvisionCommands
import ProvisioningTestSupport

/// A project folder of its own, and commands that run in it.
final class CommandHarness: Sendable {
    let directory: String
    let variables: [String: String]
    /// What waits are slept on.
    let timer: any Clock<Duration>

    /// What a command wrote and how it ended.
    struct Result: Sendable {
        var code: Int32
        var output: String
        var error: String

        /// The lines of `--json`.
        var lines: [JSONValue] { output.split(separator: "\n").compactMap { try? JSONValue(parsing: String($0)) } }
        /// The last of them.
        var summary: JSONValue { lines.last ?? .null }
    }

    static let standardConfiguration = """
        project: shop
        components:
          rest-api: { kind: rest, source: app, entry: server.js }
        environments:
          development: { provider: aws, region: us-east-1 }

        """

    /// - Parameter variables: the environment variables on top of those that keep everything on loopback.
    init(
        _ configuration: String? = standardConfiguration, variables: [String: String] = [:],
        timer: any Clock<Duration> = ContinuousClock()
    ) throws {
        self.timer = timer
        directory = FileManager.default.temporaryDirectory.appending(path: "commands-\(UUID().uuidString)").path
        self.variables = [
            "AWS_EC2_METADATA_DISABLED": "true", "AWS_CONFIG_FILE": "\(directory)/none",
            "AWS_SHARED_CREDENTIALS_FILE": "\(directory)/none", "USER": "tester",
        ].merging(variables) { _, new in new }
        try write("app/server.js", "require('http').createServer((q, r) => r.end('ok')).listen(process.env.PORT)\n")
        if let configuration { try write("provision.yaml", configuration) }
    }

    deinit { try? FileManager.default.removeItem(atPath: directory) }

    func write(_ path: String, _ text: String) throws {
        let url = URL(filePath: "\(directory)/\(path)")
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: url)
    }

    func text(_ path: String) throws -> String {
        String(decoding: try Data(contentsOf: URL(filePath: "\(directory)/\(path)")), as: UTF8.self)
    }

    func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: "\(directory)/\(path)") }

    /// Runs a command line.
    ///
    /// - Parameters:
    ///   - input: what the standard input holds.
    ///   - isTerminal: whether questions are asked.
    func run(
        _ arguments: [String], input: String = "", isTerminal: Bool = false, variables more: [String: String] = [:]
    ) async -> Result {
        let output = LockedBox("")
        let error = LockedBox("")
        let console = Console(
            output: { text in output.withLock { $0 += text } }, error: { text in error.withLock { $0 += text } },
            readLine: { input.split(separator: "\n").first.map(String.init) }, readAll: { Array(input.utf8) },
            isInteractive: isTerminal, errorIsTerminal: isTerminal, outputIsTerminal: isTerminal)
        let environment = CommandEnvironment(
            variables: variables.merging(more) { _, new in new }, directory: directory, console: console,
            clock: SystemClock(), identifiers: SystemIdentifiers(), timer: timer)
        let code = await CommandRunner.run(arguments, in: environment)
        return Result(code: code, output: output.withLock { $0 }, error: error.withLock { $0 })
    }

    func run(_ line: String) async -> Result { await run(line.split(separator: " ").map(String.init)) }
}
