import OrderedJSON

/// All that `doctor` found out, and its two forms; pure.
package struct DoctorReport: Sendable, Hashable {
    /// The checks in their order.
    package var checks: [DoctorCheck]
    /// The hosts that will be contacted.
    package var hosts: [CloudHost]

    package init(checks: [DoctorCheck], hosts: [CloudHost]) {
        self.checks = checks
        self.hosts = hosts
    }

    /// Whether nothing would make a deployment fail.
    package var isSound: Bool { checks.allSatisfy { $0.status != .failed } }

    /// A table for people.
    package func text(_ style: TerminalStyle) -> String {
        let width = checks.map(\.name.count).max() ?? 0
        var lines: [String] = []
        for check in checks {
            let colour: TerminalStyle.Attribute =
                switch check.status {
                case .ok: .green
                case .note: .yellow
                case .failed: .red
                }
            let status = style.paint(TerminalStyle.padded(check.status.rawValue, 6), colour)
            let indent = String(repeating: " ", count: width + 10)
            let details = check.detail.split(separator: "\n", omittingEmptySubsequences: false)
            lines.append("\(status)  \(TerminalStyle.padded(check.name, width))  \(details.first ?? "")")
            lines += details.dropFirst().map { indent + $0 }
            for (index, line) in (check.advice?.split(separator: "\n") ?? []).enumerated() {
                lines.append("\(indent)\(index == 0 ? "→ " : "  ")\(line)")
            }
        }
        if !hosts.isEmpty {
            lines.append(style.paint("hosts that are contacted", .bold))
            let widest = hosts.map(\.address.count).max() ?? 0
            lines += hosts.map {
                "  \(TerminalStyle.padded($0.address, widest))  \($0.purposes.joined(separator: ", "))"
            }
        }
        return lines.map { $0 + "\n" }.joined()
    }

    /// The event stream of `--json`.
    package func json() -> String {
        var text = ""
        for check in checks {
            text += EventLine.line(
                "check",
                [
                    ("name", .string(check.name)), ("status", .string(check.status.rawValue)),
                    ("detail", .string(check.detail)), ("advice", check.advice.map { .string($0) } ?? .null),
                ])
        }
        let counts = DoctorCheck.Status.allCases.map { status in
            (status.rawValue, JSONValue.number(checks.filter { $0.status == status }.count))
        }
        return text
            + EventLine.line(
                "summary",
                [
                    ("status", .string(isSound ? "completed" : "failed")), ("checks", .object(JSONObject(counts))),
                    (
                        "hosts",
                        .array(
                            hosts.map { host in
                                .object(
                                    JSONObject([
                                        ("address", .string(host.address)),
                                        ("purposes", .array(host.purposes.map { .string($0) })),
                                    ]))
                            })
                    ),
                ])
    }
}
