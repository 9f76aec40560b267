package import OrderedJSON

extension ConfigurationSchema {
    /// A JSON Schema (draft 2020-12) of `provision.yaml`, for editors.
    package static var json: JSONValue {
        var schema: JSONObject = [:]
        schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
        schema["title"] = "provision.yaml of semantest-provision"
        for (key, value) in object(of: file) { schema[key] = value }
        return .object(schema)
    }

    private static func object(of rule: ObjectRule) -> JSONObject {
        var properties: JSONObject = [:]
        for key in rule.keys {
            var property = object(of: key.shape)
            let standard = key.standard.map { " Default: \($0)." } ?? ""
            property["description"] = .string(key.documentation + standard)
            properties[key.name] = .object(property)
        }
        var schema: JSONObject = ["type": "object", "properties": .object(properties), "additionalProperties": false]
        let required = rule.keys.filter(\.isRequired).map { JSONValue.string($0.name) }
        if !required.isEmpty { schema["required"] = .array(required) }
        return schema
    }

    private static func object(of shape: ConfigurationShape) -> JSONObject {
        switch shape {
        case .text(let rule):
            return ["type": "string", "pattern": .string(rule.pattern)]
        case .scalar:
            return ["type": ["string", "number", "boolean"]]
        case .choice(let words):
            return ["enum": .array(words.map(JSONValue.string))]
        case .integer(let range):
            return integer(range)
        case .integerChoice(let numbers):
            return ["enum": .array(numbers.map(JSONValue.number))]
        case .seconds(let range):
            let text: JSONValue = ["type": "string", "pattern": "^[1-9][0-9]{0,3}[sm]$"]
            return ["anyOf": .array([.object(integer(range)), text])]
        case .list(let items):
            return ["type": "array", "items": .object(object(of: items))]
        case .map(let keys, let values, let isRequiredToHaveOne):
            var schema: JSONObject = [
                "type": "object", "propertyNames": ["pattern": .string(keys.pattern)],
                "additionalProperties": .object(object(of: values)),
            ]
            if isRequiredToHaveOne { schema["minProperties"] = 1 }
            return schema
        case .object(let rule):
            return object(of: rule)
        }
    }

    private static func integer(_ range: ClosedRange<Int>) -> JSONObject {
        ["type": "integer", "minimum": .number(range.lowerBound), "maximum": .number(range.upperBound)]
    }
}
