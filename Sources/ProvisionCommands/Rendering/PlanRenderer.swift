package import ProvisioningDomain

/// Shows a plan to people; pure.
package struct PlanRenderer: Sendable {
    private let style: TerminalStyle

    package init(style: TerminalStyle) { self.style = style }

    /// The plan as lines, each with its line end.
    package func text(_ plan: Plan) -> String {
        var lines = [style.paint("\(plan.stack.project) / \(plan.stack.stack)", .bold)]
        let width = plan.changes.map(\.urn.name.count).max() ?? 0
        for step in plan.changes { lines += self.lines(step, nameWidth: width) }
        if plan.changes.isEmpty {
            lines.append(plan.outputsChange ? "  the outputs change" : "  no changes")
        }
        lines += plan.warnings.map { style.paint("  warning: \(PrintableText.of($0))", .yellow) }
        if !plan.changes.isEmpty { lines.append("  \(Self.summary(plan.counts))") }
        return lines.map { $0 + "\n" }.joined()
    }

    /// `11 to create, 1 to update`.
    package static func summary(_ counts: [StepAction: Int]) -> String {
        StepAction.allCases.compactMap { action in counts[action].map { "\($0) to \(action.rawValue)" } }
            .joined(separator: ", ")
    }

    private func lines(_ step: PlanStep, nameWidth: Int) -> [String] {
        let (symbol, colour) = Self.mark(step.action)
        let name = TerminalStyle.padded(step.urn.name, nameWidth)
        var lines = [
            "  \(style.paint(symbol, colour)) \(name)  \(style.paint(step.urn.type.shortName, .dim))  \(step.reason)"
        ]
        guard step.action == .update || step.action == .replace else { return lines }
        for change in step.diff.changes {
            let old = change.old?.description ?? "(none)"
            let new = change.new?.description ?? "(none)"
            let note = change.forcesReplacement ? style.paint("  forces replacement", .magenta) : ""
            lines.append("      \(PrintableText.of("\(change.path): \(old) → \(new)"))\(note)")
        }
        return lines
    }

    /// The sign of an action.
    static func mark(_ action: StepAction) -> (String, TerminalStyle.Attribute) {
        switch action {
        case .create: ("+", .green)
        case .update: ("~", .yellow)
        case .replace: ("±", .magenta)
        case .delete: ("-", .red)
        case .forget: ("○", .dim)
        case .read: ("<", .cyan)
        case .same: (" ", .dim)
        }
    }
}
