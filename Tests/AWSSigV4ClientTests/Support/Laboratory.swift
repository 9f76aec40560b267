import AWSSigV4Client
import FoundationEssentials

/// What tests find outside of the package: the Python of the lab environment, the shared reference data.
enum Laboratory {
    static let packageRoot = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().path

    /// A Python with botocore and moto: `LAB_PYTHON`, else `.venv-lab/bin/python`.
    static let python: String? = {
        let candidates = [environment["LAB_PYTHON"], packageRoot + "/.venv-lab/bin/python"]
        let found = candidates.compactMap { $0 }.first { FileManager.default.isExecutableFile(atPath: $0) }
        if found == nil { print("SKIPPED: no lab Python; set LAB_PYTHON or make .venv-lab") }
        return found
    }()

    /// The official SigV4 suite, if the shared reference data is at hand.
    static let signatureSuite: String? = {
        let shared = environment["SEMANTEST_SHARED"] ?? packageRoot + "/../shared"
        let path = shared + "/reference/sigv4/v4"
        if FileManager.default.fileExists(atPath: path) { return path }
        print("SKIPPED: no official SigV4 suite at \(path); set SEMANTEST_SHARED")
        return nil
    }()

    static var environment: [String: String] { ProcessInfo.processInfo.environment }

    static func text(_ path: String) throws -> String {
        String(decoding: try Data(contentsOf: URL(filePath: path)), as: UTF8.self)
    }

    /// Runs a script of the test folder and returns what it wrote.
    static func run(_ script: String, _ arguments: [String]) async throws -> CommandOutput {
        try await SystemCommandRunner().run(
            [python ?? "python3", packageRoot + "/Tests/AWSSigV4ClientTests/" + script] + arguments,
            environment: environment)
    }

    /// Runs `body` with a new folder that is gone afterwards.
    static func withTemporaryFolder<Result>(_ body: (String) async throws -> Result) async throws -> Result {
        let path = FileManager.default.temporaryDirectory.path + "/semantest-aws-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: path) }
        return try await body(path)
    }
}
