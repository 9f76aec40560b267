internal import SystemThreads

extension SystemThread.Unavailable {
    /// Why there is no thread, for the end of a sentence.
    var words: String { "no thread could be started (errno \(number))" }
}
