import FoundationEssentials
import ProvisioningDomain
import SemantestEventBus
import Testing

@Suite struct FileAppendLogTests {
    let root = FileManager.default.temporaryDirectory.appendingPathComponent("append-log-\(UUID().uuidString)").path
    let stack = StackReference(project: "semantest-rest-api", stack: "aws-production")

    @Test func keepsRecordsInOrderAcrossInstances() async throws {
        defer { try? FileManager.default.removeItem(atPath: root) }
        try await FileAppendLog(root: root).append([Array("a".utf8), Array("b".utf8)], to: "x/y/log.jsonl")
        let log = FileAppendLog(root: root)
        try await log.append([Array("c".utf8)], to: "x/y/log.jsonl")
        try await log.append([], to: "x/y/log.jsonl")
        #expect(
            try await log.records(of: "x/y/log.jsonl").map { String(decoding: $0, as: UTF8.self) } == ["a", "b", "c"])
        #expect(try await log.records(of: "x/none.jsonl").isEmpty)
    }

    @Test func aTornLineDoesNotSwallowTheNextRecord() async throws {
        defer { try? FileManager.default.removeItem(atPath: root) }
        let log = FileAppendLog(root: root)
        try await log.append([Array("whole".utf8)], to: "log.jsonl")
        let path = "\(root)/log.jsonl"
        try Data("whole\ntor".utf8).write(to: URL(fileURLWithPath: path))
        #expect(try await log.records(of: "log.jsonl").map { String(decoding: $0, as: UTF8.self) } == ["whole"])
        // Another process: the one that was cut off does not append any more.
        try await FileAppendLog(root: root).append([Array("next".utf8)], to: "log.jsonl")
        #expect(
            try await log.records(of: "log.jsonl").map { String(decoding: $0, as: UTF8.self) } == [
                "whole", "tor", "next",
            ])
    }

    @Test func aRemovedLogBeginsAnew() async throws {
        defer { try? FileManager.default.removeItem(atPath: root) }
        let log = FileAppendLog(root: root)
        try await log.flush("a/log.jsonl")
        try await log.remove("a/log.jsonl")
        try await log.append([Array("old".utf8)], to: "a/log.jsonl")
        try await log.flush("a/log.jsonl")
        try await log.flush("a/log.jsonl")
        try await log.remove("a/log.jsonl")
        #expect(try await log.records(of: "a/log.jsonl").isEmpty)
        try await log.append([Array("new".utf8)], to: "a/log.jsonl")
        #expect(try await log.records(of: "a/log.jsonl") == [Array("new".utf8)])
        await #expect(throws: ProvisioningError.self) { try await log.remove("../log.jsonl") }
    }

    @Test(arguments: ["../up.jsonl", "a//b", "/etc/x", "a/./b", ""])
    func refusesNamesThatLeaveTheRoot(_ name: String) async {
        defer { try? FileManager.default.removeItem(atPath: root) }
        let log = FileAppendLog(root: root)
        await #expect(throws: ProvisioningError.self) { try await log.append([[0x61]], to: name) }
    }

    @Test func saysWhatCouldNotBeWritten() async throws {
        defer { try? FileManager.default.removeItem(atPath: root) }
        try FileManager.default.createDirectory(atPath: "\(root)/log.jsonl", withIntermediateDirectories: true)
        let log = FileAppendLog(root: root)
        let error = await #expect(throws: ProvisioningError.self) { try await log.append([[0x61]], to: "log.jsonl") }
        #expect(error?.message.contains("\(root)/log.jsonl could not be opened") == true)
        await #expect(throws: ProvisioningError.self) { _ = try await log.records(of: "log.jsonl") }
    }

    @Test func publishesEventsAsLines() async throws {
        defer { try? FileManager.default.removeItem(atPath: root) }
        let log = FileAppendLog(root: root)
        try await LocalEventLog(log: log).publish([EventEncoderTests.event], of: stack)
        let records = try await log.records(of: ".provision/outbox/semantest-rest-api/aws-production/events.jsonl")
        #expect(records == [EventEncoder.encode(EventEncoderTests.event)])
    }
}
