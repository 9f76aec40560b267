/// What kind of failure it is; it decides the exit code.
public enum FailureCategory: Int32, Sendable, Hashable, CaseIterable {
    /// An operation was tried and failed.
    case operation = 1
    /// The command line was wrong (EX_USAGE of sysexits.h).
    case usage = 64
    /// Configuration or input was wrong, found before any cloud was touched (EX_DATAERR).
    case configuration = 65
    /// Someone else works on the stack (EX_TEMPFAIL).
    case locked = 75
    /// No usable credentials (EX_NOPERM).
    case credentials = 77
    /// The user interrupted (128 + SIGINT).
    case interrupted = 130

    /// The exit code of the process.
    public var exitCode: Int32 { rawValue }
}
