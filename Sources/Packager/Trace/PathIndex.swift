/// The files of a package, for questions about directories.
struct PathIndex {
    private let paths: [String]

    /// The files at `paths`, sorted by their bytes.
    init(_ paths: [String]) {
        self.paths = paths
    }

    /// Whether a directory holds a file, at any depth.
    func hasDirectory(_ directory: String) -> Bool {
        if directory.isEmpty { return !paths.isEmpty }
        let prefix = directory + "/"
        let place = firstPlace(notBefore: prefix)
        return place < paths.count && paths[place].utf8.starts(with: prefix.utf8)
    }

    /// The files below a directory, the top for an empty name.
    func files(below directory: String) -> ArraySlice<String> {
        if directory.isEmpty { return paths[...] }
        let start = firstPlace(notBefore: directory + "/")
        // "0" is the byte after "/".
        return paths[start..<firstPlace(notBefore: directory + "0")]
    }

    /// The files below a directory that are not in a `node_modules` further down.
    func ownFiles(below directory: String) -> some Sequence<String> {
        let skipped = directory.isEmpty ? 0 : directory.utf8.count + 1
        return files(below: directory).lazy.filter { path in
            !Path.holdsModules(path, from: skipped)
        }
    }

    /// The names in a directory that begin with a text, files and directories.
    func names(in directory: String, beginningWith prefix: String) -> Set<String> {
        let whole = Path.join(directory, prefix)
        let length = directory.isEmpty ? 0 : directory.utf8.count + 1
        var result: Set<String> = []
        var place = firstPlace(notBefore: whole)
        while place < paths.count, paths[place].utf8.starts(with: whole.utf8) {
            let name = paths[place].utf8.dropFirst(length).prefix { $0 != UInt8(ascii: "/") }
            result.insert(String(decoding: Array(name), as: UTF8.self))
            place += 1
        }
        return result
    }

    private func firstPlace(notBefore text: String) -> Int {
        var low = 0
        var high = paths.count
        while low < high {
            let middle = (low + high) / 2
            if Path.precedes(paths[middle], text) { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
