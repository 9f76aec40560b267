package import ProvisioningDomain

/// What goes wrong with one operation of `InMemoryResourceProvider`.
package enum InMemoryFault: Sendable, Hashable {
    /// How far the cloud got.
    package enum Extent: Sendable, Hashable, CaseIterable {
        /// Nothing was done.
        case nothing
        /// The thing exists or is changed but is not finished; of a delete the same as nothing.
        case half
        /// Everything was done, and only the answer is missing.
        case whole
    }

    /// The cloud refuses.
    case refused
    /// No answer: the outcome is not known.
    case unanswered(Extent)
    /// Half is done and the provider says so; of a delete the same as `refused`.
    case partial
    /// The task is cancelled while it waits for the answer.
    case cancelled(Extent)
    /// The process dies: nothing that comes after is recorded.
    case killed(Extent)

    /// One of each.
    package static var all: [InMemoryFault] {
        [.refused, .partial] + Extent.allCases.flatMap { [.unanswered($0), .cancelled($0), .killed($0)] }
    }

    /// How far the cloud gets.
    var extent: Extent {
        switch self {
        case .refused: .nothing
        case .partial: .half
        case .unanswered(let extent), .cancelled(let extent), .killed(let extent): extent
        }
    }
}

/// A failure of the fake cloud.
package struct InMemoryCloudError: ProvisioningFailure, Sendable, Hashable {
    package var category = FailureCategory.operation
    package var code: String
    package var outcomeIsUnknown = false
    package var description: String
}
