/// One element of an XML document: its local name, its text and its child elements.
///
/// Attributes, comments and processing instructions are not kept: no AWS or Azure answer that we read carries data there.
package struct XMLElement: Sendable, Equatable {
    /// The name without its namespace prefix.
    package var name: String
    /// The character data directly inside the element, joined, as it stands in the document.
    package var text: String
    package var children: [XMLElement]

    package init(name: String, text: String = "", children: [XMLElement] = []) {
        self.name = name
        self.text = text
        self.children = children
    }

    /// The first element below this one along `path`, one child name a step.
    package func first(_ path: String...) -> XMLElement? {
        first(path[...])
    }

    /// The text of the first element along `path`.
    package func text(_ path: String...) -> String? {
        first(path[...])?.text
    }

    /// The children named `name`, in document order.
    package func children(named name: String) -> [XMLElement] {
        children.filter { $0.name == name }
    }

    /// The `member` children of the list at `path`: AWS query protocol lists (`<Tags><member>…</member></Tags>`).
    package func members(_ path: String...) -> [XMLElement] {
        first(path[...])?.children(named: "member") ?? []
    }

    private func first(_ path: ArraySlice<String>) -> XMLElement? {
        guard let step = path.first else { return self }
        for child in children where child.name == step {
            if let found = child.first(path.dropFirst()) { return found }
        }
        return nil
    }
}
