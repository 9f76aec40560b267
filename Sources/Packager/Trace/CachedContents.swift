/// The files of a package with the manifests that were read already: many questions go to few of them.
final class CachedContents<Base: PackageContents>: PackageContents {
    private let base: Base
    private var manifests: [String: PackageManifest?] = [:]

    init(_ base: Base) {
        self.base = base
    }

    func hasFile(_ path: String) -> Bool { base.hasFile(path) }

    func contents(of path: String) throws -> [UInt8] { try base.contents(of: path) }

    func manifest(in directory: String) -> PackageManifest? {
        if let known = manifests[directory] { return known }
        let manifest = base.manifest(in: directory)
        manifests[directory] = .some(manifest)
        return manifest
    }
}
