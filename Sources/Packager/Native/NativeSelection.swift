/// Which native modules go in: those for the target.
///
/// A package may bring one module for each platform, in `prebuilds/<platform>-<arch>/` (node-gyp-build, prebuildify) or under names that
/// say it. Those for others are left out when one for the target is there.
package struct NativeSelection: Sendable, Equatable {
    /// Files that stay out.
    package var leftOut: [FileDecision] = []
    /// Native modules that the target cannot load, of packages that have none for it: path and what it is for.
    package var refused: [FileDecision] = []

    /// A file of a package and what it is for.
    private struct Candidate {
        var file: SourceFile
        /// What a folder below `prebuilds` says.
        var folder: PlatformConstraint?
        /// What the bytes of a `.node` file say; nil for another file or other bytes.
        var binary: NativeBinary?
        var isMusl = false
    }

    /// Judges files.
    ///
    /// - Parameters:
    ///   - files: what would go in.
    ///   - target: what must load it.
    ///   - header: the first bytes of a file; asked for `.node` files only.
    package init(
        _ files: [SourceFile], target: TargetPlatform, header: (SourceFile) throws -> [UInt8]
    ) rethrows {
        var owners: [String: [Candidate]] = [:]
        for file in files where Self.isCandidate(file.path) {
            let (owner, rest) = Self.split(file.path)
            var candidate = Candidate(file: file, folder: Self.prebuildsFolder(rest))
            if file.path.utf8.suffix(5).elementsEqual(".node".utf8) {
                candidate.binary = NativeBinary(header: try header(file))
                candidate.isMusl = Self.isMusl(rest)
            }
            if candidate.binary != nil || candidate.folder != nil { owners[owner, default: []].append(candidate) }
        }
        for candidates in owners.values { judge(candidates, target) }
        leftOut.sort { Path.precedes($0.path, $1.path) }
        refused.sort { Path.precedes($0.path, $1.path) }
    }

    private mutating func judge(_ candidates: [Candidate], _ target: TargetPlatform) {
        let isThere = candidates.contains { $0.binary?.runs(on: target) == true && !$0.isMusl }
        for candidate in candidates {
            let path = candidate.file.path
            if let binary = candidate.binary, !binary.runs(on: target) || candidate.isMusl {
                let what = "is for \(binary.summary)\(candidate.isMusl ? " musl" : "")"
                let reason = "\(what), the function runs on \(target.summary)"
                if isThere {
                    leftOut.append(FileDecision(path: path, isIncluded: false, reason: reason))
                } else {
                    refused.append(FileDecision(path: path, isIncluded: true, reason: what))
                }
            } else if isThere, candidate.binary == nil, let folder = candidate.folder, !folder.fits(target) {
                let reason = "is for \(folder.summary), the function runs on \(target.summary)"
                leftOut.append(FileDecision(path: path, isIncluded: false, reason: reason))
            }
        }
    }

    private static func isCandidate(_ path: String) -> Bool {
        path.utf8.suffix(5).elementsEqual(".node".utf8) || Path.hasSegment("prebuilds", in: path)
    }

    /// The directory of the package that a file belongs to, empty for the server's own, and the segments below it.
    private static func split(_ path: String) -> (owner: String, rest: ArraySlice<String>) {
        let segments = Path.segments(of: path)
        guard let modules = segments.lastIndex(of: "node_modules"), modules + 1 < segments.count else {
            return ("", segments[...])
        }
        let end = min(modules + (segments[modules + 1].hasPrefix("@") ? 3 : 2), segments.count - 1)
        return (segments[..<end].joined(separator: "/"), segments[end...])
    }

    private static func prebuildsFolder(_ segments: ArraySlice<String>) -> PlatformConstraint? {
        guard let place = segments.firstIndex(of: "prebuilds"), place + 2 < segments.endIndex else { return nil }
        return PlatformConstraint(name: segments[place + 1])
    }

    /// Whether a folder or the file's own name, such as `node.napi.musl.node`, says musl.
    private static func isMusl(_ segments: ArraySlice<String>) -> Bool {
        segments.contains { segment in
            segment.unicodeScalars.split { $0 == "." || $0 == "-" || $0 == "_" }
                .contains { $0.elementsEqual("musl".unicodeScalars) || $0.elementsEqual("linuxmusl".unicodeScalars) }
        }
    }
}
