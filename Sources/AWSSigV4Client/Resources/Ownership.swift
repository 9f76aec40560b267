internal import ProvisioningDomain

/// Tells our resources from those of others by their tags.
struct Ownership: Sendable {
    /// The tags that every resource of ours has; none means that nothing is checked.
    let tags: [String: String]

    /// Whether a resource with these tags is ours.
    func owns(_ actual: [String: String]) -> Bool { tags.allSatisfy { actual[$0.key] == $0.value } }

    /// Refuses a resource that is not ours.
    ///
    /// - Throws: `ProvisioningError` with code `ForeignResource`.
    func verify(_ actual: [String: String], _ type: ResourceType, id: String) throws(ProvisioningError) {
        guard !owns(actual) else { return }
        let differing = tags.keys.sorted().filter { actual[$0] != tags[$0] }
            .map { "\($0)=\(actual[$0] ?? "(none)")" }.joined(separator: ", ")
        let component = tags["semantest:component"].map { " --component \($0)" } ?? ""
        let environment = tags["semantest:environment"].map { " --env \($0)" } ?? ""
        throw ProvisioningError(
            .operation, code: "ForeignResource",
            "\(type) \(id) exists already and is not ours: its tags say \(differing)",
            hint: "To take it over run: semantest-provision import \(type) \(id)\(component)\(environment)")
    }
}
