public import ProvisioningDomain

/// What to package.
public struct PackageRequest: Sendable, Hashable {
    /// The server's directory.
    public var source: String
    /// The directory that bounds the package and that paths in it are relative to; the source unless it is wider.
    public var root: String
    /// The file that starts the server, relative to the source; nil takes `main` of package.json, else `index.js`, `server.js` or `app.js`.
    public var entry: String?
    /// What the server serves, which decides on the bridge.
    public var kind: ComponentKind
    /// How much of the directory goes in.
    public var pruning: Pruning
    /// The processor that native modules must be for.
    public var architecture: Architecture
    /// The directory that receives `<sha256>.zip`; it is made if need be, and packages in it are never part of the next.
    public var destination: String

    /// Describes a package of one Node.js server for AWS Lambda.
    public init(
        source: String, root: String? = nil, entry: String? = nil, kind: ComponentKind = .rest,
        pruning: Pruning = .production, architecture: Architecture = .amd64, destination: String
    ) {
        self.source = source
        self.root = root ?? source
        self.entry = entry
        self.kind = kind
        self.pruning = pruning
        self.architecture = architecture
        self.destination = destination
    }
}
