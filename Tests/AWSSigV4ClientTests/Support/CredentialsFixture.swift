import AWSSigV4Client
import HTTPTransport
import ProvisioningTestSupport
import Testing

/// Files in memory; the ones named in `unreadable` can't be read.
struct InMemoryFiles: FileReading {
    var contents: [String: String] = [:]
    var unreadable: Set<String> = []

    func bytes(_ path: String) throws -> [UInt8]? {
        if unreadable.contains(path) { throw FileReadError(path: path, errorNumber: 13) }
        return contents[path].map { Array($0.utf8) }
    }
}

/// Programs in memory.
struct InMemoryCommands: CommandRunner {
    var result: @Sendable ([String]) throws -> CommandOutput = { arguments in
        throw CommandError(program: arguments.first ?? "", reason: "not expected")
    }

    func run(_ arguments: [String], environment: [String: String]) async throws -> CommandOutput {
        try result(arguments)
    }
}

/// Keeps what was written; refuses when told so.
struct InMemoryReplacer: FileReplacing {
    let written = LockedBox<[String: String]>([:])
    var errorNumber: Int32?

    func replace(_ path: String, with bytes: [UInt8]) throws {
        if let errorNumber { throw FileReplaceError(path: path, errorNumber: errorNumber) }
        written.withLock { $0[path] = String(decoding: bytes, as: UTF8.self) }
    }
}

/// A context of credentials sources around scripted endpoints.
struct CredentialsFixture {
    var environment: [String: String] = [:]
    var files = InMemoryFiles()
    var replacer = InMemoryReplacer()
    var commands = InMemoryCommands()
    let transport: InMemoryTransport
    let direct: InMemoryTransport
    let region: String

    init(
        _ environment: [String: String] = [:], files: [String: String] = [:],
        answers: [HTTPResponse] = [], direct: [Result<HTTPResponse, HTTPTransportError>] = [],
        region: String = "eu-west-1"
    ) {
        self.environment = environment.merging(["HOME": "/home/u"]) { $1 }
        self.files = InMemoryFiles(contents: files)
        self.region = region
        transport = InMemoryTransport(script: answers.map { .success($0) })
        self.direct = InMemoryTransport(script: direct)
    }

    var context: CredentialsContext {
        CredentialsContext(
            environment: environment, files: files, fileReplacer: replacer, commands: commands, transport: transport,
            directTransport: direct, region: region, now: { RecordingClient.noon })
    }

    func configuration() throws -> SharedConfiguration {
        try SharedConfiguration(environment: environment, files: files)
    }

    /// Asks the whole chain.
    func credentials() async throws -> AWSCredentials {
        try await CredentialsChain.standard(context, configuration: configuration()).credentials()
    }

    /// Asks the whole chain, which must fail.
    func failure() async throws -> CredentialsError {
        let configuration = try configuration()
        let error = await #expect(throws: CredentialsError.self) {
            _ = try await CredentialsChain.standard(context, configuration: configuration).credentials()
        }
        return try #require(error)
    }

    static func answer(_ body: String, _ status: Int = 200) -> HTTPResponse {
        HTTPResponse(status: status, body: Array(body.utf8))
    }

    /// An answer of STS.
    static func assumed(_ operation: String, key: String) -> HTTPResponse {
        answer(
            "<R><\(operation)Result><Credentials><AccessKeyId>\(key)</AccessKeyId><SecretAccessKey>s</SecretAccessKey>"
                + "<SessionToken>t</SessionToken><Expiration>2026-11-23T13:00:00Z</Expiration></Credentials>"
                + "</\(operation)Result></R>")
    }

    static let unreachable = HTTPTransportError(code: .connectFailed, host: "169.254.169.254", message: "no route")
}
