import ProvisioningDomain

/// Identifiers from the system's random number generator.
package struct SystemIdentifiers: IdentifierGenerator {
    package init() {}

    package func randomBytes(_ count: Int) -> [UInt8] {
        var generator = SystemRandomNumberGenerator()
        return (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
    }
}
