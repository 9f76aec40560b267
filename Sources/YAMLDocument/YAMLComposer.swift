/// Builds the tree of one document out of events: resolves aliases, refuses duplicate keys and whatever exceeds the limits.
struct YAMLComposer {
    private let reader: YAMLEventReader
    private let limits: YAMLLimits
    private var anchors: [String: Anchor] = [:]
    private var openAnchors: Set<String> = []
    private var nodeCount = 0

    /// A node that aliases may name, with its size.
    private struct Anchor {
        var node: YAMLNode
        var nodes: Int
        var height: Int
    }

    /// A node and how many levels it has below itself.
    private struct Composed {
        var node: YAMLNode
        var height: Int
    }

    /// Prepares to compose what `reader` reads.
    init(reader: YAMLEventReader, limits: YAMLLimits) {
        self.reader = reader
        self.limits = limits
    }

    /// The only document of the text; null when the text has none.
    ///
    /// - Throws: `YAMLError` at the first problem.
    mutating func document() throws(YAMLError) -> YAMLNode {
        var root: YAMLNode?
        while true {
            let event = try reader.next()
            switch event.kind {
            case .streamEnd:
                let nothing = YAMLNode.Content.scalar(YAMLScalar(text: "", isPlain: true))
                return root ?? YAMLNode(mark: YAMLMark(line: 1, column: 1), content: nothing)
            case .documentStart:
                guard root == nil else {
                    throw YAMLError("a second document begins; only one is allowed", at: event.mark)
                }
                root = try node(reader.next(), depth: 1).node
            default: continue
            }
        }
    }

    private mutating func node(_ event: YAMLEvent, depth: Int) throws(YAMLError) -> Composed {
        if event.kind == .alias { return try resolved(event, depth: depth) }
        try count(1, depth: depth, at: event.mark)
        let before = nodeCount
        if let anchor = event.anchor { openAnchors.insert(anchor) }
        let composed: Composed
        switch event.kind {
        case .sequenceStart: composed = try sequence(event, depth: depth)
        case .mappingStart: composed = try mapping(event, depth: depth)
        default: composed = try scalar(event)
        }
        if let anchor = event.anchor {
            openAnchors.remove(anchor)
            anchors[anchor] = Anchor(
                node: composed.node, nodes: nodeCount - before + 1, height: composed.height)
        }
        return composed
    }

    private mutating func resolved(_ event: YAMLEvent, depth: Int) throws(YAMLError) -> Composed {
        let name = event.anchor ?? ""
        guard !openAnchors.contains(name) else {
            throw YAMLError("alias *\(name) names a value that contains it", at: event.mark)
        }
        guard let anchor = anchors[name] else {
            throw YAMLError("alias *\(name) names no anchor before it", at: event.mark)
        }
        try count(anchor.nodes, depth: depth + anchor.height, at: event.mark)
        return Composed(node: anchor.node, height: anchor.height)
    }

    private mutating func count(_ nodes: Int, depth: Int, at mark: YAMLMark) throws(YAMLError) {
        nodeCount += nodes
        guard depth <= limits.depth else {
            throw YAMLError("nested deeper than \(limits.depth) levels", at: mark)
        }
        guard nodeCount <= limits.nodes else {
            throw YAMLError("more than \(limits.nodes) values, aliases counted as what they name", at: mark)
        }
    }

    private mutating func sequence(_ start: YAMLEvent, depth: Int) throws(YAMLError) -> Composed {
        try check(start, allowed: "tag:yaml.org,2002:seq")
        var items: [YAMLNode] = []
        var height = 0
        var event = try reader.next()
        while event.kind != .sequenceEnd {
            let item = try node(event, depth: depth + 1)
            items.append(item.node)
            height = max(height, item.height + 1)
            event = try reader.next()
        }
        return Composed(node: YAMLNode(mark: start.mark, content: .sequence(items)), height: height)
    }

    private mutating func mapping(_ start: YAMLEvent, depth: Int) throws(YAMLError) -> Composed {
        try check(start, allowed: "tag:yaml.org,2002:map")
        var entries: [YAMLEntry] = []
        var places: [String: YAMLMark] = [:]
        var height = 0
        var event = try reader.next()
        while event.kind != .mappingEnd {
            let mark = event.mark
            guard let key = try node(event, depth: depth + 1).node.scalar?.text else {
                throw YAMLError("a key must be text, not a list or a map", at: mark)
            }
            if let earlier = places.updateValue(mark, forKey: key) {
                throw YAMLError("key `\(key)` is given twice; the first is at \(earlier)", at: mark)
            }
            let value = try node(reader.next(), depth: depth + 1)
            entries.append(YAMLEntry(key: key, mark: mark, value: value.node))
            height = max(height, value.height + 1)
            event = try reader.next()
        }
        return Composed(node: YAMLNode(mark: start.mark, content: .mapping(entries)), height: height)
    }

    private func scalar(_ event: YAMLEvent) throws(YAMLError) -> Composed {
        guard case .scalar(let text, let isPlain) = event.kind else {
            throw YAMLError("a value is missing", at: event.mark)
        }
        var scalar = YAMLScalar(text: text, isPlain: isPlain)
        if let tag = event.tag, tag != "!" {
            let prefix = "tag:yaml.org,2002:"
            guard tag.hasPrefix(prefix), let known = YAMLScalar.Tag(rawValue: String(tag.dropFirst(prefix.count)))
            else {
                throw YAMLError("tag \(tag) is not supported", at: event.mark)
            }
            scalar.tag = known
        } else if event.tag == "!" {
            scalar.tag = .str
        }
        return Composed(node: YAMLNode(mark: event.mark, content: .scalar(scalar)), height: 0)
    }

    private func check(_ event: YAMLEvent, allowed: String) throws(YAMLError) {
        if let tag = event.tag, tag != allowed, tag != "!" {
            throw YAMLError("tag \(tag) is not supported", at: event.mark)
        }
    }
}
