import AWSSigV4Client
import FoundationEssentials
import ProvisioningTestSupport

/// What tests find outside of the package: the Python of the lab environment, the shared reference data.
enum Laboratory {
    static let packageRoot = LabPython.packageDirectory

    /// A Python with botocore and moto.
    static let python: LabPython? = {
        let found = LabPython.find()
        if found == nil { print("SKIPPED: \(LabPython.absence)") }
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
            [python?.path ?? "python3", packageRoot + "/Tests/AWSSigV4ClientTests/" + script] + arguments,
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
