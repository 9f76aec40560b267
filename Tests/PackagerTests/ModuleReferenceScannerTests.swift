import Packager
import Testing

@Suite struct ModuleReferenceScannerTests {
    @Test(
        arguments: [
            ("const a = require('x');", ["x"]),
            ("require(\"x\"), require(`y`)", ["x", "y"]),
            ("require(`x${y}`); require(name); require('a' + b)", []),
            ("// require('x')\n/* require('y')\n*/ require('z')", ["z"]),
            ("'require(\"x\")'; \"it's\"; require('y')", ["y"]),
            ("`require('x') ${require('y')} require('z')`; require('w')", ["y", "w"]),
            ("`${`${require('deep')}`}`", ["deep"]),
            ("a.require('x'); a?.require('y'); module.require('z')", ["z"]),
            ("f(...require('x'))", ["x"]),
            ("require.resolve('x'); require('y').z", ["y"]),
            (
                "import 'a'; import b from 'b'; import * as c from \"c\"; import d, { e as f } from 'd'",
                ["a", "b", "c", "d"]
            ),
            ("import {\n  g,\n  h,\n} from './g.js'\nx()", ["./g.js"]),
            (
                "export * from 'a'; export * as n from 'b'; export { c } from 'c'; export { d }; const from = 'e'",
                ["a", "b", "c"]
            ),
            ("await import('x'); import(y); import.meta.url; import('z', { with: {} })", ["x", "z"]),
            ("const o = { import: 1, export: 2, require: 3 }; o.import('x')", []),
            ("const r = /require('x')/; require('y')", ["y"]),
            ("const q = /[/'\"]/g; require('y')", ["y"]),
            ("const h = a / 2; const i = b / require('y')", ["y"]),
            ("x = (a) / 2 + '/'; require('y')", ["y"]),
            ("if (a) /'/.test(b); require('y')", ["y"]),
            ("function f() {} /'/.test(b); require('y')", ["y"]),
            ("const o = {} / 2; a++ / 2; require('y') // '", ["y"]),
            ("return /'/; require('y')", ["y"]),
            ("'unfinished\nrequire('y')", ["y"]),
            ("'a\\'b'; require('it\\'s')", ["it's"]),
            ("#!/usr/bin/env node 'x\nrequire('y')", ["y"]),
            ("`unfinished require('x')", []),
            ("/* unfinished require('x')", []),
            ("1.5e3/2; 0x1f; require('y')", ["y"]),
            ("} ) ] require('y')", ["y"]),
            ("\"use strict\";Object.defineProperty(e,\"a\",{});var n=require(\"./b\"),r=require(\"c\")", ["./b", "c"]),
        ] as [(String, [String])])
    func found(source: String, specifiers: [String]) {
        #expect(ModuleReferenceScanner.scan(Array(source.utf8)).map(\.specifier) == specifiers)
    }

    @Test func linesAreCountedThroughCommentsAndStrings() {
        let source = "/*\n*/ require('a')\n`\n${1}\n`\n'\\\n'; require('b')\n// \r\nimport\n 'c'"
        let found = ModuleReferenceScanner.scan(Array(source.utf8))
        #expect(found.map(\.line) == [2, 7, 9])
        #expect(found.map(\.kind) == [.require, .require, .import])
    }

    @Test(arguments: [
        ("require('x')", false), ("try { require('x') } catch {}", true),
        ("try { if (a) { f(() => require('x')) } } finally {}", true),
        ("try { a } catch (e) { require('x') }", true), ("try { a } catch {}\nrequire('x')", false),
        ("p.catch(() => {}); require('x')", false), ("import('x').catch(() => null)", true),
        ("import('x').then(f)", false),
        ("if (process.env.NODE_ENV !== 'production') require('x').config()", true),
        ("if (process.env.DEBUG) {\n\n\n require('x')\n}", true), ("if (a) require('x')", false),
        ("if (process.env.A) f();\nrequire('x')", false), ("if (process.env.A)\n  f()\n\nrequire('x')", false),
        ("(function (e, require, m) { require('x') })", true), ("define(function (require) { require('x') })", true),
        ("function require(a) {}; require('x')", true), ("function f(a) { require('x') }", false),
    ])
    func optional(source: String, isOptional: Bool) {
        let found = ModuleReferenceScanner.scan(Array(source.utf8))
        #expect(found.map(\.specifier) == ["x"])
        #expect(found.first?.isOptional == isOptional)
    }
}
