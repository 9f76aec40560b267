/// A file that goes into the package.
package struct SourceFile: Sendable, Equatable {
    /// Its path in the archive, relative to the package root.
    package var path: String
    /// Where its bytes are, absolute.
    package var location: String
    /// Whether its owner may execute it.
    package var isExecutable: Bool
    /// Bytes when it was found.
    package var size: UInt64
    /// What tells whether it changed; nil when it is not known.
    package var identity: FileIdentity? = nil
}
