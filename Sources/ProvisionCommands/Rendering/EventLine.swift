package import OrderedJSON
package import ProvisioningDomain

/// The lines of `--json`: a versioned event stream, one object a line; pure.
package enum EventLine {
    /// A line of a type, with its line end.
    package static func line(_ type: String, _ members: [JSONObject.Element]) -> String {
        JSONValue.object(JSONObject([("v", 1), ("type", .string(type))] + members)).text(.compact) + "\n"
    }

    /// What a plan says.
    package static func plan(_ plan: Plan, component: String) -> String {
        line("plan", [("component", .string(component))] + members(plan))
    }

    /// The members that describe a plan.
    package static func members(_ plan: Plan) -> [JSONObject.Element] {
        [
            ("stack", .string("\(plan.stack)")), ("changes", counts(plan.counts)),
            ("outputsChange", .bool(plan.outputsChange)), ("steps", .array(plan.changes.map(step))),
            ("warnings", .array(plan.warnings.map { .string($0) })),
        ]
    }

    /// A step of a plan.
    package static func step(_ step: PlanStep) -> JSONValue {
        .object(
            JSONObject([
                ("action", .string(step.action.rawValue)), ("name", .string(step.urn.name)),
                ("resourceType", .string(step.urn.type.token)), ("urn", .string(step.urn.text)),
                ("reason", .string(step.reason)),
                ("changes", .array(step.action == .create ? [] : step.diff.changes.map(change))),
            ]))
    }

    private static func change(_ change: PropertyChange) -> JSONValue {
        .object(
            JSONObject([
                ("path", .string(change.path)), ("old", change.old.map { value($0) } ?? .null),
                ("new", change.new.map { value($0) } ?? .null), ("forcesReplacement", .bool(change.forcesReplacement)),
            ]))
    }

    /// How a stack differs from its state.
    package static func drift(_ drift: StackDrift, component: String) -> String {
        let resources = drift.resources.map(drifted)
        let warnings = drift.warnings.map { JSONValue.string($0) }
        return line(
            "drift",
            [
                ("component", .string(component)), ("stack", .string("\(drift.stack)")),
                ("resources", .array(resources)), ("warnings", .array(warnings)),
            ])
    }

    private static func drifted(_ drift: ResourceDrift) -> JSONValue {
        let state = drift.resource
        var members: JSONObject = [
            "name": .string(state.urn.name), "resourceType": .string(state.type.token), "urn": .string(state.urn.text),
        ]
        members["resourceId"] = state.id.map { .string($0) } ?? .null
        members["drift"] = drift.isGone ? "gone" : "changed"
        members["changes"] = .array(drift.changes.map(change))
        return .object(members)
    }

    /// The number of resources by action.
    package static func counts(_ counts: [StepAction: Int]) -> JSONValue {
        .object(
            JSONObject(
                StepAction.allCases.compactMap { action in counts[action].map { (action.rawValue, .number($0)) } }))
    }

    /// A property as JSON; secrets are redacted, what is not known yet is null.
    package static func value(_ property: PropertyValue) -> JSONValue {
        switch property {
        case .null, .unknown, .output, .concatenation: .null
        case .bool(let flag): .bool(flag)
        case .number(let number): .number(number)
        case .string(let text): .string(text)
        case .array(let values): .array(values.map(value))
        case .object(let map): .object(JSONObject(map.sorted { $0.key < $1.key }.map { ($0.key, value($0.value)) }))
        case .secret, .sealed: .string("[secret]")
        case .archive(let archive): .string(archive.hash)
        }
    }
}
