import SystemFiles
import Testing

@Suite struct SystemFileTests {
    /// Works in a directory of its own.
    private func withDirectory(_ work: (String) throws -> Void) throws {
        let path = try SystemFile.makeTemporaryDirectory()
        try work(path)
        try SystemFile.remove(path)
        #expect(!SystemFile.exists(path))
    }

    @Test(arguments: [0, 1, 16_384, 40_000])
    func writesAndReads(count: Int) throws {
        try withDirectory { directory in
            let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0) }
            try SystemFile.write([1], to: "\(directory)/x")
            try SystemFile.write(bytes, to: "\(directory)/x")
            #expect(try SystemFile.read("\(directory)/x") == bytes)
            #expect(SystemFile.isReadable("\(directory)/x"))
            #expect(SystemFile.paths(in: directory, depth: 1) == ["x"], "no temporary file is left")
        }
    }

    @Test func failuresSayWhy() throws {
        try withDirectory { directory in
            let missing = #expect(throws: SystemFileError.self) { try SystemFile.read("\(directory)/none") }
            #expect(missing?.isMissing == true && missing?.description == "No such file or directory")
            #expect(missing?.path == "\(directory)/none")
            #expect(throws: SystemFileError.self) { try SystemFile.read(directory) }
            #expect(throws: SystemFileError.self) { try SystemFile.write([1], to: "\(directory)/none/x") }
            #expect(throws: SystemFileError.self) { try SystemFile.write([1], to: directory) }
            #expect(throws: SystemFileError.self) { try SystemFile.remove("\(directory)/none") }
            #expect(SystemFile.paths(in: "\(directory)/none", depth: 2).isEmpty)
        }
    }

    @Test func listsDownToADepth() throws {
        try withDirectory { directory in
            let nested = try SystemFile.makeTemporaryDirectory()
            defer { try? SystemFile.remove(nested) }
            try SystemFile.write([], to: "\(directory)/b")
            try SystemFile.write([], to: "\(directory)/a")
            #expect(SystemFile.paths(in: directory, depth: 2) == ["a", "b"])
            let parent = nested.split(separator: "/").dropLast().map { "/\($0)" }.joined()
            let name = nested.split(separator: "/").last.map { String($0) } ?? ""
            try SystemFile.write([], to: "\(nested)/deep")
            #expect(SystemFile.paths(in: parent, depth: 2).contains("\(name)/deep"))
            #expect(!SystemFile.paths(in: parent, depth: 1).contains("\(name)/deep"))
        }
    }
}
