internal import Glibc
internal import OrderedJSON
internal import ProvisioningDomain

/// Who holds a lock: this process, or the one that a lock file names (pkg/backend/diy/lock.go, lockContent).
package struct LockOwner: Sendable, Equatable {
    /// The process.
    package var pid: Int
    /// The user's name.
    package var username: String
    /// The computer's name.
    package var hostname: String

    /// Names an owner.
    package init(pid: Int, username: String, hostname: String) {
        self.pid = pid
        self.username = username
        self.hostname = hostname
    }

    /// This process.
    ///
    /// - Parameter environment: gives the user's name as `USER` or `LOGNAME`.
    package static func current(environment: [String: String]) -> LockOwner {
        var name = [CChar](repeating: 0, count: 256)
        let capacity = name.count - 1
        let result = unsafe gethostname(&name, capacity)
        let characters = name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
        let hostname = result == 0 ? String(decoding: characters, as: UTF8.self) : "unknown"
        return LockOwner(
            pid: Int(getpid()), username: environment["USER"] ?? environment["LOGNAME"] ?? "uid-\(getuid())",
            hostname: hostname)
    }

    /// Whether a process of this computer runs, also one of another user.
    package static func isProcessAlive(_ pid: Int) -> Bool {
        guard pid > 0, let pid = Int32(exactly: pid) else { return false }
        return kill(pid, 0) == 0 || errno == EPERM
    }

    /// A lock file with this owner; Pulumi needs all four members.
    func fileBytes(at time: Timestamp) -> [UInt8] {
        let content: JSONValue = [
            "pid": .number(pid), "username": .string(username), "hostname": .string(hostname),
            "timestamp": .string("\(time)"),
        ]
        return content.serialized()
    }
}

/// A lock that stands in a backend.
package struct LockRecord: Sendable, Equatable, CustomStringConvertible {
    /// Its key in the store.
    package var key: String
    /// Its holder; nil when the file does not say.
    package var owner: LockOwner?
    /// Since when, as the file says it.
    package var since: String?
    /// Whether its bytes were lost in a power cut; Pulumi's driver may show an empty file for a moment, but under another name.
    package var isTorn: Bool

    /// Reads a lock file; what is malformed is left out.
    package init(key: String, bytes: [UInt8]) {
        self.key = key
        isTorn = bytes.isEmpty && key.hasSuffix(".json")
        let json = try? JSONValue(parsing: bytes)
        since = json?["timestamp"]?.string
        if let pid = json?["pid"]?.int, let user = json?["username"]?.string, let host = json?["hostname"]?.string {
            owner = LockOwner(pid: pid, username: user, hostname: host)
        }
    }

    /// Who and since when, for messages.
    package var description: String {
        let holder = owner.map { "\($0.username)@\($0.hostname) (pid \($0.pid))" } ?? "an unknown process"
        return "\(holder)\(since.map { " since \($0)" } ?? "")"
    }
}
