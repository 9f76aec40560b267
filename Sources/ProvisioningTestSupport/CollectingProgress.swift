package import ProvisioningDomain

/// Keeps what a run reports, as lines of text.
package final class CollectingProgress: ProgressReporter, Sendable {
    private let box = LockedBox([String]())

    package init() {}

    /// One line a report, in order: `started create bucket`, `warning …`.
    package var lines: [String] { box.withLock { $0 } }

    package func report(_ progress: Progress) {
        let line =
            switch progress {
            case .phase(let name): "phase \(name)"
            case .planned(let plan): "planned \(plan.changes.count)"
            case .drifted(let drift): "drifted \(drift.resources.map(\.resource.urn.name).joined(separator: ", "))"
            case .started(let step): "started \(step.action.rawValue) \(step.urn.name)"
            case .finished(let step, _): "finished \(step.action.rawValue) \(step.urn.name)"
            case .failed(let step, let message): "failed \(step.action.rawValue) \(step.urn.name): \(message)"
            case .warning(let text): "warning \(text)"
            case .note(let text): "note \(text)"
            }
        box.withLock { $0.append(line) }
    }
}
