import ProvisioningDomain
import YAMLDocument

/// Compares a document with the table of keys and collects every difference.
struct ConfigurationValidator {
    /// A difference and where it is.
    struct Finding: Hashable {
        /// Where.
        var mark: YAMLMark
        /// What.
        var message: String
    }

    /// What was found so far.
    private(set) var findings: [Finding] = []

    /// Notes a difference.
    mutating func report(_ message: String, at mark: YAMLMark) {
        findings.append(Finding(mark: mark, message: message))
    }

    /// Checks a value; `name` is what messages call it.
    mutating func check(_ node: YAMLNode, against shape: ConfigurationShape, named name: String) {
        switch shape {
        case .object(let rule): check(node, against: rule, named: name)
        case .map(let keys, let values, let isRequiredToHaveOne):
            guard let entries = node.mapping else { return mismatch(node, name, "a map") }
            if entries.isEmpty, isRequiredToHaveOne { report("`\(name)` must have at least one entry", at: node.mark) }
            for entry in entries {
                if !keys.isValid(entry.key) {
                    report("`\(entry.key)` in `\(name)` must be \(keys.expectation)", at: entry.mark)
                }
                check(entry.value, against: values, named: "\(name).\(entry.key)")
            }
        case .list(let item):
            guard let items = node.sequence else { return mismatch(node, name, "a list") }
            for (index, value) in items.enumerated() { check(value, against: item, named: "\(name)[\(index)]") }
        case .text, .scalar, .choice, .integer, .integerChoice, .seconds:
            checkScalar(node, against: shape, named: name)
        }
    }

    private mutating func check(_ node: YAMLNode, against rule: ObjectRule, named name: String) {
        guard let entries = node.mapping else {
            return mismatch(node, name, name.isEmpty ? "a map with `project` and `components`" : "a map")
        }
        let names = rule.keys.map(\.name)
        for entry in entries {
            if let key = rule[entry.key] {
                check(entry.value, against: key.shape, named: entry.key)
            } else if rule.unsupported.contains(entry.key) {
                report(
                    "`\(entry.key)` is not supported by this version of semantest-provision; remove it", at: entry.mark)
            } else if let nearest = NearestMatch.of(entry.key, in: names) {
                report("unknown key `\(entry.key)`; did you mean `\(nearest)`?", at: entry.mark)
            } else {
                report("unknown key `\(entry.key)`; known here are \(names.listed(or: "and"))", at: entry.mark)
            }
        }
        for key in rule.keys where key.isRequired && node[key: key.name] == nil {
            report("the required key `\(key.name)` is missing\(name.isEmpty ? "" : " in `\(name)`")", at: node.mark)
        }
    }

    private mutating func checkScalar(_ node: YAMLNode, against shape: ConfigurationShape, named name: String) {
        if case .scalar(let allowsSecrets) = shape {
            switch node.scalar?.value {
            case .null, nil: return mismatch(node, name, "text, a number, true or false")
            case .bool, .integer, .float, .string: return checkReferences(node, allowsSecrets, name)
            }
        }
        guard let problem = shape.problem(of: node) else { return checkReferences(node, false, name) }
        mismatch(node, name, problem.expectation, suggestion: problem.suggestion)
    }

    /// Reports references to something other than secrets, and secrets where none may be.
    private mutating func checkReferences(_ node: YAMLNode, _ allowsSecrets: Bool, _ name: String) {
        guard let text = node.scalar?.text else { return }
        do throws(InvalidReference) {
            let reference = try ReferenceText(parsing: text)
            if !allowsSecrets, !reference.secretNames.isEmpty {
                report("`\(name)` must not contain a secret; only values of `environment` may", at: node.mark)
            }
        } catch {
            report("`\(name)`: \(error)", at: node.mark)
        }
    }

    private mutating func mismatch(
        _ node: YAMLNode, _ name: String, _ expectation: String, suggestion: String? = nil
    ) {
        let subject = name.isEmpty ? "the file" : "`\(name)`"
        let question = suggestion.map { "; did you mean `\($0)`?" } ?? ""
        report("\(subject) must be \(expectation); found \(node.kindDescription)\(question)", at: node.mark)
    }
}

extension ConfigurationShape {
    /// What the value of a scalar shape must be, when `node` is not so; nil when it is.
    fileprivate func problem(of node: YAMLNode) -> (expectation: String, suggestion: String?)? {
        switch self {
        case .text(let rule):
            guard case .string(let text)? = node.scalar?.value else { return (rule.expectation, nil) }
            return rule.isValid(text) ? nil : (rule.expectation, NearestMatch.of(text, in: rule.suggestions))
        case .choice(let words):
            let allowed = words.listed(or: "or")
            guard case .string(let text)? = node.scalar?.value else { return (allowed, nil) }
            return words.contains(text) ? nil : (allowed, NearestMatch.of(text, in: words))
        case .integer(let range):
            return node.integer.map(range.contains) == true
                ? nil : ("a whole number from \(range.lowerBound) to \(range.upperBound)", nil)
        case .integerChoice(let numbers):
            guard let number = node.integer else { return ("one of \(numbers.listed)", nil) }
            let nearest = numbers.min { abs($0.distance(to: number)) < abs($1.distance(to: number)) }
            return numbers.contains(number) ? nil : ("one of \(numbers.listed)", nearest.map { "\($0)" })
        case .seconds(let range):
            return node.seconds.map(range.contains) == true
                ? nil
                : (
                    "\(range.lowerBound) to \(range.upperBound) seconds, as a whole number or as text such as 30s or 5m",
                    nil
                )
        case .scalar, .list, .map, .object:
            return nil
        }
    }
}

extension [Int] {
    /// `1, 3, 5`.
    fileprivate var listed: String { map { "\($0)" }.joined(separator: ", ") }
}

extension [String] {
    /// `` `a`, `b` or `c` ``.
    func listed(or conjunction: String) -> String {
        let quoted = map { "`\($0)`" }
        guard let last = quoted.last, quoted.count > 1 else { return quoted.first ?? "nothing" }
        return "\(quoted.dropLast().joined(separator: ", ")) \(conjunction) \(last)"
    }
}
