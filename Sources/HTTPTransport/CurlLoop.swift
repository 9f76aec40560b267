internal import SystemThreads

/// The thread that owns the multi handle, and the inbox through which tasks reach it.
final class CurlLoop: @unchecked Sendable {
    typealias Answer = CheckedContinuation<HTTPResponse, any Error>

    private enum Command {
        case start(UInt64, HTTPRequest, URLAuthority, Answer)
        case cancel(UInt64)
    }

    private enum Phase {
        case notStarted
        /// The thread opens libcurl; commands wait.
        case opening
        case running
        case stopping
        case stopped
    }

    private struct Inbox {
        var phase = Phase.notStarted
        var nextID: UInt64 = 0
        var commands: [Command] = []
        /// Cancelled before their start arrived; emptied by `forget`.
        var cancelledEarly: Set<UInt64> = []
        /// Whose start has arrived.
        var known: Set<UInt64> = []
        /// For `wakeUp` only; nil once the thread is about to free it.
        var multi: CurlMulti?
        var waiters: [CheckedContinuation<Void, Never>] = []
    }

    private let configuration: CurlTransportConfiguration
    private let inbox = MutexBox(Inbox())

    init(configuration: CurlTransportConfiguration) {
        self.configuration = configuration
    }

    /// A name for the next request.
    func newID() -> UInt64 {
        inbox.withLock { inbox in
            inbox.nextID += 1
            return inbox.nextID
        }
    }

    /// Starts the thread, which opens libcurl.
    ///
    /// If that fails, the next request tries again.
    func prepare() {
        inbox.withLock { inbox in
            if inbox.phase == .notStarted { _ = launch(&inbox) }
        }
    }

    /// Hands a request to the thread, starting it first if need be.
    ///
    /// `answer` is resumed exactly once, now or later.
    func start(_ id: UInt64, _ request: HTTPRequest, _ authority: URLAuthority, _ answer: Answer) {
        let refusal: (any Error)? = inbox.withLock { inbox in
            if inbox.cancelledEarly.contains(id) { return CancellationError() }
            if inbox.phase == .notStarted, let words = launch(&inbox) {
                return Self.unusable(words, request, authority)
            }
            guard [.opening, .running].contains(inbox.phase) else {
                return HTTPTransportError(
                    code: .shutDown, method: request.method, host: authority.display,
                    message: "the transport was shut down")
            }
            inbox.known.insert(id)
            inbox.commands.append(.start(id, request, authority, answer))
            inbox.multi?.wakeUp()
            return nil
        }
        if let refusal { answer.resume(throwing: refusal) }
    }

    /// Ends a request with `CancellationError`; harmless once it has ended.
    func cancel(_ id: UInt64) {
        inbox.withLock { inbox in
            if inbox.known.contains(id) {
                inbox.commands.append(.cancel(id))
                inbox.multi?.wakeUp()
            } else {
                inbox.cancelledEarly.insert(id)
            }
        }
    }

    /// Drops what is kept about a request whose `send` returns.
    func forget(_ id: UInt64) {
        inbox.withLock { inbox in
            inbox.known.remove(id)
            inbox.cancelledEarly.remove(id)
        }
    }

    /// Ends every request and then the thread; `waiter` is resumed when all memory of libcurl is given back.
    func stop(waiter: CheckedContinuation<Void, Never>?) {
        let isDone = inbox.withLock { inbox -> Bool in
            switch inbox.phase {
            case .notStarted: inbox.phase = .stopped
            case .opening, .running:
                inbox.phase = .stopping
                inbox.multi?.wakeUp()
            case .stopping, .stopped: break
            }
            if inbox.phase == .stopping, let waiter { inbox.waiters.append(waiter) }
            return inbox.phase == .stopped
        }
        if isDone { waiter?.resume() }
    }

    /// Starts the thread; returns why that failed.
    private func launch(_ inbox: inout Inbox) -> String? {
        do throws(SystemThread.Unavailable) {
            try SystemThread.detach { self.run() }
        } catch {
            return error.words
        }
        inbox.phase = .opening
        return nil
    }

    private func run() {
        do {
            drive(try open())
            finish()
        } catch {
            giveUp(error)
        }
    }

    /// Why libcurl cannot be used.
    private struct OpeningFailure: Error {
        var words: String
    }

    /// Opens libcurl.
    private func open() throws(OpeningFailure) -> CurlMulti {
        if let words = CurlLibrary.open(configuration.libraryName) { throw OpeningFailure(words: words) }
        let multi = CurlMulti(
            maximumPerHost: configuration.maximumPerHost, maximumInFlight: configuration.maximumInFlight)
        guard let multi else { throw OpeningFailure(words: "no memory for a multi handle") }
        inbox.withLock { inbox in
            inbox.multi = multi
            if inbox.phase == .opening { inbox.phase = .running }
        }
        return multi
    }

    /// Ends what waits for libcurl, which could not be opened.
    private func giveUp(_ failure: OpeningFailure) {
        let (commands, waiters) = inbox.withLock { inbox in
            inbox.phase = inbox.phase == .stopping ? .stopped : .notStarted
            defer { (inbox.commands, inbox.waiters) = ([], []) }
            return (inbox.commands, inbox.waiters)
        }
        for case .start(_, let request, let authority, let answer) in commands {
            answer.resume(throwing: Self.unusable(failure.words, request, authority))
        }
        for waiter in waiters { waiter.resume() }
    }

    private static func unusable(
        _ words: String, _ request: HTTPRequest, _ authority: URLAuthority
    ) -> HTTPTransportError {
        HTTPTransportError(
            code: .libraryMissing, method: request.method, host: authority.display,
            message: "libcurl cannot be used: \(words)")
    }

    /// Works until `stop`; when it returns nothing but the inbox holds the multi handle.
    private func drive(_ multi: CurlMulti) {
        let driver = CurlDriver(multi: multi, configuration: configuration)
        while true {
            let (commands, isStopping) = inbox.withLock { inbox in
                defer { inbox.commands = [] }
                return (inbox.commands, inbox.phase == .stopping)
            }
            for command in commands {
                switch command {
                case .start(let id, let request, let authority, let answer):
                    driver.enqueue(id, request, authority, answer)
                case .cancel(let id): driver.cancel(id)
                }
            }
            if isStopping { return driver.failAll() }
            driver.turn()
        }
    }

    private func finish() {
        let waiters = inbox.withLock { inbox in
            inbox.multi = nil
            inbox.phase = .stopped
            defer { inbox.waiters = [] }
            return inbox.waiters
        }
        for waiter in waiters { waiter.resume() }
    }
}
