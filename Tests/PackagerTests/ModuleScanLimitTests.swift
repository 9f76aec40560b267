import Testing

@testable import Packager

@Suite struct ModuleScanLimitTests {
    /// Sources that a search to the end of each bracket, or into each, would take hours for.
    @Test(
        .timeLimit(.minutes(1)),
        arguments: [
            "if(", "join('a',", "require(", "`${", "import a,", "function(", "new URL(", "const a=__dirname+", "eval(",
            "f(require,", "require,", "dirname(", "new URL(a,", "{", "Function(", "createRequire(",
        ])
    func deepSourcesTakeNoLongerThanTheirSize(piece: String) {
        let open = String(repeating: piece, count: 4000)
        for source in [open, open + String(repeating: ")", count: 4000)] {
            _ = ModuleReferenceScanner.scan(module: Array(source.utf8), collectsLiterals: true)
        }
    }
}
