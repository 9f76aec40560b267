/// Why a file is kept: what another one does.
package struct TraceStep: Sendable, Equatable {
    /// The file that leads here; nil for the entry and for what the user asked for.
    package var origin: String?
    /// The line there, counted from 1; nil when no line of its source says it.
    package var line: Int?
    /// What it does there, such as `requires ./lib/express`, or what the file is.
    package var action: String

    /// One step.
    package init(origin: String?, line: Int? = nil, action: String) {
        self.origin = origin
        self.line = line
        self.action = action
    }

    /// `server.js:3 requires express`.
    package var description: String {
        guard let origin else { return action }
        return "\(origin)\(line.map { ":\($0)" } ?? "") \(action)"
    }
}
