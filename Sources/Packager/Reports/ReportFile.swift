package import OrderedJSON

/// A report beside an artifact: a JSON document that appears when it is whole.
package enum ReportFile {
    /// The bytes of a report: indented, with a line end.
    package static func text(_ document: JSONValue) -> String { document.text(JSONFormat(indentation: 2)) + "\n" }

    /// Writes a report.
    ///
    /// - Throws: `ProvisioningError` with the path and the system's reason.
    package static func write(_ document: JSONValue, to path: String) throws {
        let directory = Path.directory(of: path)
        let file = try AtomicFile(in: directory.isEmpty && path.hasPrefix("/") ? "/" : directory)
        try file.write(Array(text(document).utf8)[...])
        try file.commit(as: Path.lastSegment(of: path))
    }
}
