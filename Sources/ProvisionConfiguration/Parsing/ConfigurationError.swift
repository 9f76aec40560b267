package import ProvisioningDomain

/// A configuration file that is wrong, with everything that is wrong in it.
package struct ConfigurationError: ProvisioningFailure, Sendable, Hashable {
    /// The problems in the order of the file.
    package var problems: [ConfigurationProblem]

    /// Collects problems and orders them by their place.
    package init(_ problems: [ConfigurationProblem]) {
        self.problems = problems.sorted { ($0.mark, $0.message) < ($1.mark, $1.message) }
    }

    /// Wrong input, found before any cloud is touched.
    package var category: FailureCategory { .configuration }
    /// `InvalidConfiguration`.
    package var code: String { "InvalidConfiguration" }
    /// One problem a line.
    package var description: String { problems.map(\.description).joined(separator: "\n") }
}
