import SystemFiles

/// A directory that is there only while something works in it.
enum TemporaryDirectory {
    /// Makes a directory, works in it, and removes it however the work ends.
    static func with<Result>(_ work: (String) async throws -> Result) async throws -> Result {
        let directory = try SystemFile.makeTemporaryDirectory()
        do {
            let result = try await work(directory)
            try SystemFile.remove(directory)
            return result
        } catch {
            try SystemFile.remove(directory)
            throw error
        }
    }
}
