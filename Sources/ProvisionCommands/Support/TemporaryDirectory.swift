import FoundationEssentials

/// A directory that is there only while something works in it.
enum TemporaryDirectory {
    /// Makes a directory, works in it, and removes it however the work ends.
    static func with<Result>(_ work: (String) async throws -> Result) async throws -> Result {
        let directory = FileManager.default.temporaryDirectory
            .appending(path: "semantest-provision-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        do {
            let result = try await work(directory.path)
            try FileManager.default.removeItem(at: directory)
            return result
        } catch {
            try FileManager.default.removeItem(at: directory)
            throw error
        }
    }
}
