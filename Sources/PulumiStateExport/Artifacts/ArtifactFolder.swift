internal import Glibc
package import ProvisioningDomain

/// The packages of a Pulumi project, `pulumi/<project>/artifacts/<sha256>.zip`: what the `code` of its states names.
package struct ArtifactFolder: ArtifactShelf {
    private let directory: String
    private let project: String

    /// - Parameters:
    ///   - directory: the folder; it need not exist.
    ///   - project: the Pulumi project that has it.
    package init(_ directory: String, project: String) {
        self.directory = directory
        self.project = project
    }

    package func location() async throws -> String { directory }

    /// What is there; links are no artifacts.
    ///
    /// - Throws: `ProvisioningError` when the folder cannot be read.
    package func list() async throws -> [KeptArtifact] {
        try POSIXFile.names(in: directory).compactMap { bytes in
            let name = String(decoding: bytes, as: UTF8.self)
            guard let sha256 = ArtifactName.sha256(in: name) else { return nil }
            var status = stat()
            guard unsafe lstat("\(directory)/\(name)", &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
                return nil
            }
            let time = Int64(status.st_mtim.tv_sec) * 1_000_000_000 + Int64(status.st_mtim.tv_nsec)
            return KeptArtifact(
                sha256: sha256, size: Int(status.st_size), modified: Timestamp(nanoseconds: time))
        }.sorted { $0.sha256 < $1.sha256 }
    }

    /// The project has whatever is there.
    package func owners(of artifacts: [String]) async throws -> [String: ArtifactOwner] {
        let present = Set(try await list().map(\.sha256))
        return Dictionary(
            artifacts.filter(present.contains).map { ($0, .project(project)) }, uniquingKeysWith: { $1 })
    }

    /// - Throws: `ProvisioningError` when a file cannot be removed.
    package func remove(_ artifacts: [String]) async throws {
        for sha256 in artifacts {
            let path = "\(directory)/\(ArtifactName.file(sha256))"
            guard unsafe unlink(path) == 0 || errno == ENOENT || errno == ENOTDIR else {
                throw POSIXFile.failure("remove", path)
            }
        }
    }
}
