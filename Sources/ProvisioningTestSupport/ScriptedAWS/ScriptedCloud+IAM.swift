extension ScriptedCloud {
    mutating func sts(_ call: ScriptedAWSCall) throws(ScriptedAWSError) -> String {
        guard call.operation == "GetCallerIdentity" else {
            throw ScriptedAWSError(400, "InvalidAction", "Could not find operation \(call.operation)")
        }
        return "<UserId>AIDASCRIPTED</UserId><Account>\(settings.account)</Account>"
            + "<Arn>arn:aws:iam::\(settings.account):user/scripted</Arn>"
    }

    mutating func iam(_ call: ScriptedAWSCall) throws(ScriptedAWSError) -> String {
        let name = call.form["RoleName"] ?? ""
        if call.operation == "CreateRole" { return try createRole(name, call) }
        guard var role = roles[name] else {
            throw ScriptedAWSError(404, "NoSuchEntity", "The role with name \(name) cannot be found.")
        }
        defer { if roles[name] != nil { roles[name] = role } }
        let policy = call.form["PolicyArn"] ?? ""
        switch call.operation {
        case "GetRole": return "<Role>\(xml(role))</Role>"
        case "DeleteRole":
            guard role.attached.isEmpty else {
                throw ScriptedAWSError(
                    409, "DeleteConflict", "Cannot delete entity, must detach all policies first.")
            }
            roles[name] = nil
        case "UpdateAssumeRolePolicy": role.trust = call.form["PolicyDocument"] ?? ""
        case "UpdateRole":
            role.description = call.form["Description"]
            role.maxSessionDuration = call.form["MaxSessionDuration"].flatMap { Int($0) } ?? role.maxSessionDuration
        case "TagRole": role.tags.merge(call.formTags) { $1 }
        case "UntagRole":
            for (field, key) in call.form where field.hasPrefix("TagKeys.member.") { role.tags[key] = nil }
        case "AttachRolePolicy":
            if !role.attached.contains(policy) { role.attached.append(policy) }
        case "DetachRolePolicy":
            guard role.attached.contains(policy) else {
                throw ScriptedAWSError(404, "NoSuchEntity", "Policy \(policy) was not found.")
            }
            role.attached.removeAll { $0 == policy }
        case "ListAttachedRolePolicies":
            let members = role.attached.map { arn in
                "<member><PolicyName>\(arn.split(separator: "/").last ?? "")</PolicyName>"
                    + "<PolicyArn>\(arn)</PolicyArn></member>"
            }
            return "<AttachedPolicies>\(members.joined())</AttachedPolicies><IsTruncated>false</IsTruncated>"
        case "ListRoleTags": return "\(xml(tags: role.tags))<IsTruncated>false</IsTruncated>"
        default:
            throw ScriptedAWSError(400, "InvalidAction", "Could not find operation \(call.operation)")
        }
        return ""
    }

    private mutating func createRole(_ name: String, _ call: ScriptedAWSCall) throws(ScriptedAWSError) -> String {
        guard roles[name] == nil else {
            throw ScriptedAWSError(409, "EntityAlreadyExists", "Role with name \(name) already exists.")
        }
        guard let trust = call.form["AssumeRolePolicyDocument"], trust.hasPrefix("{") else {
            throw ScriptedAWSError(400, "MalformedPolicyDocument", "This policy contains invalid Json")
        }
        let role = Role(
            name: name, id: "AROA\(newID().uppercased())", trust: trust, path: call.form["Path"] ?? "/",
            description: call.form["Description"],
            maxSessionDuration: call.form["MaxSessionDuration"].flatMap { Int($0) } ?? 3600, tags: call.formTags,
            refusals: settings.refusalsOfNewRole)
        roles[name] = role
        return "<Role>\(xml(role))</Role>"
    }

    func arn(_ role: Role) -> String { "arn:aws:iam::\(settings.account):role\(role.path)\(role.name)" }

    private func xml(_ role: Role) -> String {
        "<Path>\(role.path)</Path><RoleName>\(role.name)</RoleName><RoleId>\(role.id)</RoleId><Arn>\(arn(role))</Arn>"
            + "<CreateDate>2026-01-01T00:00:00Z</CreateDate>"
            + "<AssumeRolePolicyDocument>\(role.trust.percentEncoded)</AssumeRolePolicyDocument>"
            + (role.description.map { "<Description>\($0.xmlEscaped)</Description>" } ?? "")
            + "<MaxSessionDuration>\(role.maxSessionDuration)</MaxSessionDuration>\(xml(tags: role.tags))"
    }

    private func xml(tags: [String: String]) -> String {
        let members = tags.sorted { $0.key < $1.key }.map {
            "<member><Key>\($0.key.xmlEscaped)</Key><Value>\($0.value.xmlEscaped)</Value></member>"
        }
        return "<Tags>\(members.joined())</Tags>"
    }
}

extension String {
    /// The text with everything but letters and digits percent-encoded, as IAM gives policy documents.
    var percentEncoded: String {
        var result = ""
        for byte in utf8 {
            switch byte {
            case 48...57, 65...90, 97...122: result.append(Character(UnicodeScalar(byte)))
            default:
                let digits = String(byte, radix: 16, uppercase: true)
                result += "%" + (digits.count == 1 ? "0" : "") + digits
            }
        }
        return result
    }
}
