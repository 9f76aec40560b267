internal import CCurlShim
internal import CSystemCurl
internal import SystemThreads

/// The thread of one raw connection, and the inbox through which tasks reach it.
final class CurlStreamLoop: @unchecked Sendable {
    typealias Done = CheckedContinuation<Void, any Error>
    typealias Reader = CheckedContinuation<[UInt8], any Error>

    private struct Inbox {
        var opener: Done?
        var sends: [(bytes: ArraySlice<UInt8>, done: Done)] = []
        var reader: Reader?
        /// Why the stream ends or has ended; later calls get it.
        var ending: (any Error)?
        var isRunning = false
        /// For `wakeUp` only; nil once the thread is about to free it.
        var multi: CurlMulti?
        var waiters: [CheckedContinuation<Void, Never>] = []
    }

    private static let pieceSize = 64 * 1024

    private let url: String
    private let authority: URLAuthority
    private let configuration: CurlTransportConfiguration
    private let timeouts: HTTPTimeouts
    private let inbox = MutexBox(Inbox())

    init(
        url: String, authority: URLAuthority, configuration: CurlTransportConfiguration, timeouts: HTTPTimeouts
    ) {
        self.url = url
        self.authority = authority
        self.configuration = configuration
        self.timeouts = timeouts
    }

    /// Opens libcurl, starts the thread and connects; `opener` is resumed exactly once.
    func start(_ opener: Done) {
        let refusal: (any Error)? = inbox.withLock { inbox in
            if let ending = inbox.ending { return ending }
            if let words = CurlLibrary.open(configuration.libraryName) {
                return error(.libraryMissing, "libcurl cannot be used: \(words)")
            }
            guard let multi = CurlMulti(maximumPerHost: 1, maximumInFlight: 1) else {
                return error(.other, "no memory for a multi handle")
            }
            inbox.multi = multi
            inbox.opener = opener
            inbox.isRunning = true
            do throws(SystemThread.Unavailable) {
                try SystemThread.detach { self.run() }
                return nil
            } catch {
                inbox.isRunning = false
                return self.error(.other, error.words)
            }
        }
        if let refusal { opener.resume(throwing: refusal) }
    }

    func send(_ bytes: [UInt8], _ done: Done) {
        let refusal = inbox.withLock { inbox -> (any Error)? in
            if let ending = inbox.ending { return ending }
            inbox.sends.append((bytes[...], done))
            inbox.multi?.wakeUp()
            return nil
        }
        if let refusal { done.resume(throwing: refusal) }
    }

    func receive(_ reader: Reader) {
        let refusal = inbox.withLock { inbox -> (any Error)? in
            if let ending = inbox.ending { return ending }
            if inbox.reader != nil { return error(.other, "the stream has a reader already") }
            inbox.reader = reader
            inbox.multi?.wakeUp()
            return nil
        }
        if let refusal { reader.resume(throwing: refusal) }
    }

    /// Ends the stream; `reason` is what those who wait for it get, and nil means that it was closed.
    func stop(_ reason: (any Error)?, waiter: CheckedContinuation<Void, Never>?) {
        let isDone = inbox.withLock { inbox -> Bool in
            inbox.ending = inbox.ending ?? reason ?? error(.shutDown, "the connection was closed")
            if inbox.isRunning, let waiter { inbox.waiters.append(waiter) }
            inbox.multi?.wakeUp()
            return !inbox.isRunning
        }
        if isDone { waiter?.resume() }
    }

    private func error(_ code: HTTPTransportError.Code, _ message: String) -> HTTPTransportError {
        HTTPTransportError(code: code, host: authority.display, message: message)
    }

    private func run() {
        let reason = drive()
        let (ending, opener, sends, reader, waiters) = inbox.withLock { inbox in
            let ending = inbox.ending ?? reason
            inbox.ending = ending
            inbox.multi = nil
            inbox.isRunning = false
            defer { (inbox.opener, inbox.sends, inbox.reader, inbox.waiters) = (nil, [], nil, []) }
            return (ending, inbox.opener, inbox.sends, inbox.reader, inbox.waiters)
        }
        opener?.resume(throwing: ending)
        for send in sends { send.done.resume(throwing: ending) }
        reader?.resume(throwing: ending)
        for waiter in waiters { waiter.resume() }
    }

    /// Works until the stream is over; returns why.
    private func drive() -> any Error {
        guard let multi = inbox.withLock({ $0.multi }) else { return error(.shutDown, "the connection was closed") }
        guard let easy = CurlEasy() else { return error(.other, "no memory for a connection") }
        let buffer = CurlErrorBuffer()
        prepare(easy, buffer)
        guard multi.add(easy) else { return error(.other, "libcurl does not take the connection") }
        defer { multi.remove(easy) }
        let end = ContinuousClock.now.advanced(by: timeouts.total)
        if let failure = connect(multi, easy, buffer) { return failure }
        inbox.withLock { inbox in
            defer { inbox.opener = nil }
            return inbox.opener
        }?.resume()
        return carry(multi, easy, until: end)
    }

    private func prepare(_ easy: CurlEasy, _ buffer: CurlErrorBuffer) {
        easy.setConnection(url, configuration, proxy: configuration.proxies.proxy(for: authority))
        easy.set(CURLOPT_CONNECT_ONLY, 1)
        easy.set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1))
        easy.set(CURLOPT_CONNECTTIMEOUT_MS, min(timeouts.connect, timeouts.total).curlMilliseconds)
        // Without it a plain URL would be sent to the proxy as a request, not through it.
        easy.set(CURLOPT_HTTPPROXYTUNNEL, 1)
        unsafe easy.set(CURLOPT_ERRORBUFFER, pointer: buffer.start)
        unsafe ccurl_set_close_on_exec(easy.handle)
    }

    private func connect(_ multi: CurlMulti, _ easy: CurlEasy, _ buffer: CurlErrorBuffer) -> (any Error)? {
        while true {
            if let ending = inbox.withLock({ $0.ending }) { return ending }
            multi.perform()
            if let (_, code) = multi.nextDone() {
                return code == 0 ? nil : failure(CURLcode(rawValue: UInt32(code)), buffer.text, isSent: false)
            }
            multi.poll(milliseconds: 60_000)
        }
    }

    private func failure(_ code: CURLcode, _ words: String, isSent: Bool) -> HTTPTransportError {
        let words = words.isEmpty ? CurlLibrary.text(of: Int32(code.rawValue)) : words
        return CurlFailure(
            code: code, detail: words, method: "", host: authority.display, timeouts: timeouts, isRequestSent: isSent,
            proxy: configuration.proxies.proxy(for: authority), caBundle: configuration.caBundle
        ).error
    }

    /// Carries bytes both ways until the stream is over; returns why.
    private func carry(_ multi: CurlMulti, _ easy: CurlEasy, until end: ContinuousClock.Instant) -> any Error {
        let socket = easy.get(CURLINFO_ACTIVESOCKET)
        var piece = [UInt8](repeating: 0, count: Self.pieceSize)
        var lastActivity = ContinuousClock.now
        var isWaiting = false
        while true {
            let (ending, next, wantsRead) = inbox.withLock { ($0.ending, $0.sends.first?.bytes, $0.reader != nil) }
            if let ending { return ending }
            var isBusy = false
            if let next {
                let (code, count) = easy.send(next)
                guard code == CURLE_OK || code == CURLE_AGAIN else { return failure(code, "", isSent: true) }
                if count > 0 { isBusy = true }
                sent(count)
            }
            if wantsRead {
                let (code, count) = easy.receive(into: &piece)
                guard code == CURLE_OK || code == CURLE_AGAIN else { return failure(code, "", isSent: true) }
                if code == CURLE_OK {
                    isBusy = true
                    received(Array(piece[..<count]))
                }
            }
            let now = ContinuousClock.now
            let isNeeded = next != nil || wantsRead
            if isBusy || !isWaiting && isNeeded { lastActivity = now }
            isWaiting = isNeeded
            if isBusy { continue }
            let left = now.duration(to: end)
            guard left > .zero else { return error(.timeout(.total), "the connection was open for \(timeouts.total)") }
            let patience = isNeeded ? lastActivity.advanced(by: timeouts.idle) : end
            guard now < patience else {
                return error(.timeout(.idle), "no byte came or went for \(timeouts.idle)")
            }
            let wait = Int32(min(min(left, now.duration(to: patience)).wholeMilliseconds + 1, 60_000))
            if isNeeded {
                multi.poll(milliseconds: wait, socket: socket, wantsRead: wantsRead, wantsWrite: next != nil)
            } else {
                multi.poll(milliseconds: wait)
            }
        }
    }

    private func sent(_ count: Int) {
        let done = inbox.withLock { inbox -> Done? in
            guard !inbox.sends.isEmpty else { return nil }
            inbox.sends[0].bytes = inbox.sends[0].bytes.dropFirst(count)
            return inbox.sends[0].bytes.isEmpty ? inbox.sends.removeFirst().done : nil
        }
        done?.resume()
    }

    private func received(_ bytes: [UInt8]) {
        let reader = inbox.withLock { inbox in
            defer { inbox.reader = nil }
            return inbox.reader
        }
        reader?.resume(returning: bytes)
    }
}
