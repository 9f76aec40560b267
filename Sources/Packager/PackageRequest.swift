/// What to package.
public struct PackageRequest: Sendable, Hashable {
    /// The server's directory.
    public var source: String
    /// The directory that bounds the package and that paths in it are relative to; the source unless it is wider.
    public var root: String
    /// The file that starts the server, relative to the source; nil takes `main` of package.json, else `index.js`, `server.js` or `app.js`.
    public var entry: String?
    /// The directory that receives `<sha256>.zip`; it is made if need be, and packages in it are never part of the next.
    public var destination: String

    /// Describes a package of one Node.js REST server for AWS Lambda.
    public init(source: String, root: String? = nil, entry: String? = nil, destination: String) {
        self.source = source
        self.root = root ?? source
        self.entry = entry
        self.destination = destination
    }
}
