import OpenSSLCrypto
import OrderedJSON

/// The digests of packages that a package-lock.json knows (npm documentation, "package-lock.json", `integrity`).
struct LockDigests {
    /// A digest by its algorithm, such as `sha512`, in lower-case hex.
    typealias Digest = (algorithm: String, hex: String)

    private var integrity: [String: String] = [:]

    /// No digests.
    init() {}

    /// Reads a lock file of version 2 or 3; what is none has no digests.
    ///
    /// - Parameters:
    ///   - bytes: the file.
    ///   - directory: the directory that holds it, relative to the package root.
    init(_ bytes: [UInt8], in directory: String) {
        var parser = JSONParser(bytes)
        guard let packages = try? parser.parseDocument()["packages"]?.object else { return }
        for (path, entry) in packages where !path.isEmpty {
            integrity[Path.join(directory, path)] = entry["integrity"]?.string
        }
    }

    /// The digests of the package that is installed at a path, such as `node_modules/express`, of algorithms that are still good.
    func digests(at path: String) -> [Digest] {
        (integrity[path] ?? "").unicodeScalars.split(separator: " ").compactMap { text in
            let parts = text.split(separator: "-", maxSplits: 1).map { String($0) }
            guard parts.count == 2, ["sha256", "sha384", "sha512"].contains(parts[0]) else { return nil }
            let encoded = String(parts[1].unicodeScalars.prefix { $0 != "?" })
            guard let bytes = Base64.decode(encoded), bytes.count == Int(parts[0].dropFirst(3)).map({ $0 / 8 }) else {
                return nil
            }
            return (parts[0], hexString(bytes))
        }
    }
}
