/// Lays packages out in nested `node_modules` folders without links, so that each finds what it needs by Node.js' rules
/// (Node.js documentation, "Modules: CommonJS modules", "Loading from node_modules folders").
///
/// A package is placed as high as possible. Of several with one name the one that most others need gets the top, unless the server's own
/// files there need another; the rest are placed below those who need them, as often as it takes. The result depends on the graph only.
package struct ModuleLayout {
    /// A package in a place.
    package struct Placement: Sendable, Equatable {
        /// The directory in the package, such as `node_modules/express`.
        package var path: String
        /// The package's place in the graph.
        package var module: Int

        /// A placement.
        package init(_ path: String, _ module: Int) {
            self.path = path
            self.module = module
        }
    }

    /// Packages that need each other in versions that no nesting without links can satisfy.
    package struct Unplaceable: Error, Sendable, Equatable {
        /// The packages from the outermost to the one that could not be placed.
        package var chain: [Int]
    }

    /// How often one package may lie within itself before its nesting is taken to be endless.
    private static let deepestRepetition = 3
    /// How many placements are too many for any package: a graph that multiplies itself is refused.
    private static let mostPlacements = 100_000

    /// A directory whose `node_modules` is searched.
    private struct Level {
        var path: String
        var parent: Int?
        var module: Int?
        /// Whether something may be placed in it: not in a directory between two with own files.
        var isHost = true
        /// What was placed in its `node_modules`.
        var entries: [String: Int] = [:]
        /// Names that something below finds further up: placing one here would hide it.
        var passed: Set<String> = []
    }

    private let graph: ModuleGraph
    private let preferred: [String: Int]
    private var levels = [Level(path: "")]
    private var placements: [Placement] = []

    private init(_ graph: ModuleGraph) {
        self.graph = graph
        preferred = Self.preferences(graph)
    }

    /// The placements, those who need before what they need.
    ///
    /// - Throws: ``Unplaceable``.
    package static func placements(of graph: ModuleGraph) throws(Unplaceable) -> [Placement] {
        var layout = ModuleLayout(graph)
        try layout.run()
        return layout.placements
    }

    /// For each name the package that most others find by it, the earlier in the graph among equals.
    private static func preferences(_ graph: ModuleGraph) -> [String: Int] {
        var counts: [String: [Int: Int]] = [:]
        for edge in graph.modules.joined() { counts[edge.name, default: [:]][edge.target, default: 0] += 1 }
        for importer in graph.importers {
            for edge in importer.edges { counts[edge.name, default: [:]][edge.target, default: 0] += 1 }
        }
        return counts.compactMapValues { $0.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key }
    }

    private mutating func run() throws(Unplaceable) {
        let importers = graph.importers.sorted { Path.precedes($0.path, $1.path) }
        var queue = importers.map { (level: level(of: $0.path), edges: $0.edges, isOwn: true) }
        var next = 0
        while next < queue.count {
            let (level, edges, isOwn) = queue[next]
            next += 1
            for edge in edges.sorted(by: { Path.precedes($0.name, $1.name) }) {
                guard let placed = try place(edge, neededAt: level, isOwn: isOwn) else { continue }
                queue.append((placed, graph.modules[edge.target], false))
            }
        }
    }

    /// The level of a directory of own files, made with those above it.
    private mutating func level(of path: String) -> Int {
        if let known = levels.firstIndex(where: { $0.path == path }) { return known }
        let parent = level(of: Path.directory(of: path))
        let isHost = graph.importers.contains { $0.path == path }
        levels.append(Level(path: path, parent: parent, isHost: isHost))
        return levels.count - 1
    }

    /// Makes the edge's target visible; the new level if it had to be placed.
    private mutating func place(_ edge: ModuleGraph.Edge, neededAt start: Int, isOwn: Bool) throws(Unplaceable) -> Int?
    {
        var climbed: [Int] = []
        var current: Int? = start
        while let level = current {
            if let found = levels[level].entries[edge.name] {
                if levels[found].module == edge.target {
                    for passed in climbed { levels[passed].passed.insert(edge.name) }
                    return nil
                }
                break
            }
            climbed.append(level)
            current = levels[level].parent
        }
        let isWelcomeOnTop = isOwn || preferred[edge.name] == edge.target
        let place = climbed.lastIndex {
            levels[$0].isHost && !levels[$0].passed.contains(edge.name) && ($0 != 0 || isWelcomeOnTop || start == 0)
        }
        // The level that needs it has passed the name to nobody: its own edges come before those of what lies below it.
        let host = climbed[place ?? 0]
        try refuseEndlessNesting(of: edge.target, at: host)
        for passed in climbed[..<(place ?? 0)] { levels[passed].passed.insert(edge.name) }
        let path = Path.join(levels[host].path, "node_modules/\(edge.name)")
        levels.append(Level(path: path, parent: host, module: edge.target))
        levels[host].entries[edge.name] = levels.count - 1
        placements.append(Placement(path, edge.target))
        return levels.count - 1
    }

    private func refuseEndlessNesting(of module: Int, at host: Int) throws(Unplaceable) {
        var chain = [module]
        var current: Int? = host
        while let level = current {
            if let owner = levels[level].module { chain.append(owner) }
            current = levels[level].parent
        }
        let repetitions = chain.count { $0 == module }
        if repetitions > Self.deepestRepetition || placements.count >= Self.mostPlacements {
            throw Unplaceable(chain: chain.reversed())
        }
    }
}
