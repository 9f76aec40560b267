/// Hears what a run does while it does it.
public protocol ProgressReporter: Sendable {
    /// Something happened. Must return quickly.
    func report(_ progress: Progress)
}

/// What a run does.
public enum Progress: Sendable {
    /// A phase of the run began.
    case phase(String)
    /// The plan is made.
    case planned(Plan)
    /// The cloud differs from the state.
    case drifted(StackDrift)
    /// A step began.
    case started(PlanStep)
    /// A step succeeded.
    case finished(PlanStep, elapsed: Duration)
    /// A step failed.
    case failed(PlanStep, message: String)
    /// Something that the user should know.
    case warning(String)
    /// Something that helps to follow the run.
    case note(String)
}
