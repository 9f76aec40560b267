/// Finds out that what goes in is what went in last time, although files changed: nothing did that decides on it.
///
/// That is so when names, kinds, links, manifests, locks and rules are as they were (``TreeFingerprint/structure``), and each script that
/// changed and was followed says the same about other files as before.
struct RepeatedSelection {
    let index: CacheIndex
    let listings: DirectoryListings
    /// What scripts said when the index was written.
    let scans: ModuleScans

    /// The user's files that go in, as they are now; nil when everything has to be decided anew.
    ///
    /// - Parameter added: the paths of the members that the packager adds.
    /// - Throws: what looking at directories and files throws.
    func files(added: Set<String>) throws -> [SourceFile]? {
        var files: [SourceFile] = []
        files.reserveCapacity(index.entries.count)
        var place = Place()
        for entry in index.entries where !added.contains(entry.name) {
            guard let file = try file(of: entry, &place) else { return nil }
            if file.size != entry.size || file.identity != entry.identity {
                guard try saysTheSame(file, entry) else { return nil }
            }
            files.append(file)
        }
        // The refusal has to list more than is known here.
        return LambdaLimits.violation(files: files.map { ($0.path, $0.size) }) == nil ? files : nil
    }

    /// Where the last file was found: the next is most often right behind it.
    private struct Place {
        var directory = ""
        var listing: DirectoryListing?
        var next = 0
    }

    private func file(of entry: CacheEntry, _ place: inout Place) throws -> SourceFile? {
        let location = index.location(of: entry)
        let directory = Path.directory(of: location)
        if !directory.utf8.elementsEqual(place.directory.utf8) {
            place = Place(directory: directory, listing: try listings.listingIfPresent(of: directory))
        }
        guard let listing = place.listing,
            let found = listing.index(of: Path.lastSegment(of: location), from: place.next),
            case .file(let isExecutable, let size) = listing.kind(found)
        else { return nil }
        place.next = found + 1
        if entry.location.isEmpty {
            return SourceFile(
                path: entry.name, directory: directory, isExecutable: isExecutable, size: size,
                identity: listing.identity(found), isInPlace: true)
        }
        return SourceFile(
            path: entry.name, location: location, isExecutable: isExecutable, size: size,
            identity: listing.identity(found))
    }

    /// Whether a file that changed says the same about other files as before, or was not asked.
    private func saysTheSame(_ file: SourceFile, _ entry: CacheEntry) throws -> Bool {
        // A file that was not settled then is not known.
        guard let identity = entry.identity else { return false }
        guard ModuleFile.isScript(Path.lastSegment(of: file.path)) else { return true }
        var before = file
        before.identity = identity
        before.size = entry.size
        guard let said = scans.scan(of: before) else { return true }
        if let says = scans.scan(of: file) { return says == said }
        let says = try ModuleScans.scan(
            file.location, isComplete: scans.isComplete, collectsLiterals: ModuleScans.collectsLiterals(file.path))
        scans.note(says, of: file)
        return says == said
    }
}
