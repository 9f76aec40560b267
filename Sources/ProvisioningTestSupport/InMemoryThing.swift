package import ProvisioningDomain

/// A thing in the fake cloud.
package struct InMemoryThing: Sendable, Hashable {
    package var id: String
    package var type: ResourceType
    package var owner: String
    package var inputs: PropertyMap
    /// Counts what was published of a versioned thing.
    package var version = 1
    /// The size that the last version was made of.
    package var publishedSize: PropertyValue?
    /// Whether nothing is left undone.
    package var isReady = true
    /// Counts up over all things, so that the latest is known.
    package var serial: Int

    package init(
        id: String, type: ResourceType, owner: String, inputs: PropertyMap, isReady: Bool = true, serial: Int
    ) {
        self.id = id
        self.type = type
        self.owner = owner
        self.inputs = inputs
        self.isReady = isReady
        self.serial = serial
    }

    /// The ids of the things that it cannot be without.
    var uses: Set<String> {
        var ids = Set((inputs["uses"]?.arrayValue ?? []).compactMap(\.stringValue))
        if let parent = inputs["parent"]?.stringValue { ids.insert(parent) }
        return ids
    }

    /// Publishes what is not published yet and becomes ready.
    mutating func settle() {
        if publishedSize != inputs["size"] {
            if publishedSize != nil { version += 1 }
            publishedSize = inputs["size"]
        }
        isReady = true
    }

    /// What the provider answers about it.
    package var outcome: ResourceOutcome {
        var outputs = inputs
        outputs["address"] = .string("address of \(id)")
        outputs["version"] = .number(Double(version))
        return ResourceOutcome(id: id, inputs: inputs, outputs: outputs)
    }
}
