import FoundationEssentials
import OrderedJSON
import ProvisioningDomain
import ProvisioningTestSupport
import PulumiStateExport

/// Identifiers that count upwards: each byte string differs from all before.
final class CountingIdentifiers: IdentifierGenerator {
    private let next = LockedBox<UInt64>(0)

    func randomBytes(_ count: Int) -> [UInt8] {
        let value = next.withLock { value in
            value += 1
            return value
        }
        return (0..<count).map { $0 < 8 ? UInt8(truncatingIfNeeded: value >> (8 * UInt64($0))) : UInt8($0) }
    }
}

/// Identifiers from a fixed list of byte strings.
final class ScriptedIdentifiers: IdentifierGenerator {
    private let script: LockedBox<[[UInt8]]>

    init(_ script: [[UInt8]]) { self.script = LockedBox(script) }

    func randomBytes(_ count: Int) -> [UInt8] { script.withLock { $0.removeFirst() } }
}

/// A clock that stands still.
struct FixedClock: WallClock {
    var time = Timestamp(nanoseconds: 1_795_341_600_000_000_001)

    func now() -> Timestamp { time }
}

/// A directory of its own, removed at the end.
struct TemporaryDirectory: ~Copyable {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.path + "/semantest-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }
}

/// A backend over a store, with the passphrase of the tests.
func makeBackend(
    _ store: any ObjectStore, configurations: any ObjectStore = InMemoryObjectStore(),
    environment: [String: String] = ["PULUMI_CONFIG_PASSPHRASE": "correct horse battery staple"],
    identifiers: any IdentifierGenerator = CountingIdentifiers(),
    owner: LockOwner = LockOwner(pid: 4711, username: "ada", hostname: "engine"),
    isProcessAlive: @escaping @Sendable (Int) -> Bool = { _ in true }, log: (any AppendLog)? = nil,
    boot: String? = nil
) -> DIYStateBackend {
    DIYStateBackend(
        store: store,
        secrets: StackSecrets(
            source: PassphraseSource(environment: environment) { path in
                throw ProvisioningError(.operation, code: "FileFailure", "no file \(path)")
            },
            configurations: StackConfigStore(configurations), identifiers: identifiers),
        clock: FixedClock(), identifiers: identifiers, owner: owner, isProcessAlive: isProcessAlive,
        toolVersion: "1.2.3", log: log, boot: boot)
}

/// The data of /work/shared, beside the package or where `SEMANTEST_SHARED` says.
enum Reference {
    static let root: String = {
        if let path = ProcessInfo.processInfo.environment["SEMANTEST_SHARED"] { return path }
        return packageRoot + "/../shared"
    }()

    static let packageRoot = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3)
        .joined(separator: "/")

    static let isThere = FileManager.default.fileExists(atPath: root + "/reference/pulumi/samples")

    static func bytes(_ path: String) throws -> [UInt8] {
        Array(try Data(contentsOf: URL(filePath: "\(root)/reference/pulumi/\(path)")))
    }
}

extension InMemoryObjectStore {
    /// An object as text.
    func text(_ key: String) -> String? { objects[key].map { String(decoding: $0, as: UTF8.self) } }

    /// An object as JSON.
    func json(_ key: String) throws -> JSONValue? { try objects[key].map { try JSONValue(parsing: $0) } }
}
