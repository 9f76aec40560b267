package import ProvisioningDomain

/// Shows how a stack differs from its state to people; pure.
package struct DriftRenderer: Sendable {
    private let style: TerminalStyle

    package init(style: TerminalStyle) { self.style = style }

    /// The drift as lines, each with its line end.
    package func text(_ drift: StackDrift) -> String {
        var lines = [style.paint("\(drift.stack.project) / \(drift.stack.stack)", .bold)]
        let width = drift.resources.map(\.resource.urn.name.count).max() ?? 0
        for resource in drift.resources { lines += self.lines(resource, nameWidth: width) }
        lines.append(drift.isEmpty ? "  no drift" : "  \(Self.summary(drift))")
        return lines.map { $0 + "\n" }.joined()
    }

    /// `2 changed, 1 gone`.
    package static func summary(_ drift: StackDrift) -> String {
        let gone = drift.resources.filter(\.isGone).count
        return [(drift.resources.count - gone, "changed"), (gone, "gone")].filter { $0.0 > 0 }
            .map { "\($0.0) \($0.1) outside of semantest-provision" }.joined(separator: ", ")
    }

    private func lines(_ drift: ResourceDrift, nameWidth: Int) -> [String] {
        let (symbol, colour) = PlanRenderer.mark(drift.isGone ? .delete : .update)
        let name = TerminalStyle.padded(drift.resource.urn.name, nameWidth)
        let type = style.paint(drift.resource.type.shortName, .dim)
        let what = drift.isGone ? "gone" : "\(drift.changes.map(\.path).joined(separator: ", ")) changed"
        return ["  \(style.paint(symbol, colour)) \(name)  \(type)  \(what)"]
            + drift.changes.map { change in
                let values = "\(change.old?.description ?? "(none)") → \(change.new?.description ?? "(none)")"
                return "      \(PrintableText.of("\(change.path): \(values)"))"
            }
    }
}
