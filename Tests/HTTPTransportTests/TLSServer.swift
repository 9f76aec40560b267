import Testing

/// A Node server with a certificate of its own for `localhost`, which no system trusts.
struct TLSServer {
    let port: Int
    let certificate: String
    let folder: TemporaryFolder
    private let process: ChildProcess

    /// Starts the server; nil, with a message, where `node` or `openssl` is absent.
    init?(onlyVersion1 isVersion1: Bool = false) throws {
        guard Self.isPresent("node"), Self.isPresent("openssl") else {
            print("skipped: node and openssl are needed on PATH")
            return nil
        }
        folder = try TemporaryFolder()
        let key = folder.path + "/key.pem"
        certificate = folder.path + "/certificate.pem"
        let made = try ChildProcess([
            "sh", "-c", "exec openssl \"$@\" 2>/dev/null", "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
            "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
            "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-keyout", key, "-out", certificate,
            "-batch",
        ]).finishQuietly()
        guard made == 0 else { throw ChildProcess.Failure(words: "openssl req ended with \(made)") }
        let script = #filePath.split(separator: "/").dropLast().joined(separator: "/")
        process = try ChildProcess(
            ["node", "/\(script)/tls-server.cjs", key, certificate] + (isVersion1 ? ["h1"] : []))
        guard let line = process.firstLine(), let number = Int(line) else {
            process.finish()
            throw ChildProcess.Failure(words: "tls-server.cjs printed no port")
        }
        port = number
    }

    var url: String { "https://localhost:\(port)" }

    func stop() { process.finish() }

    private static func isPresent(_ program: String) -> Bool {
        (try? ChildProcess(["sh", "-c", "command -v \(program) >/dev/null"]).finishQuietly()) == 0
    }
}

extension ChildProcess {
    /// Reads the output to its end and waits for the program's.
    fileprivate func finishQuietly() -> Int32 {
        while firstLine() != nil {}
        return finish()
    }
}

/// Runs `body` with a TLS server, or not at all where the programs for one are absent.
func withTLSServer(onlyVersion1: Bool = false, _ body: (TLSServer) async throws -> Void) async throws {
    guard let server = try TLSServer(onlyVersion1: onlyVersion1) else { return }
    defer { server.stop() }
    try await body(server)
}
