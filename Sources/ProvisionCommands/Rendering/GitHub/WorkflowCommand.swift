/// A line that GitHub Actions turns into an annotation; pure.
///
/// Source: GitHub's "Workflow commands for GitHub Actions" and actions/toolkit, command.ts (escapes).
package struct WorkflowCommand: Sendable, Hashable {
    /// How bad it is.
    package enum Level: String, Sendable, Hashable {
        case error
        case warning
        case notice
    }

    /// A place in a file.
    package struct Place: Sendable, Hashable {
        /// Relative to the repository.
        package var file: String
        /// From 1.
        package var line: Int
        /// From 1.
        package var column: Int

        package init(file: String, line: Int, column: Int) {
            self.file = file
            self.line = line
            self.column = column
        }
    }

    package var level: Level
    package var title: String?
    package var place: Place?
    package var message: String

    package init(_ level: Level, title: String? = nil, place: Place? = nil, _ message: String) {
        self.level = level
        self.title = title
        self.place = place
        self.message = message
    }

    /// The line with its line end.
    package var line: String {
        var properties: [String] = []
        if let place {
            properties = [
                "file=\(Self.property(place.file))", "line=\(place.line)", "col=\(place.column)",
            ]
        }
        if let title { properties.append("title=\(Self.property(title))") }
        let list = properties.isEmpty ? "" : " " + properties.joined(separator: ",")
        return "::\(level.rawValue)\(list)::\(Self.data(message))\n"
    }

    private static func data(_ text: String) -> String {
        text.replacing("%", with: "%25").replacing("\r\n", with: "%0D%0A").replacing("\r", with: "%0D")
            .replacing("\n", with: "%0A")
    }

    private static func property(_ text: String) -> String {
        data(text).replacing(":", with: "%3A").replacing(",", with: "%2C")
    }
}
