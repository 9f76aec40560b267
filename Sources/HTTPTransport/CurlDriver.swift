/// Starts, drives and ends transfers, living on the loop's thread only.
final class CurlDriver {
    private struct Waiting {
        var request: HTTPRequest
        var authority: URLAuthority
        var answer: CurlLoop.Answer
    }

    private struct Running {
        var transfer: CurlTransfer
        var answer: CurlLoop.Answer
    }

    /// How many easy handles without a transfer are kept.
    private static let poolSize = 16
    /// The longest wait in `poll`, milliseconds; new commands end it.
    private static let longestPoll: Int64 = 60_000

    private let multi: CurlMulti
    private let configuration: CurlTransportConfiguration
    private var queue: TransferQueue
    private var waiting: [UInt64: Waiting] = [:]
    private var running: [UInt64: Running] = [:]
    private var ids: [UInt: UInt64] = [:]
    private var pool: [CurlEasy] = []

    init(multi: CurlMulti, configuration: CurlTransportConfiguration) {
        self.multi = multi
        self.configuration = configuration
        queue = TransferQueue(
            maximumInFlight: configuration.maximumInFlight, maximumPerHost: configuration.maximumPerHost)
    }

    func enqueue(_ id: UInt64, _ request: HTTPRequest, _ authority: URLAuthority, _ answer: CurlLoop.Answer) {
        waiting[id] = Waiting(request: request, authority: authority, answer: answer)
        queue.enqueue(id, host: "\(authority.scheme)://\(authority.host):\(authority.port)")
    }

    func cancel(_ id: UInt64) {
        if let entry = waiting.removeValue(forKey: id) {
            queue.remove(id)
            entry.answer.resume(throwing: CancellationError())
        } else {
            end(id) { _ in .failure(CancellationError()) }
        }
    }

    /// Ends everything with the error `shutDown`.
    func failAll() {
        for (id, entry) in waiting {
            queue.remove(id)
            entry.answer.resume(
                throwing: HTTPTransportError(
                    code: .shutDown, method: entry.request.method, host: entry.authority.display,
                    message: "the transport was shut down before the request was sent"))
        }
        waiting = [:]
        for id in running.keys {
            end(id) { .failure($0.failure(.shutDown, "the transport was shut down before the answer came")) }
        }
    }

    /// One round: start what may start, let libcurl work, complete what is done, wait for more.
    func turn() {
        startWaiting()
        multi.perform()
        var hasRoom = false
        while let (key, code) = multi.nextDone() {
            guard let id = ids[key] else { continue }
            hasRoom = true
            end(id) { transfer in
                let result = transfer.result(code: code)
                if case .success = result { self.configuration.onTransfer?(transfer.metrics) }
                return result.mapError { $0 }
            }
        }
        let wait = endIdle()
        if !hasRoom || waiting.isEmpty { multi.poll(milliseconds: Int32(wait)) }
    }

    private func startWaiting() {
        while let id = queue.startNext() {
            guard let entry = waiting.removeValue(forKey: id) else {
                queue.remove(id)
                continue
            }
            do {
                running[id] = Running(transfer: try begin(id, entry), answer: entry.answer)
            } catch {
                queue.remove(id)
                entry.answer.resume(throwing: error)
            }
        }
    }

    private func begin(_ id: UInt64, _ entry: Waiting) throws(HTTPTransportError) -> CurlTransfer {
        func refusal(_ code: HTTPTransportError.Code, _ message: String) -> HTTPTransportError {
            HTTPTransportError(
                code: code, method: entry.request.method, host: entry.authority.display, message: message)
        }
        guard let easy = pool.popLast() ?? CurlEasy() else { throw refusal(.other, "no memory for a transfer") }
        let transfer: CurlTransfer
        do {
            transfer = try CurlTransfer(
                id: id, request: entry.request, authority: entry.authority, easy: easy, configuration: configuration)
        } catch {
            throw refusal(.invalidRequest, error.words)
        }
        guard multi.add(easy) else { throw refusal(.other, "libcurl does not take the transfer") }
        ids[easy.key] = id
        return transfer
    }

    /// Takes a running transfer out of libcurl and gives its caller the result of `conclude`.
    private func end(_ id: UInt64, _ conclude: (CurlTransfer) -> Result<HTTPResponse, any Error>) {
        guard let entry = running.removeValue(forKey: id) else { return }
        let easy = entry.transfer.easy
        let result = withExtendedLifetime(entry.transfer) { transfer in
            let result = conclude(transfer)
            multi.remove(easy)
            easy.reset()
            return result
        }
        ids[easy.key] = nil
        queue.remove(id)
        if pool.count < Self.poolSize { pool.append(easy) }
        entry.answer.resume(with: result)
    }

    /// Ends transfers without a byte for too long; returns the milliseconds until the next one may be due.
    private func endIdle() -> Int64 {
        let now = ContinuousClock.now
        var nearest = Self.longestPoll
        for (id, entry) in running where entry.transfer.isRequestSent {
            let limit = entry.transfer.request.timeouts.idle
            let left = limit - entry.transfer.lastActivity.duration(to: now)
            if left <= .zero {
                end(id) { .failure($0.failure(.timeout(.idle), "no byte came or went for \(limit)")) }
            } else {
                nearest = min(nearest, left.wholeMilliseconds + 1)
            }
        }
        return nearest
    }
}
