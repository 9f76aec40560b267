/// The modules that are part of Node.js 18 to 24 (`require("module").builtinModules`).
enum BuiltinModules {
    private static let names: Set<String> = [
        "assert", "async_hooks", "buffer", "child_process", "cluster", "console", "constants", "crypto", "dgram",
        "diagnostics_channel", "dns", "domain", "events", "fs", "http", "http2", "https", "inspector", "module", "net",
        "os", "path", "perf_hooks", "process", "punycode", "querystring", "readline", "repl", "stream",
        "string_decoder", "sys", "timers", "tls", "trace_events", "tty", "url", "util", "v8", "vm", "wasi",
        "worker_threads", "zlib",
    ]
    private static let subpaths: Set<String> = [
        "assert/strict", "dns/promises", "fs/promises", "inspector/promises", "path/posix", "path/win32",
        "readline/promises", "stream/consumers", "stream/promises", "stream/web", "timers/promises", "util/types",
    ]

    /// Whether Node.js itself answers for a specifier.
    static func contains(_ specifier: String) -> Bool {
        specifier.hasPrefix("node:") || names.contains(specifier) || subpaths.contains(specifier)
    }
}
