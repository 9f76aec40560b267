import Testing

@testable import Packager

/// A graph in words: `app` and directories such as `app/x` are the server's own, everything else is `name@version`; `alias=name@version` names
/// another.
struct GraphText {
    let graph: ModuleGraph
    let labels: [String]

    init(_ lines: [(String, [String])]) {
        let labels = lines.map(\.0).filter { !$0.hasPrefix("app") }
        func edges(_ texts: [String]) -> [ModuleGraph.Edge] {
            texts.compactMap { text in
                let parts = text.split(separator: "=").map { String($0) }
                let label = parts[parts.count - 1]
                let name = parts.count == 2 ? parts[0] : String(label[..<(label.lastIndex(of: "@") ?? label.endIndex)])
                return labels.firstIndex(of: label).map { ModuleGraph.Edge(name, $0) }
            }
        }
        self.labels = labels
        graph = ModuleGraph(
            importers: lines.filter { $0.0.hasPrefix("app") }
                .map { ModuleGraph.Importer(String($0.0.dropFirst(4)), edges($0.1)) },
            modules: lines.filter { !$0.0.hasPrefix("app") }.map { edges($0.1) })
    }

    func layout() throws -> [String] {
        try ModuleLayout.placements(of: graph).map { "\($0.path) \(labels[$0.module])" }.sorted()
    }
}

@Suite struct ModuleLayoutTests {
    @Test(
        arguments: [
            ([("app", ["a@1"]), ("a@1", ["b@1"]), ("b@1", [])], ["node_modules/a a@1", "node_modules/b b@1"]),
            // A version that the server itself needs has the top.
            (
                [("app", ["a@1", "b@1"]), ("a@1", ["b@2"]), ("b@1", []), ("b@2", [])],
                ["node_modules/a a@1", "node_modules/a/node_modules/b b@2", "node_modules/b b@1"]
            ),
            // Otherwise the one that most need.
            (
                [
                    ("app", ["a@1", "c@1", "d@1"]), ("a@1", ["b@1"]), ("b@1", []), ("b@2", []), ("c@1", ["b@2"]),
                    ("d@1", ["b@2"]),
                ],
                [
                    "node_modules/a a@1", "node_modules/a/node_modules/b b@1", "node_modules/b b@2",
                    "node_modules/c c@1",
                    "node_modules/d d@1",
                ]
            ),
            // Cycles and packages that need themselves.
            (
                [("app", ["a@1"]), ("a@1", ["b@1", "a@1"]), ("b@1", ["a@1"])],
                ["node_modules/a a@1", "node_modules/b b@1"]
            ),
            // A package that needs another version of itself.
            (
                [("app", ["a@2"]), ("a@2", ["a@1"]), ("a@1", [])],
                ["node_modules/a a@2", "node_modules/a/node_modules/a a@1"]
            ),
            // Scopes and aliases.
            (
                [("app", ["@s/a@1", "old=@s/a@0"]), ("@s/a@1", []), ("@s/a@0", ["@s/a@1"])],
                ["node_modules/@s/a @s/a@1", "node_modules/old @s/a@0"]
            ),
            // Two variants of a package for two versions of its peer.
            (
                [
                    ("app", ["p@1", "q@1", "x@1"]), ("p@1", []), ("q@1", ["x@2", "p@2"]), ("x@1", ["p@1"]),
                    ("x@2", ["p@2"]),
                    ("p@2", []),
                ],
                [
                    "node_modules/p p@1", "node_modules/q q@1", "node_modules/q/node_modules/p p@2",
                    "node_modules/q/node_modules/x x@2", "node_modules/x x@1",
                ]
            ),
            // As high as possible, below what it would hide.
            (
                [
                    ("app", ["a@1", "c@1"]), ("a@1", ["b@1", "d@1"]), ("b@1", []), ("c@1", []), ("c@2", []),
                    ("d@1", ["b@2"]), ("b@2", ["c@2"]),
                ],
                [
                    "node_modules/a a@1", "node_modules/b b@1", "node_modules/c c@1", "node_modules/d d@1",
                    "node_modules/d/node_modules/b b@2", "node_modules/d/node_modules/c c@2",
                ]
            ),
            // Own directories keep their versions; nothing goes into a directory between them.
            (
                [("app", ["a@1"]), ("app/packages/api", ["a@2", "b@1"]), ("a@1", []), ("a@2", []), ("b@1", ["a@2"])],
                [
                    "node_modules/a a@1", "node_modules/b b@1", "node_modules/b/node_modules/a a@2",
                    "packages/api/node_modules/a a@2",
                ]
            ),
        ] as [([(String, [String])], [String])])
    func packagesAreNestedSoThatEachFindsWhatItNeeds(lines: [(String, [String])], expected: [String]) throws {
        let text = GraphText(lines)
        #expect(try text.layout() == expected)
        #expect(try mistakes(in: text.graph) == [])
    }

    @Test func theOrderOfEdgesAndImportersDoesNotMatter() throws {
        let lines: [(String, [String])] = [
            ("app", ["a@1", "b@1", "c@1"]), ("app/x", ["b@2", "a@1"]), ("a@1", ["d@1", "b@2"]), ("b@1", ["d@2"]),
            ("b@2", ["d@1"]), ("c@1", ["d@2", "b@2"]), ("d@1", []), ("d@2", ["a@1"]),
        ]
        let reversed =
            [lines[1], lines[0]].map { ($0.0, Array($0.1.reversed())) }
            + lines[2...].map { ($0.0, Array($0.1.reversed())) }
        #expect(try GraphText(lines).layout() == GraphText(reversed).layout())
    }

    @Test func versionsThatNeedEachOtherInACircleAreRefused() throws {
        let text = GraphText([
            ("app", ["a@1"]), ("a@1", ["b@1"]), ("b@1", ["a@2"]), ("a@2", ["b@2"]), ("b@2", ["a@1"]),
        ])
        let error = #expect(throws: ModuleLayout.Unplaceable.self) { try text.layout() }
        #expect(error?.chain.isEmpty == false)
    }

    /// Random graphs without cycles between versions: each edge must be found by Node.js' rules, and nothing is placed twice in one place.
    @Test(arguments: 0..<60)
    func everyPackageFindsWhatItNeeds(seed: UInt64) throws {
        var generator = SplitMix(state: seed &* 977 &+ 1)
        let count = Int(generator.next() % 40) + 2
        let names = (0..<count).map { "n\($0 % max(2, count / 3))" }
        func edges(_ targets: Range<Int>) -> [ModuleGraph.Edge] {
            guard !targets.isEmpty else { return [] }
            var found: [String: Int] = [:]
            for _ in 0..<Int(generator.next() % 6) {
                let target = targets.lowerBound + Int(generator.next() % UInt64(targets.count))
                found[names[target]] = target
            }
            return found.map { ModuleGraph.Edge($0.key, $0.value) }
        }
        let graph = ModuleGraph(
            importers: [.init("", edges(0..<count)), .init("packages/api", edges(0..<count))],
            modules: (0..<count).map { edges(($0 + 1)..<count) })
        #expect(try mistakes(in: graph) == [])
        #expect(try ModuleLayout.placements(of: graph) == ModuleLayout.placements(of: graph))
    }

    private struct SplitMix {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9e37_79b9_7f4a_7c15
            var value = (state ^ (state >> 30)) &* 0xbf58_476d_1ce4_e5b9
            value = (value ^ (value >> 27)) &* 0x94d0_49bb_1331_11eb
            return value ^ (value >> 31)
        }
    }

    /// The edges that Node.js would not resolve to their target.
    private func mistakes(in graph: ModuleGraph) throws -> [String] {
        let placements = try ModuleLayout.placements(of: graph)
        var places: [String: Int] = [:]
        var result: [String] = []
        for placement in placements {
            if places.updateValue(placement.module, forKey: placement.path) != nil {
                result.append("twice: \(placement.path)")
            }
        }
        func find(_ name: String, from directory: String) -> Int? {
            var current = directory
            while true {
                if Path.lastSegment(of: current) != "node_modules" {
                    if let found = places[Path.join(current, "node_modules/\(name)")] { return found }
                }
                if current.isEmpty { return nil }
                current = Path.directory(of: current)
            }
        }
        let owners =
            graph.importers.map { ($0.path, $0.edges) } + placements.map { ($0.path, graph.modules[$0.module]) }
        for (path, edges) in owners {
            for edge in edges where find(edge.name, from: path) != edge.target {
                result.append("\(path): \(edge.name)")
            }
        }
        return result
    }
}
