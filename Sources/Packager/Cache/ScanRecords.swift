/// What scripts say, as bytes: for each file its place on disk and the scan.
struct ScanRecords {
    private(set) var bytes: [UInt8] = []
    private var places: [ModuleScans.Key: Range<Int>] = [:]

    /// No records.
    init() {}

    /// Records whose places in bytes are known.
    init(_ bytes: [UInt8], _ places: [ModuleScans.Key: Range<Int>]) {
        self.bytes = bytes
        self.places = places
    }

    /// The files that are known.
    var keys: Dictionary<ModuleScans.Key, Range<Int>>.Keys { places.keys }

    func has(_ key: ModuleScans.Key) -> Bool { places[key] != nil }

    /// The bytes of a record; empty when there is none.
    func record(_ key: ModuleScans.Key) -> ArraySlice<UInt8> { places[key].map { bytes[$0] } ?? [] }

    /// What a file says; nil when that is not known.
    func scan(_ key: ModuleScans.Key) -> ModuleScan? {
        guard let range = places[key] else { return nil }
        var reader = LittleEndianReader(bytes[range])
        reader.skipString()
        let scan = ModuleScan(from: &reader)
        return reader.isPastEnd || reader.remaining > 0 ? nil : scan
    }

    /// Where a file is on disk, absolute; nil when it is not known.
    func location(_ key: ModuleScans.Key) -> String? {
        guard let range = places[key] else { return nil }
        var reader = LittleEndianReader(bytes[range])
        return reader.string()
    }

    /// Adds what a file says.
    mutating func add(_ key: ModuleScans.Key, location: String, _ scan: ModuleScan) {
        var writer = LittleEndianBytes()
        swap(&writer.bytes, &bytes)
        let start = writer.bytes.count
        writer.append(location)
        scan.append(to: &writer)
        swap(&writer.bytes, &bytes)
        places[key] = start..<bytes.count
    }

    /// Adds a record of others.
    mutating func add(_ key: ModuleScans.Key, from other: ScanRecords) {
        guard let range = other.places[key] else { return }
        let start = bytes.count
        bytes += other.bytes[range]
        places[key] = start..<bytes.count
    }
}
