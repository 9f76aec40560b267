import Testing

@testable import ProvisionCommands

@Suite struct PrintableTextTests {
    @Test(arguments: [
        ("plain\tand\nlines, données 🚀", "plain\tand\nlines, données 🚀"),
        ("a\u{1B}[31mb\r", "a\\u{1B}[31mb\\u{D}"),
        ("\u{7F}\u{9B}2J\u{202E}gnp.exe", "\\u{7F}\\u{9B}2J\\u{202E}gnp.exe"),
        ("e\u{301}\u{0}", "e\u{301}\\u{0}"),
    ])
    func controlsAreShown(text: String, expected: String) {
        #expect(PrintableText.of(text) == expected)
    }
}
