import FoundationEssentials
import Testing

/// docs/troubleshooting.md and the sources, read from the checkout when it is there.
@Suite struct TroubleshootingTests {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// The words that follow a marker up to a quotation mark.
    private static func words(after marker: String, in text: String) -> [String] {
        text.split(separator: marker, omittingEmptySubsequences: false).dropFirst().compactMap { rest in
            let word = rest.prefix { $0 != "\"" }
            let isCode =
                !word.isEmpty && word.allSatisfy { $0.isLetter || $0.isNumber } && word.first?.isUppercase == true
            return isCode ? String(word) : nil
        }
    }

    private static func codes(_ sources: URL) throws -> Set<String> {
        var codes: Set<String> = ["UnknownComponent", "UnknownEnvironment"]
        for name in try FileManager.default.subpathsOfDirectory(atPath: sources.path)
        where name.hasSuffix(".swift") && !name.hasPrefix("ProvisioningTestSupport/") {
            let text = String(decoding: try Data(contentsOf: sources.appending(path: name)), as: UTF8.self)
            codes.formUnion(words(after: "code: \"", in: text))
            codes.formUnion(words(after: "code: String { \"", in: text))
            if name.hasSuffix("AWSErrorCode.swift") { codes.formUnion(words(after: ": AWSErrorCode = \"", in: text)) }
        }
        return codes
    }

    @Test func everyCodeHasASection() throws {
        let sources = Self.root.appending(path: "Sources")
        let guide = Self.root.appending(path: "docs/troubleshooting.md")
        guard FileManager.default.fileExists(atPath: sources.path), FileManager.default.fileExists(atPath: guide.path)
        else {
            print("skipped: the sources are not beside the tests")
            return
        }
        let text = String(decoding: try Data(contentsOf: guide), as: UTF8.self)
        let headings = text.split(separator: "\n").filter { $0.hasPrefix("### ") }
        let documented = headings.flatMap { $0.split(separator: "`").map(String.init) }
            .filter { $0.first?.isUppercase == true }
        let codes = try Self.codes(sources)
        #expect(codes.count > 80)
        #expect(codes.subtracting(documented).sorted() == [], "codes without a section")
        #expect(Dictionary(grouping: documented) { $0 }.filter { $0.value.count > 1 }.keys.sorted() == [], "twice")
    }
}
