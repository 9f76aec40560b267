import ProvisioningDomain
import YAMLDocument

extension ConfigurationValidator {
    /// Checks what the table of keys cannot say: names that refer to others, and what the clouds refuse.
    mutating func checkMeaning(_ root: YAMLNode) {
        checkState(root[key: "state"])
        checkTags(root[key: "tags"])
        let components = root[key: "components"]?.mapping ?? []
        for component in components {
            checkVariables(component.value)
            checkHealth(component.value)
        }
        var seen: [String: YAMLEntry] = [:]
        for environment in root[key: "environments"]?.mapping ?? [] {
            if let name = try? EnvironmentName(environment.key).description {
                if let earlier = seen.updateValue(environment, forKey: name) {
                    report(
                        "`\(environment.key)` and `\(earlier.key)` are the same environment; the first is at \(earlier.mark)",
                        at: environment.mark)
                }
            }
            for override in environment.value[key: "components"]?.mapping ?? [] {
                checkVariables(override.value)
                checkHealth(override.value, over: components.first { $0.key == override.key }?.value)
                checkName(override, among: components.map(\.key))
            }
        }
    }

    private mutating func checkName(_ override: YAMLEntry, among names: [String]) {
        guard !names.contains(override.key) else { return }
        if let nearest = NearestMatch.of(override.key, in: names) {
            report("unknown component `\(override.key)`; did you mean `\(nearest)`?", at: override.mark)
        } else {
            report("unknown component `\(override.key)`; components are \(names.listed(or: "and"))", at: override.mark)
        }
    }

    private mutating func checkVariables(_ component: YAMLNode) {
        for entry in component[key: "environment"]?.mapping ?? []
        where ConfigurationSchema.reservedVariables.contains(entry.key) {
            report("`\(entry.key)` is set by AWS Lambda itself; choose another name", at: entry.mark)
        }
    }

    /// What is asked of a component depends on its kind.
    ///
    /// - Parameter base: the component that an environment's settings go over.
    private mutating func checkHealth(_ component: YAMLNode, over base: YAMLNode? = nil) {
        let kind = component[key: "kind"] ?? base?[key: "kind"]
        guard let health = component[key: "health"], let kind = kind?.text.flatMap(ComponentKind.init(rawValue:))
        else { return }
        let (rest, webSocket) = (ConfigurationSchema.restHealth, ConfigurationSchema.webSocketHealth)
        let (own, others) = kind == .rest ? (rest, webSocket) : (webSocket, rest)
        for entry in health.mapping ?? [] where others.contains(entry.key) {
            report(
                "`\(entry.key)` does not count for a component of kind \(kind.rawValue); what counts is "
                    + "\(own.sorted().listed(or: "and"))", at: entry.mark)
        }
        let way = health[key: "via"] ?? base?[key: "health"]?[key: "via"]
        guard kind == .websocket, let way, way.text == HealthSettings.Way.invoke.rawValue else { return }
        for key in ["send", "expect"] {
            let entry = health.mapping?.first { $0.key == key }
            guard entry != nil || base?[key: "health"]?[key: key] != nil else { continue }
            report(
                "`\(key)` cannot be used with `via: invoke`, which sees no messages; use `via: url`",
                at: entry?.mark ?? way.mark)
        }
    }

    /// A tag's value has at most 256 characters; a resource has at most 50 tags, of which four are ours
    /// (docs.aws.amazon.com/tag-editor/latest/userguide/tagging.html).
    private mutating func checkTags(_ node: YAMLNode?) {
        guard let node, let entries = node.mapping else { return }
        if entries.count > 46 { report("`tags` has \(entries.count) entries; at most 46 are allowed", at: node.mark) }
        for entry in entries where (entry.value.text?.unicodeScalars.count ?? 0) > 256 {
            report("`tags.\(entry.key)` must have at most 256 characters", at: entry.value.mark)
        }
    }

    private mutating func checkState(_ node: YAMLNode?) {
        guard let node, case .string(let text)? = node.scalar?.value else { return }
        if let scheme = TextRule.stateScheme(text), scheme != "file" {
            report(
                "`\(scheme)://` state is not supported by this version of semantest-provision; use file://PATH",
                at: node.mark)
        } else if text.hasPrefix("file://~") {
            report("`state` must name its directory in full; ~ is not expanded", at: node.mark)
        }
    }
}
