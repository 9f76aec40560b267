/// One change of a stack's state while a run is under way: what a journal keeps.
public enum StateChange: Sendable, Hashable {
    /// An operation is about to begin.
    case begun(PendingOperation)
    /// An operation has ended, whatever came of it.
    case ended(PendingOperation.Key)
    /// A resource is now as given. The live one of that URN is replaced, or with `keepsOld` marked for its deletion.
    case put(ResourceState, keepsOld: Bool)
    /// A resource is gone.
    case removed(ResourceState.Key)
    /// A resource was deleted to make room for its replacement; its entry stays, because others name it.
    case vacated(ResourceState.Key)
}

extension PendingOperation {
    /// What tells the operations of one stack apart.
    public struct Key: Sendable, Hashable {
        /// What had begun.
        public var kind: Kind
        /// On which resource.
        public var urn: URN
        /// The resource's id; nil before it has one.
        public var id: String?

        /// Names an operation.
        public init(kind: Kind, urn: URN, id: String?) {
            self.kind = kind
            self.urn = urn
            self.id = id
        }
    }

    /// What tells it apart.
    public var key: Key { Key(kind: kind, urn: resource.urn, id: resource.id) }

    /// What tells it apart from the others that are announced: of some the id is not known before they begin.
    public var name: [String] { [kind.rawValue, resource.urn.text] }
}

extension ResourceState {
    /// What tells the entries of one stack apart.
    public struct Key: Sendable, Hashable {
        /// The URN.
        public var urn: URN
        /// The id.
        public var id: String?
        /// Whether it waits for its deletion.
        public var delete: Bool

        /// Names an entry.
        public init(urn: URN, id: String?, delete: Bool) {
            self.urn = urn
            self.id = id
            self.delete = delete
        }
    }

    /// What tells it apart.
    public var key: Key { Key(urn: urn, id: id, delete: delete) }
}

extension StackSnapshot {
    /// The state after a run that was cut off; pure.
    ///
    /// - Parameters:
    ///   - changes: what was recorded, in order.
    ///   - announced: what might begin.
    ///   - isWhole: whether nothing that was recorded is missing. If something may be, what was announced and has no begin is pending,
    ///     in its old place, as what was created first must be looked for first.
    public func after(
        _ changes: [StateChange], announced: [PendingOperation], isWhole: Bool
    ) -> StackSnapshot {
        var snapshot = self
        var doubtful: Set<[String]> = []
        if !isWhole {
            snapshot.pendingOperations += announced
            doubtful = Set(announced.map(\.name))
        }
        for change in changes {
            if case .begun(let operation) = change, doubtful.remove(operation.name) != nil,
                let index = snapshot.pendingOperations.lastIndex(where: { $0.name == operation.name })
            {
                snapshot.pendingOperations[index] = operation
            } else {
                snapshot.apply(change)
            }
        }
        return snapshot.topologicallySorted()
    }

    /// Makes a change; one of something that is not there changes nothing.
    public mutating func apply(_ change: StateChange) {
        switch change {
        case .begun(let operation):
            pendingOperations.append(operation)
        case .ended(let key):
            if let index = pendingOperations.firstIndex(where: { $0.key == key }) {
                pendingOperations.remove(at: index)
            }
        case .put(let state, let keepsOld):
            let index = resources.firstIndex { $0.urn == state.urn && !$0.delete }
            guard let index else { return resources.append(state) }
            if keepsOld {
                resources[index].delete = true
                resources.append(state)
            } else {
                resources[index] = state
            }
        case .removed(let key):
            resources.removeAll { $0.key == key }
        case .vacated(let key):
            if let index = resources.firstIndex(where: { $0.key == key }) {
                resources[index].pendingReplacement = true
            }
        }
    }
}
