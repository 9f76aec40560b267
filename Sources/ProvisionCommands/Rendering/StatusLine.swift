internal import Glibc

/// Lines that stay, and on a terminal one line below them that tells what is under way.
@safe final class StatusLine: @unchecked Sendable {
    private let console: Console
    private let isLive: Bool
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private var running: [(key: String, text: String)] = []
    private var phase = ""
    private var isShown = false

    init(console: Console, isLive: Bool) {
        self.console = console
        self.isLive = isLive
        unsafe pthread_mutex_init(mutex, nil)
    }

    deinit {
        unsafe pthread_mutex_destroy(mutex)
        unsafe mutex.deallocate()
    }

    /// Writes a line that stays.
    func print(_ line: String) { locked { write(line) } }

    /// Shows a phase, only on a terminal.
    func show(_ text: String) {
        locked {
            phase = text
            draw()
        }
    }

    /// Adds something that is under way.
    func begin(_ key: String, _ text: String) {
        locked {
            running.append((key, text))
            draw()
        }
    }

    /// Ends something that was under way with a line that stays.
    func end(_ key: String, with line: String) {
        locked {
            running.removeAll { $0.key == key }
            write(line)
        }
    }

    /// Takes the live line away.
    func clear() {
        locked {
            running = []
            phase = ""
            erase()
        }
    }

    private func locked(_ work: () -> Void) {
        unsafe pthread_mutex_lock(mutex)
        defer { unsafe pthread_mutex_unlock(mutex) }
        work()
    }

    private func write(_ line: String) {
        erase()
        console.error(line + "\n")
        draw()
    }

    private func draw() {
        guard isLive else { return }
        let text = running.isEmpty ? phase : running.map(\.text).joined(separator: ", ")
        erase()
        guard !text.isEmpty else { return }
        console.error("  … \(text.prefix(100))")
        isShown = true
    }

    private func erase() {
        guard isShown else { return }
        console.error("\r\u{1B}[2K")
        isShown = false
    }
}
