internal import HTTPTransport

/// The resources that this run has made, as far as others live in them or on them.
///
/// What is new holds nothing: its children are created without a look. In what existed before, a child is looked for first, so that a
/// run which has lost its state takes over what is there and writes nothing.
package final class MadeResources: Sendable {
    /// A resource that others belong to.
    package enum Container: Sendable, Hashable {
        /// A role, by its name.
        case role(String)
        /// A function, by its name.
        case function(String)
        /// An API, by its id.
        case api(String)
    }

    private let containers: MutexBox<Set<Container>>

    /// - Parameter containers: What the run has made so far.
    package init(_ containers: Set<Container> = []) { self.containers = MutexBox(containers) }

    /// Notes that a resource was made.
    func insert(_ container: Container) { containers.withLock { _ = $0.insert(container) } }

    /// Whether a resource was made in this run.
    func contains(_ container: Container) -> Bool { containers.withLock { $0.contains(container) } }
}
