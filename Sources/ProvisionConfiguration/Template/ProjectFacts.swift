import OrderedJSON

/// What `init` knows of a directory with a server.
package struct ProjectFacts: Sendable, Hashable {
    /// The name of the directory.
    package var directoryName: String
    /// The files in it, relative; folders of packages may be left out.
    package var files: Set<String>
    /// `name` of package.json.
    package var packageName: String?
    /// `main` of package.json.
    package var main: String?
    /// `scripts.start` of package.json.
    package var startScript: String?

    /// Collects facts.
    ///
    /// - Parameter packageJSON: the bytes of package.json; nil when there is none. Anything wrong in it counts as absent.
    package init(directoryName: String, files: [String], packageJSON: [UInt8]?) {
        self.directoryName = directoryName
        self.files = Set(files.map(Self.normalized))
        let package = packageJSON.flatMap { try? JSONValue(parsing: $0) }
        packageName = package?["name"]?.string
        main = package?["main"]?.string
        startScript = package?["scripts"]?["start"]?.string
    }

    /// The name of the project: of package.json without its scope, else of the directory, made valid.
    package var projectName: String {
        let name = packageName.flatMap { $0.split(separator: "/").last.map(String.init) }
        return [name, directoryName].compactMap { $0.flatMap(Self.validName) }.first ?? "server"
    }

    /// The file to run and whether it is there; nil when nothing tells.
    package var entry: (path: String, exists: Bool)? {
        let wishes = [main].compactMap { $0 } + startFiles
        for wish in wishes {
            if let file = resolved(wish) { return (file, true) }
        }
        let names = ["server", "index", "app", "main"]
        let folders = ["", "dist/", "build/", "src/"]
        for folder in folders {
            for name in names {
                for suffix in ["js", "cjs", "mjs"] where files.contains("\(folder)\(name).\(suffix)") {
                    return ("\(folder)\(name).\(suffix)", true)
                }
            }
        }
        if let file = files.filter({ $0.hasPrefix("dist/") && $0.hasSuffix(".js") }).min() { return (file, true) }
        return wishes.map(Self.normalized).first { !$0.isEmpty && !$0.hasPrefix("..") }.map { ($0, false) }
    }

    /// What a start script gives to node.
    private var startFiles: [String] {
        let words = (startScript ?? "").split(whereSeparator: \.isWhitespace).map(String.init)
        guard let node = words.firstIndex(where: { $0 == "node" || $0.hasSuffix("/node") }) else { return [] }
        return words[(node + 1)...].filter { word in
            !word.hasPrefix("-")
                && (word.hasSuffix("js") || files.contains(Self.normalized(word)) || resolved(word) != nil)
        }
    }

    /// A path as Node's `require` finds it: as it is, with `.js`, or `index.js` in it.
    private func resolved(_ path: String) -> String? {
        let path = Self.normalized(path)
        let folder = path.isEmpty ? "" : "\(path)/"
        let candidates = [path, "\(path).js", "\(path).cjs", "\(path).mjs", "\(folder)index.js"]
        return candidates.first(where: files.contains)
    }

    private static func normalized(_ path: String) -> String {
        path.split(separator: "/").filter { $0 != "." }.joined(separator: "/")
    }

    /// Lower-case letters, digits and single hyphens, at most 40, beginning with a letter; nil when nothing is left.
    private static func validName(_ text: String) -> String? {
        var name = ""
        for byte in text.lowercased().utf8 {
            if (0x61...0x7A).contains(byte) || (!name.isEmpty && (0x30...0x39).contains(byte)) {
                name.unicodeScalars.append(Unicode.Scalar(byte))
            } else if !name.isEmpty, !name.hasSuffix("-") {
                name += "-"
            }
        }
        name = String(name.prefix(40))
        while name.hasSuffix("-") { name.removeLast() }
        return name.isEmpty ? nil : name
    }
}
