import ProvisioningDomain
import Testing

@testable import Packager

@Suite struct LambdaLimitsTests {
    @Test(arguments: [0, 250 << 20] as [UInt64])
    func atTheLimitItFits(unzipped: UInt64) {
        #expect(LambdaLimits.violation(files: [("a", unzipped)]) == nil)
    }

    @Test func overTheUnzippedLimitTheTenLargestAreNamed() throws {
        var files = (1...12).map { ("lib/\($0).bin", UInt64($0) << 20) }
        files += [("node_modules/big/a.node", 200 << 20), ("node_modules/big/b.node", 50 << 20)]
        files += [("node_modules/@scope/x/a.js", 3 << 19), ("x/node_modules/y/z/a.js", 1)]
        let error = try #require(LambdaLimits.violation(files: files))
        #expect(error.message.hasPrefix("the package unpacks to 329.5 MB; AWS Lambda takes at most 250.0 MB."))
        let lines = error.message.split(separator: "\n").dropFirst()
        #expect(lines.count == 10)
        #expect(lines.first == "  250.0 MB  node_modules/big")
        #expect(lines.last == "  4.0 MB  lib/4.bin")
        #expect(error.hint?.contains(".provisionignore") == true)
    }

    @Test func modulesAreSummedUpByName() {
        let files: [(path: String, size: UInt64)] = [
            ("node_modules/@scope/x/a.js", 2), ("node_modules/@scope/x/b.js", 3), ("x/node_modules/y/z/a.js", 1),
            ("node_modules/.package-lock.json", 4), ("a.js", 5),
        ]
        let sums = LambdaLimits.contributors(files)
        #expect(
            sums.map(\.path) == [
                "a.js", "node_modules/@scope/x", "node_modules/.package-lock.json", "x/node_modules/y",
            ])
        #expect(sums.map(\.size) == [5, 5, 4, 1])
    }
}
