internal import ProvisioningDomain

extension ResourceSchema {
    /// The inputs of a resource as the cloud has it.
    ///
    /// A sticky property keeps its value; one that the cloud chooses is taken over only when it was given; values that were
    /// secret stay secret.
    ///
    /// - Parameters:
    ///   - actual: what the cloud says: properties that are empty, false, zero or at their default may be in it.
    ///   - previous: the inputs in the state.
    func inputs(actual: PropertyMap, previous: PropertyMap) -> PropertyMap {
        var result = previous
        for (name, property) in properties where !property.isSticky {
            let value = actual[name]
            guard let before = previous[name] else {
                if let value, !property.isComputed, !value.isFalsy, value != property.defaultValue {
                    result[name] = value
                }
                continue
            }
            if let value {
                if property.isJSON, Self.isSameDocument(before, value) { continue }
                if before.isFalsy, value.isFalsy { continue }
                result[name] = value.keepingSecrets(of: before)
            } else if !before.isFalsy {
                result[name] = nil
            }
        }
        return result
    }
}

extension PropertyValue {
    /// Whether the value says nothing: null, false, 0, "" or an empty list or map.
    var isFalsy: Bool {
        switch revealed {
        case .null: true
        case .bool(let flag): !flag
        case .number(let number): number == 0
        case .string(let text): text.isEmpty
        case .array(let values): values.isEmpty
        case .object(let map): map.allSatisfy { $0.key.hasPrefix("__") || $0.value.isFalsy }
        default: false
        }
    }

    /// The value with the secret wrappers of another one at the same places, its names that begin with `__`, and its order of texts.
    func keepingSecrets(of other: PropertyValue) -> PropertyValue {
        if case .secret(let inner) = other { return .secret(keepingSecrets(of: inner)) }
        if case .array(let values) = self, case .array(let model) = other, values.isSameSet(as: model) { return other }
        if case .array(let values) = self, case .array(let model) = other, values.count == model.count {
            return .array(zip(values, model).map { $0.keepingSecrets(of: $1) })
        }
        guard case .object(let map) = self, case .object(let model) = other else { return self }
        var result = map
        for (name, value) in map {
            if let wrapped = model[name] { result[name] = value.keepingSecrets(of: wrapped) }
        }
        for (name, value) in model where name.hasPrefix("__") && result[name] == nil { result[name] = value }
        return .object(result)
    }
}

extension [PropertyValue] {
    /// Whether both hold the same texts in any order, without regard to case: API Gateway answers header names, methods and
    /// origins in an order and a case of its own.
    fileprivate func isSameSet(as other: [PropertyValue]) -> Bool {
        func names(_ values: [PropertyValue]) -> [String] {
            values.compactMap { $0.stringValue?.lowercased() }.sorted()
        }
        return count == other.count && names(self) == names(other) && names(self).count == count
    }
}
