/// The members of a JSON object in the order in which they were written.
///
/// A name occurs once.
///
/// Two objects are equal when they have the same members, in any order (RFC 8259 section 4: order carries no meaning).
package struct JSONObject: Sendable {
    /// One member.
    package typealias Element = (key: String, value: JSONValue)

    private var names: [String]
    private var members: [JSONValue]
    /// Place of each name; kept only from a size on where searching a list would be slower.
    private var places: [String: Int]?

    private static let indexedFrom = 16

    /// An object without members.
    package init() {
        names = []
        members = []
    }

    /// An object of these members; of several with one name the last value wins, at the first one's place.
    package init(_ elements: some Sequence<Element>) {
        self.init()
        for element in elements { self[element.key] = element.value }
    }

    /// How many members there are.
    package var count: Int { names.count }

    /// Whether there are no members.
    package var isEmpty: Bool { names.isEmpty }

    /// The names in order.
    package var keys: [String] { names }

    /// The values in order.
    package var values: [JSONValue] { members }

    private func place(of key: String) -> Int? {
        if let places { return places[key] }
        return names.firstIndex(of: key)
    }

    /// The value of a name.
    ///
    /// Setting an existing name keeps its place, a new one is put at the end, nil removes.
    package subscript(key: String) -> JSONValue? {
        get { place(of: key).map { members[$0] } }
        set {
            switch (place(of: key), newValue) {
            case (let index?, let value?):
                members[index] = value
            case (let index?, nil):
                names.remove(at: index)
                members.remove(at: index)
                places = nil
                indexIfLarge()
            case (nil, let value?):
                names.append(key)
                members.append(value)
                if places != nil { places?[key] = names.count - 1 } else { indexIfLarge() }
            case (nil, nil):
                break
            }
        }
    }

    private mutating func indexIfLarge() {
        guard names.count >= Self.indexedFrom else { return }
        var index: [String: Int] = [:]
        for (place, name) in names.enumerated() { index[name] = place }
        places = index
    }

    /// The members sorted by the bytes of their names, as Go's encoding/json writes a map.
    package func sorted() -> [Element] {
        let order = names.indices.sorted { names[$0].utf8.lexicographicallyPrecedes(names[$1].utf8) }
        return order.map { (key: names[$0], value: members[$0]) }
    }
}

extension JSONObject: Sequence {
    package struct Iterator: IteratorProtocol {
        private let object: JSONObject
        private var position = 0

        fileprivate init(_ object: JSONObject) { self.object = object }

        package mutating func next() -> Element? {
            guard position < object.names.count else { return nil }
            defer { position += 1 }
            return (key: object.names[position], value: object.members[position])
        }
    }

    package func makeIterator() -> Iterator { Iterator(self) }

    package var underestimatedCount: Int { count }
}

extension JSONObject: Equatable {
    package static func == (left: JSONObject, right: JSONObject) -> Bool {
        if left.names == right.names { return left.members == right.members }
        guard left.count == right.count else { return false }
        return left.allSatisfy { right[$0.key] == $0.value }
    }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
    package init(dictionaryLiteral elements: (String, JSONValue)...) {
        self.init(elements.map { (key: $0.0, value: $0.1) })
    }
}
