import FoundationEssentials
import Testing

@testable import Packager

/// Sources that are looked at in parts.
@Suite struct ModuleScanWindowTests {
    private static let pieces = [
        "const p%d = require('./m%d');\n", "import x%d, { y } from 'n%d';\n",
        "f%d(path.join(__dirname, 'views', 'v%d'));\n",
        "if (process.env.X%d) { require('o%d') }\n", "try { require('t%d-%d') } catch {}\n",
        "const load%d = createRequire(import.meta.url); load%d('./l');\n", "const t%d = `${__dirname}/w%d/${n}`;\n",
        "function g%d(a, b) { if (a === b / 2 / 3) { return h('s%d', { k: [1, 2, (3)] }) } }\n",
        "require('./d/' + name%d + 'x%d');\n", "const dir%d = __dirname + '/c%d'; use(dir%d);\n",
    ]

    private static func source(_ count: Int, seed: Int) -> String {
        var state = UInt64(truncatingIfNeeded: seed) &* 0x9E37_79B9_7F4A_7C15 | 1
        return (0..<count).map { index in
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return pieces[Int(state % UInt64(pieces.count))].replacing("%d", with: "\(index)")
        }.joined()
    }

    /// Where the parts end makes no difference, as long as what belongs together is not longer than the overlap.
    @Test(arguments: [400, 401, 407, 512, 1000, 4096])
    func partsSayWhatTheWholeSays(window: Int) {
        for seed in 1...4 {
            let bytes = Array(Self.source(500, seed: seed).utf8)
            let whole = ModuleReferenceScanner.scan(module: bytes, collectsLiterals: true)
            let parts = ModuleReferenceScanner.scan(module: bytes, collectsLiterals: true, window: window)
            #expect(parts == whole)
            #expect(whole.references.count > 100)
        }
    }

    /// Real modules, of Debian, in parts much smaller than those that the packager takes.
    @Test func modulesOfDebianSayTheSame() throws {
        let folder = "/usr/share/nodejs"
        guard (try? FileSystem.kind(of: folder, followingLinks: false)) == .directory else {
            print("skipped: needs modules below \(folder): apt-get install node-express")
            return
        }
        let names = try FileManager.default.subpathsOfDirectory(atPath: folder).filter { $0.hasSuffix(".js") }.sorted()
        var count = 0
        for name in names.enumerated() where name.offset % 25 == 0 {
            let location = "\(folder)/\(name.element)"
            guard case .file(_, 1..<100_000) = try? FileSystem.kind(of: location, followingLinks: false) else {
                continue
            }
            let bytes = try FileSystem.contents(of: location)
            let whole = ModuleReferenceScanner.scan(module: bytes, collectsLiterals: true)
            let parts = ModuleReferenceScanner.scan(module: bytes, collectsLiterals: true, window: 2048)
            #expect(parts == whole, "\(location)")
            count += 1
        }
        print("\(count) modules")
    }

    /// A bundle is one pair of brackets around everything.
    @Test func aBracketAroundAllOfThemIsNoMatter() {
        let bytes = Array("(function (module) {\n\(Self.source(400, seed: 9))})(module)\n".utf8)
        let whole = ModuleReferenceScanner.scan(module: bytes, collectsLiterals: true)
        #expect(ModuleReferenceScanner.scan(module: bytes, collectsLiterals: true, window: 512) == whole)
    }

    /// A name is known from where it is bound to the end, and an alias everywhere.
    @Test func namesAreKnownInLaterParts() {
        let filler = String(repeating: "a(1);\n", count: 2000)
        let source =
            "const views = __dirname + '/v';\n\(filler)late('./x'); use(views);\n\(filler)const late = createRequire(u);\n"
        let bytes = Array(source.utf8)
        let whole = ModuleReferenceScanner.scan(module: bytes)
        #expect(whole.references.map(\.specifier) == ["./x"] && whole.paths.count == 1)
        #expect(ModuleReferenceScanner.scan(module: bytes, window: 512) == whole)
    }
}
