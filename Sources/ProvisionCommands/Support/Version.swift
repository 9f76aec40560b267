/// The version of this program.
package enum Version {
    /// Semantic version.
    package static let text = "0.1.0"
}
