import Testing

@testable import Packager

@Suite struct ModuleScanTests {
    private func scan(_ source: String, literals: Bool = false) -> ModuleScan {
        ModuleReferenceScanner.scan(module: Array(source.utf8), collectsLiterals: literals)
    }

    /// A path as `base text`, with `…` for an unknown end and `!` for one that may lead anywhere.
    private func describe(_ path: PathExpression) -> String {
        let base =
            switch path.base {
            case .none: ""
            case .moduleDirectory: "dir"
            case .moduleFile: "file"
            case .workingDirectory: "cwd"
            case .module(let name): "<\(name)>"
            }
        return base + path.text + (path.isLost ? "!" : path.isComplete ? "" : "…")
    }

    @Test(
        arguments: [
            ("require('./a')", ["./a"]), ("require('./' + 'a')", ["./a"]),
            ("require(dev ? './a' : './b')", ["./a", "./b"]),
            ("const name = './a'; require(name)", []),
            ("const load = createRequire(import.meta.url); load('a'); other('b')", ["a"]),
            ("const require = module.createRequire(import.meta.url)\nrequire('a')", ["a"]),
            ("var r = (0, node_module_1.createRequire)(__filename); r('a')", ["a"]),
            ("createRequire(import.meta.url)('a')", ["a"]),
            ("module.require('a'); x.require('b')", ["a"]),
            ("const { a } = await import('a')", ["a"]),
        ] as [(String, [String])])
    func loaded(source: String, specifiers: [String]) {
        let found = scan(source)
        #expect(found.references.map(\.specifier) == specifiers)
        #expect(found.dynamics.isEmpty == !source.contains("(name)"))
    }

    @Test(
        arguments: [
            ("require.resolve('a')", ["a"]), ("require.main.require('a')", ["a"]), ("import.meta.resolve('a')", []),
            ("eval('require')('a')", ["a"]), ("Module._load('a')", ["a"]), ("process.mainModule.require('a')", ["a"]),
        ] as [(String, [String])])
    func lookedUp(source: String, specifiers: [String]) {
        let found = scan(source)
        #expect(found.lookups.map(\.specifier) == specifiers)
        #expect(found.references.isEmpty)
    }

    @Test(
        arguments: [
            ("require(name)", ["…"]), ("import(name)", ["…"]), ("require('./locale/' + name)", ["./locale/…"]),
            ("require(`./locale/${name}.js`)", ["./locale/…"]), ("import(`driver-${name}`)", ["driver-…"]),
            ("require(path.join(__dirname, 'routes', file))", ["dir/routes/…"]),
            ("require(__dirname + '/' + file)", ["dir/…"]), ("require(`${__dirname}/${file}`)", ["dir/…"]),
            ("require.resolve(name)", ["…"]), ("require(f('a', 'b'))", ["…"]),
            ("lazy(require)", ["…"]), ("const r = require", ["…"]), ("require.call(null, a)", ["…"]),
            ("eval(code)", ["…"]), ("eval('require(x)')", ["…"]), ("new Function('a', 'return import(a)')", ["…"]),
            ("createRequire(elsewhere)", ["…"]),
            ("typeof require; require.main === module; require.cache[x]; require.extensions", []),
            ("({ require: 1 }); function f(require) {}; (require, a) => 1; require = 1", []),
            ("eval('1 + 1'); new Function('return this')(); a.eval(b)", []),
            ("(function (require, module) { f(require) })", []),
            ("// require(a)\n/require(a)/; 'require(a)'; `require(a)`", []),
        ] as [(String, [String])])
    func dynamic(source: String, paths: [String]) {
        #expect(scan(source).dynamics.map { describe($0.path) } == paths)
    }

    @Test(
        arguments: [
            ("f(__dirname + '/views')", ["dir/views"]), ("f(path.join(__dirname, '..', 'views'))", ["dir/../views"]),
            ("f(`${__dirname}/a/${b}`)", ["dir/a/…"]), ("f(join(__dirname, name))", ["dir/…"]),
            ("f(join(__dirname, name, '..'))", ["dir/!"]), ("f(__dirname)", ["dir"]),
            ("f(__dirname.replace('a', 'b'))", ["dir!"]),
            ("new URL('./a.wasm', import.meta.url)", ["file/.././a.wasm"]),
            ("f(fileURLToPath(new URL('a', import.meta.url)))", ["file/../a"]), ("new URL('http://a/b')", []),
            ("new url.URL('a', import.meta.url).pathname", ["file/../a"]),
            ("new URL(name, import.meta.url)", ["file/../…"]), ("new URL('http://x', import.meta.url)", []),
            ("f(import.meta.dirname + '/a')", ["dir/a"]),
            ("const dir = path.dirname(fileURLToPath(import.meta.url)); f(path.join(dir, 'a'))", ["file/../a"]),
            ("const __dirname = dirname(fileURLToPath(import.meta.url))\nf(__dirname + '/a')", ["file/../a"]),
            ("const a = __dirname, b = a + '/b'; f(b + '/c')", ["dir/b/c"]),
            ("export const root = __dirname", ["dir"]), ("exports.root = path.join(__dirname, '..')", ["dir/.."]),
            (
                "f(path.resolve('views')); f(resolve('public', 'a')); Promise.resolve('x')",
                ["cwd/views", "cwd/public/a"]
            ),
            ("f(process.cwd() + '/a'); f(process.cwd())", ["cwd/a", "cwd"]),
            ("f(path.dirname(require.resolve('ui/package.json')) + '/dist')", ["<ui/package.json>/../dist"]),
            ("f((0, path_1.join)(__dirname, 'a'))", ["dir/a"]),
            ("f(path_1.default.resolve(__dirname, 'a'))", ["dir/a"]),
            ("require(path.join(__dirname, 'a'))", ["dir/a"]), ("x ? __dirname : y", ["dir"]),
            ("fork(__filename); import.meta.url === a; createRequire(import.meta.url)", []),
            ("({ __dirname: 1, a: x.__dirname })", []), ("f('file://' + __dirname + '/a')", ["dir/a"]),
            ("'__dirname'; /__dirname/; // __dirname", []),
        ] as [(String, [String])])
    func paths(source: String, paths: [String]) {
        #expect(scan(source).paths.map { describe($0.path) } == paths)
    }

    @Test(
        arguments: [
            ("f('views'); a = './b'", ["views", "./b"]), ("a === 'views'; 'b' !== c; switch (d) { case 'e': }", []),
            ("({ 'key': 'value', other: 'x' })", ["value", "x"]), ("require('a'); import b from 'c'", []),
            ("f(root + '/a'); `${root}/b`; g('/c')", ["a", "b", "/c"]), ("'line\\nbreak'", ["line\nbreak"]),
            (#"{"views": ["./a", "b"], "n": 1}"#, ["./a", "b"]),
        ] as [(String, [String])])
    func literals(source: String, texts: [String]) {
        #expect(scan(source, literals: true).literals.map(\.text) == texts)
        #expect(scan(source).literals.isEmpty)
    }

    @Test func directoriesThatAreListedAreSoMarked() {
        let paths = scan("fs.readdirSync(__dirname); express.static(__dirname)\nf(__dirname)").paths
        #expect(paths.map(\.isOnlyBelow) == [true, true, false])
        #expect(paths.map(\.line) == [1, 1, 2])
        #expect(paths.map(\.source) == ["__dirname", "__dirname", "__dirname"])
    }

    @Test func theSourceIsShortened() {
        let source = "require(\n  a +\n  '\(String(repeating: "x", count: 90))')"
        let text = scan(source).dynamics.first?.source ?? ""
        #expect(text.hasPrefix("require( a + 'xxx"))
        #expect(text.hasSuffix("x…"))
        #expect(text.utf8.count < 70)
    }
}
