import HTTPTransport
import ProvisioningTestSupport
import Testing

@Suite("CurlTransport: cancellation, turns, shutdown, upload")
struct CurlTransportLifecycleTests {
    private enum Ending: Equatable {
        case status(Int)
        case cancelled
        case failed(HTTPTransportError.Code)
    }

    private func ending(of request: HTTPRequest, _ transport: CurlTransport) async -> Ending {
        do {
            return .status(try await transport.send(request).status)
        } catch let error as HTTPTransportError {
            return .failed(error.code)
        } catch {
            return .cancelled
        }
    }

    @Test("a cancelled task ends a request under way; the transport goes on")
    func cancelsRunning() async throws {
        let gate = ServerGate()
        try await withScriptedServer {
            $0.path == "/slow" ? .delayed(until: gate, .text("late")) : .text("ok")
        } _: { server in
            try await withCurlTransport { transport in
                let url = server.url
                await withTaskGroup(of: Ending.self) { group in
                    group.addTask { await ending(of: HTTPRequest(url: url + "/slow"), transport) }
                    await gate.waitForArrival()
                    group.cancelAll()
                    for await result in group { #expect(result == .cancelled) }
                }
                #expect(await ending(of: HTTPRequest(url: url), transport) == .status(200))
            }
        }
    }

    @Test("a task cancelled before it sends, and one cancelled while it waits for its turn")
    func cancelsEarlyAndWaiting() async throws {
        var configuration = CurlTransportConfiguration()
        configuration.maximumPerHost = 1
        let gate = ServerGate()
        try await withScriptedServer { _ in
            .delayed(until: gate, .text("x"))
        } _: { server in
            try await withCurlTransport(configuration) { transport in
                let url = server.url
                await withTaskGroup(of: Ending.self) { group in
                    group.cancelAll()
                    for _ in 0..<50 { group.addTask { await ending(of: HTTPRequest(url: url), transport) } }
                    for await result in group { #expect(result == .cancelled) }
                }
                await withTaskGroup(of: Ending.self) { outer in
                    outer.addTask { await ending(of: HTTPRequest(url: url + "/first"), transport) }
                    await gate.waitForArrival()
                    await withTaskGroup(of: Ending.self) { group in
                        for _ in 0..<5 { group.addTask { await ending(of: HTTPRequest(url: url), transport) } }
                        group.cancelAll()
                        for await result in group { #expect(result == .cancelled) }
                    }
                    gate.open()
                    for await result in outer { #expect(result == .status(200)) }
                }
                #expect(server.requests.map(\.path) == ["/first"])
            }
        }
    }

    @Test("no more than the limit runs at once to one host")
    func boundsConcurrency() async throws {
        var configuration = CurlTransportConfiguration()
        configuration.maximumPerHost = 3
        let running = LockedBox((now: 0, most: 0))
        try await withScriptedServer { _ in
            running.withLock { $0 = (now: $0.now + 1, most: max($0.most, $0.now + 1)) }
            defer { running.withLock { $0.now -= 1 } }
            return .text("x")
        } _: { server in
            try await withCurlTransport(configuration) { transport in
                let url = server.url
                await withTaskGroup(of: Ending.self) { group in
                    for _ in 0..<60 { group.addTask { await ending(of: HTTPRequest(url: url), transport) } }
                    for await result in group { #expect(result == .status(200)) }
                }
            }
            #expect(server.connectionCount <= 3)
        }
        #expect(running.withLock { $0.most } <= 3)
    }

    @Test("shutdown ends what is under way and what waits, and refuses what comes later")
    func shutsDown() async throws {
        var configuration = CurlTransportConfiguration()
        configuration.maximumInFlight = 1
        let gate = ServerGate()
        try await withScriptedServer { _ in
            .delayed(until: gate, .text("late"))
        } _: { server in
            let transport = CurlTransport(configuration: configuration)
            let url = server.url
            await withTaskGroup(of: Ending.self) { group in
                for _ in 0..<4 { group.addTask { await ending(of: HTTPRequest(url: url), transport) } }
                await gate.waitForArrival()
                await transport.shutdown()
                for await result in group { #expect(result == .failed(.shutDown)) }
            }
            #expect(await ending(of: HTTPRequest(url: url), transport) == .failed(.shutDown))
            await transport.shutdown()
        }
    }

    @Test("a transport that was never used, or is dropped without shutdown")
    func endsUnused() async throws {
        await CurlTransport().shutdown()
        try await withScriptedServer { _ in
            .text("x")
        } _: { server in
            let dropped = CurlTransport()
            #expect(await ending(of: HTTPRequest(url: server.url), dropped) == .status(200))
        }
    }

    @Test("a file of 20 MB is streamed as it is")
    func streamsUpload() async throws {
        let folder = try TemporaryFolder()
        let content = (0..<20_000_003).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) }
        let file = try folder.write("package.zip", content)
        try await withScriptedServer { _ in
            .text("stored")
        } _: { server in
            try await withCurlTransport { transport in
                let request = HTTPRequest(
                    method: "PUT", url: server.url, body: .file(path: file, length: content.count, sha256: ""))
                let response = try await transport.send(request)
                #expect(response.status == 200)
            }
            let seen = try #require(server.requests.first)
            #expect(seen.headers.first("Content-Length") == "\(content.count)")
            #expect(seen.headers.first("Transfer-Encoding") == nil)
            #expect(seen.body == content)
        }
        withExtendedLifetime(folder) {}
    }

    @Test("an upload that libcurl sends again starts at the file's beginning")
    func rewindsUpload() async throws {
        let folder = try TemporaryFolder()
        let content = [UInt8](repeating: 9, count: 300_000)
        let file = try folder.write("a", content)
        try await withServerDroppingTheSecondRequest { server in
            try await withCurlTransport { transport in
                let request = HTTPRequest(
                    method: "PUT", url: server.url, body: .file(path: file, length: content.count, sha256: ""),
                    isIdempotent: true)
                for _ in 0..<2 {
                    let response = try await transport.send(request)
                    #expect(response.status == 200)
                }
            }
            #expect(server.requests.map(\.body.count) == [300_000, 300_000, 300_000])
        }
        withExtendedLifetime(folder) {}
    }

    @Test("parts of a file are sent side by side, each again from its own beginning")
    func streamsParts() async throws {
        let folder = try TemporaryFolder()
        let content = (0..<1_000_001).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) }
        let file = try folder.write("package.zip", content)
        try await withServerDroppingTheSecondRequest { server in
            try await withCurlTransport { transport in
                for (offset, length) in [(0, 400_000), (400_000, 400_000), (800_000, 200_001)] {
                    let request = HTTPRequest(
                        method: "PUT", url: server.url,
                        body: .slice(path: file, offset: offset, length: length, sha256: ""), isIdempotent: true)
                    let response = try await transport.send(request)
                    #expect(response.status == 200)
                }
                let beyond = HTTPRequest(
                    method: "PUT", url: server.url,
                    body: .slice(path: file, offset: 800_000, length: 200_002, sha256: ""))
                let error = try await transportError { _ = try await transport.send(beyond) }
                #expect(error?.message.contains("has 1000001 bytes now, not 1000002") == true)
            }
            let bodies = server.requests.map(\.body)
            #expect(bodies.count == 4)
            #expect(bodies[1] == bodies[2])
            #expect(bodies[0] + bodies[2] + bodies[3] == content)
        }
        withExtendedLifetime(folder) {}
    }

    @Test("a file that is missing or has changed is not sent")
    func refusesChangedFile() async throws {
        let folder = try TemporaryFolder()
        let file = try folder.write("a", [1, 2, 3])
        try await withScriptedServer { _ in
            .text("x")
        } _: { server in
            try await withCurlTransport { transport in
                for (path, words) in [(file, "has 3 bytes now, not 4"), (file + "-missing", "cannot be opened")] {
                    let request = HTTPRequest(
                        method: "PUT", url: server.url, body: .file(path: path, length: 4, sha256: ""))
                    let error = try await transportError { _ = try await transport.send(request) }
                    #expect(error?.code == .invalidRequest)
                    #expect(error?.message.contains(words) == true)
                }
            }
            #expect(server.requests.isEmpty)
        }
        withExtendedLifetime(folder) {}
    }
}
