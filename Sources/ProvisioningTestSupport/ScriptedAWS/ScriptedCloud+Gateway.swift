internal import OrderedJSON

extension ScriptedCloud {
    static func gatewayOperation(_ call: ScriptedAWSCall) -> String {
        if call.path.first == "tags" {
            return ["POST": "TagResource", "DELETE": "UntagResource"][call.method] ?? "GetTags"
        }
        let verb = ["POST": "Create", "PATCH": "Update", "DELETE": "Delete"][call.method] ?? "Get"
        let kinds = ["integrations": "Integration", "routes": "Route", "stages": "Stage", "cors": "CorsConfiguration"]
        let kind = call.path.count > 2 ? kinds[call.path[2]] ?? call.path[2] : "Api"
        let isList = call.method == "GET" && (call.path.count == 1 || call.path.count == 3)
        return verb + kind + (isList ? "s" : "")
    }

    mutating func gateway(_ call: ScriptedAWSCall) throws(ScriptedAWSError) -> ScriptedAWSReply {
        if call.path.first == "tags" { return try gatewayTags(call) }
        guard call.path.count > 1 else {
            if call.method == "POST" { return .json(201, createAPI(call)) }
            return .json(200, ["items": .array(apis.values.sorted { $0.id < $1.id }.map(json))])
        }
        let id = call.path[1]
        guard var api = apis[id] else {
            throw ScriptedAWSError(404, "NotFoundException", "Invalid API identifier specified \(id)")
        }
        defer { if apis[id] != nil { apis[id] = api } }
        if call.path.count == 2 {
            switch call.method {
            case "GET": return .json(200, json(api))
            case "DELETE":
                apis[id] = nil
                return .empty(204)
            default:
                api.name = call.text("name") ?? api.name
                api.settings = Self.merged(call.body, into: api.settings, except: ["name", "tags", "protocolType"])
                return .json(200, json(api))
            }
        }
        switch call.path[2] {
        case "cors":
            api.settings["corsConfiguration"] = nil
            return .empty(204)
        case "integrations": return try integrations(&api, call)
        case "routes": return try routes(&api, call)
        case "stages": return try stages(&api, call)
        default: throw ScriptedAWSError(404, "NotFoundException", call.path[2])
        }
    }

    private mutating func createAPI(_ call: ScriptedAWSCall) -> JSONValue {
        // Names are not unique: a second API of the same name is just another API.
        let api = API(
            id: newID(), name: call.text("name") ?? "", protocolType: call.text("protocolType") ?? "",
            settings: Self.merged(
                call.body,
                into: [
                    "apiKeySelectionExpression": "$request.header.x-api-key",
                    "routeSelectionExpression": "$request.method $request.path",
                    "disableExecuteApiEndpoint": false, "ipAddressType": "ipv4",
                ], except: ["name", "tags", "protocolType"]), tags: call.texts("tags"))
        apis[api.id] = api
        return json(api)
    }

    private mutating func integrations(
        _ api: inout API, _ call: ScriptedAWSCall
    ) throws(ScriptedAWSError) -> ScriptedAWSReply {
        guard call.path.count > 3 else {
            if call.method == "GET" {
                let all = api.integrations.sorted { $0.key < $1.key }
                return .json(200, ["items": .array(all.map { Self.json($0.value, "integrationId", $0.key) })])
            }
            let id = newID()
            let members = Self.merged(
                call.body, into: ["connectionType": "INTERNET", "timeoutInMillis": 30000], except: [])
            api.integrations[id] = members
            return .json(201, Self.json(members, "integrationId", id))
        }
        let id = call.path[3]
        guard let old = api.integrations[id] else { throw Self.notFound("Integration", id) }
        switch call.method {
        case "GET": return .json(200, Self.json(old, "integrationId", id))
        case "DELETE":
            guard !api.routes.values.contains(where: { $0["target"]?.string == "integrations/\(id)" }) else {
                throw ScriptedAWSError(
                    409, "ConflictException", "Cannot delete Integration '\(id)' because it is referenced by a Route")
            }
            api.integrations[id] = nil
            return .empty(204)
        default:
            let members = Self.merged(call.body, into: old, except: [])
            api.integrations[id] = members
            return .json(200, Self.json(members, "integrationId", id))
        }
    }

    private mutating func routes(
        _ api: inout API, _ call: ScriptedAWSCall
    ) throws(ScriptedAWSError) -> ScriptedAWSReply {
        func check(_ members: [String: JSONValue], except id: String?) throws(ScriptedAWSError) {
            let key = members["routeKey"]?.string ?? ""
            if api.routes.contains(where: { $0.key != id && $0.value["routeKey"]?.string == key }) {
                throw ScriptedAWSError(409, "ConflictException", "Route with key \(key) already exists for this API")
            }
            if let target = members["target"]?.string?.split(separator: "/").last,
                api.integrations[String(target)] == nil
            {
                throw Self.notFound("Integration", String(target))
            }
        }
        guard call.path.count > 3 else {
            if call.method == "GET" {
                let all = api.routes.sorted { $0.key < $1.key }
                return .json(200, ["items": .array(all.map { Self.json($0.value, "routeId", $0.key) })])
            }
            let members = Self.merged(
                call.body, into: ["apiKeyRequired": false, "authorizationType": "NONE"], except: [])
            try check(members, except: nil)
            let id = newID()
            api.routes[id] = members
            return .json(201, Self.json(members, "routeId", id))
        }
        let id = call.path[3]
        guard let old = api.routes[id] else { throw Self.notFound("Route", id) }
        switch call.method {
        case "GET": return .json(200, Self.json(old, "routeId", id))
        case "DELETE":
            api.routes[id] = nil
            return .empty(204)
        default:
            let members = Self.merged(call.body, into: old, except: [])
            try check(members, except: id)
            api.routes[id] = members
            return .json(200, Self.json(members, "routeId", id))
        }
    }

    private mutating func stages(
        _ api: inout API, _ call: ScriptedAWSCall
    ) throws(ScriptedAWSError) -> ScriptedAWSReply {
        func json(_ name: String, _ stage: Stage) -> JSONValue {
            var value = Self.json(stage.settings, "stageName", name)
            if !stage.tags.isEmpty { value["tags"] = JSONValue(texts: stage.tags) }
            return value
        }
        guard call.path.count > 3 else {
            if call.method == "GET" {
                return .json(
                    200, ["items": .array(api.stages.sorted { $0.key < $1.key }.map { json($0.key, $0.value) })])
            }
            let name = call.text("stageName") ?? ""
            guard api.stages[name] == nil else {
                throw ScriptedAWSError(409, "ConflictException", "Stage already exists")
            }
            let stage = Stage(
                settings: Self.merged(
                    call.body,
                    into: ["autoDeploy": false, "defaultRouteSettings": ["detailedMetricsEnabled": false]],
                    except: ["stageName", "tags"]), tags: call.texts("tags"))
            api.stages[name] = stage
            return .json(201, json(name, stage))
        }
        let name = call.path[3]
        guard var stage = api.stages[name] else { throw Self.notFound("Stage", name) }
        switch call.method {
        case "GET": break
        case "DELETE":
            api.stages[name] = nil
            return .empty(204)
        default:
            stage.settings = Self.merged(call.body, into: stage.settings, except: ["tags"])
            api.stages[name] = stage
        }
        return .json(200, json(name, stage))
    }

    private mutating func gatewayTags(_ call: ScriptedAWSCall) throws(ScriptedAWSError) -> ScriptedAWSReply {
        // arn:aws:apigateway:region::/apis/ID or …/apis/ID/stages/NAME
        let parts = (call.path.last ?? "").split(separator: "/").map(String.init)
        guard parts.count >= 3, var api = apis[parts[2]] else {
            throw ScriptedAWSError(404, "NotFoundException", "Invalid resource identifier specified")
        }
        let stage = parts.count == 5 ? parts[4] : nil
        if let stage, api.stages[stage] == nil { throw Self.notFound("Stage", stage) }
        var tags = stage.map { api.stages[$0]?.tags ?? [:] } ?? api.tags
        switch call.method {
        case "POST": tags.merge(call.texts("tags")) { $1 }
        case "DELETE": for key in call.parameters("tagKeys") { tags[key] = nil }
        default: return .json(200, ["tags": JSONValue(texts: tags)])
        }
        if let stage { api.stages[stage]?.tags = tags } else { api.tags = tags }
        apis[api.id] = api
        return call.method == "POST" ? .json(201, [:]) : .empty(204)
    }

    private func json(_ api: API) -> JSONValue {
        var value = Self.json(api.settings, "apiId", api.id)
        value["name"] = .string(api.name)
        value["protocolType"] = .string(api.protocolType)
        value["apiEndpoint"] = .string("https://\(api.id).execute-api.\(settings.region).amazonaws.com")
        value["createdDate"] = "2026-01-01T00:00:00Z"
        if !api.tags.isEmpty { value["tags"] = JSONValue(texts: api.tags) }
        return value
    }

    private static func json(_ members: [String: JSONValue], _ idName: String, _ id: String) -> JSONValue {
        var object = JSONObject(members.sorted { $0.key < $1.key }.map { (key: $0.key, value: $0.value) })
        object[idName] = .string(id)
        return .object(object)
    }

    private static func merged(
        _ body: JSONValue, into old: [String: JSONValue], except: Set<String>
    ) -> [String: JSONValue] {
        var members = old
        for member in body.object ?? JSONObject() where !except.contains(member.key) {
            members[member.key] = member.value
        }
        return members
    }

    private static func notFound(_ kind: String, _ id: String) -> ScriptedAWSError {
        ScriptedAWSError(404, "NotFoundException", "Unable to find \(kind) by ID \(id)")
    }
}
