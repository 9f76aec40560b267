import HTTPTransport

/// Lines that stay, and on a terminal one line below them that tells what is under way.
final class StatusLine: Sendable {
    private struct State {
        var running: [(key: String, text: String)] = []
        var phase = ""
        var isShown = false
    }

    private let console: Console
    private let isLive: Bool
    private let state = MutexBox(State())

    init(console: Console, isLive: Bool) {
        self.console = console
        self.isLive = isLive
    }

    /// Writes a line that stays.
    func print(_ line: String) { state.withLock { write(line, &$0) } }

    /// Shows a phase, only on a terminal.
    func show(_ text: String) {
        state.withLock { state in
            state.phase = text
            draw(&state)
        }
    }

    /// Adds something that is under way.
    func begin(_ key: String, _ text: String) {
        state.withLock { state in
            state.running.append((key, text))
            draw(&state)
        }
    }

    /// Ends something that was under way with a line that stays.
    func end(_ key: String, with line: String) {
        state.withLock { state in
            state.running.removeAll { $0.key == key }
            write(line, &state)
        }
    }

    /// Takes the live line away.
    func clear() {
        state.withLock { state in
            state.running = []
            state.phase = ""
            erase(&state)
        }
    }

    private func write(_ line: String, _ state: inout State) {
        erase(&state)
        console.error(line + "\n")
        draw(&state)
    }

    private func draw(_ state: inout State) {
        guard isLive else { return }
        let text = state.running.isEmpty ? state.phase : state.running.map(\.text).joined(separator: ", ")
        erase(&state)
        guard !text.isEmpty else { return }
        console.error("  … \(text.prefix(100))")
        state.isShown = true
    }

    private func erase(_ state: inout State) {
        guard state.isShown else { return }
        console.error("\r\u{1B}[2K")
        state.isShown = false
    }
}
