internal import Glibc

extension CommandEnvironment {
    /// The environment of the process.
    package static func process() -> CommandEnvironment {
        CommandEnvironment(
            variables: processVariables(), directory: workingDirectory(), console: .standard(), clock: SystemClock(),
            identifiers: SystemIdentifiers())
    }

    private static func processVariables() -> [String: String] {
        var variables: [String: String] = [:]
        var entry = unsafe environ
        while let text = unsafe entry.pointee {
            let pair = unsafe String(cString: text)
            if let separator = pair.firstIndex(of: "=") {
                variables[String(pair[..<separator])] = String(pair[pair.index(after: separator)...])
            }
            unsafe entry += 1
        }
        return variables
    }

    private static func workingDirectory() -> String {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        guard unsafe getcwd(&buffer, buffer.count) != nil else { return "." }
        return String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
