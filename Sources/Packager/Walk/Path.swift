import Glibc

/// Paths as text, without looking at any file.
package enum Path {
    /// `name` below `directory`; `name` itself when it is absolute or the directory is empty.
    package static func join(_ directory: String, _ name: String) -> String {
        if name.utf8.first == UInt8(ascii: "/") || directory.isEmpty { return name }
        var result = ""
        result.reserveCapacity(directory.utf8.count + 1 + name.utf8.count)
        result += directory
        if directory.utf8.last != UInt8(ascii: "/") { result += "/" }
        result += name
        return result
    }

    /// What comes before the last `/`, or nothing.
    package static func directory(of path: String) -> String {
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "" }
        return String(path[..<slash])
    }

    /// What comes after the last `/`.
    package static func lastSegment(of path: String) -> String {
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return path }
        return String(path[path.utf8.index(after: slash)...])
    }

    /// A directory and those above it, each relative to the package root; the root itself, an empty path, comes last.
    package static func upwards(from directory: String) -> some Sequence<String> {
        sequence(first: directory) { $0.isEmpty ? nil : Self.directory(of: $0) }
    }

    /// Where Node.js looks for modules that a file in `directory` loads, the nearest first
    /// (Node.js documentation, "Modules: CommonJS modules", "Loading from node_modules folders").
    package static func moduleFolders(above directory: String) -> some Sequence<String> {
        upwards(from: directory).lazy.filter { lastSegment(of: $0) != "node_modules" }.map { join($0, "node_modules") }
    }

    /// What lies between the slashes; by bytes, because a combining mark after a `/` would hide it from a split by characters.
    package static func segments(of path: String) -> [String] {
        path.utf8.split(separator: UInt8(ascii: "/")).map { String(decoding: $0, as: UTF8.self) }
    }

    /// Whether one of the segments of a path is a name.
    ///
    /// - Parameter start: how many bytes of the path are passed over.
    package static func hasSegment(_ name: StaticString, in path: String, from start: Int = 0) -> Bool {
        var path = path
        return path.withUTF8 { bytes in
            let name = unsafe UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount)
            var start = start
            while start + name.count <= bytes.count {
                var end = start
                while end < bytes.count, unsafe bytes[end] != UInt8(ascii: "/") { end += 1 }
                if unsafe end - start == name.count && bytes[start..<end].elementsEqual(name) { return true }
                start = end + 1
            }
            return false
        }
    }

    /// Whether a path is or lies in a `node_modules`.
    static func holdsModules(_ path: String, from start: Int = 0) -> Bool {
        hasSegment("node_modules", in: path, from: start)
    }

    /// A relative path without `.`, `..` and empty segments; nil when it climbs above where it starts.
    package static func normalized(_ path: String) -> String? {
        let dot = UInt8(ascii: ".")
        let slash = UInt8(ascii: "/")
        var path = path
        var isAbove = false
        let result = path.withUTF8 { bytes in
            unsafe String(unsafeUninitializedCapacity: bytes.count) { result in
                var count = 0
                var start = 0
                while start < bytes.count {
                    var end = start
                    while end < bytes.count, unsafe bytes[end] != slash { end += 1 }
                    let length = end - start
                    let isDot = unsafe length == 1 && bytes[start] == dot
                    if unsafe length == 2 && bytes[start] == dot && bytes[start + 1] == dot {
                        if count == 0 {
                            isAbove = true
                            return 0
                        }
                        repeat { count -= 1 } while unsafe count > 0 && result[count] != slash
                    } else if length > 0 && !isDot {
                        if count > 0 {
                            unsafe result[count] = slash
                            count += 1
                        }
                        for place in start..<end {
                            unsafe result[count] = bytes[place]
                            count += 1
                        }
                    }
                    start = end + 1
                }
                return count
            }
        }
        return isAbove ? nil : result
    }

    /// `path` relative to `directory`, both absolute and canonical; nil when it lies elsewhere, empty when they are equal.
    package static func relative(_ path: String, to directory: String) -> String? {
        if path == directory { return "" }
        let prefix = directory.hasSuffix("/") ? directory : directory + "/"
        guard path.utf8.starts(with: prefix.utf8) else { return nil }
        return String(decoding: path.utf8.dropFirst(prefix.utf8.count), as: UTF8.self)
    }

    /// Whether the bytes of one path come before those of another: the order of a package's files.
    package static func precedes(_ first: String, _ second: String) -> Bool {
        var first = first
        var second = second
        return first.withUTF8 { first in
            second.withUTF8 { second in
                guard let left = first.baseAddress, let right = second.baseAddress else {
                    return first.count < second.count
                }
                let order = unsafe memcmp(left, right, min(first.count, second.count))
                return order != 0 ? order < 0 : first.count < second.count
            }
        }
    }
}
