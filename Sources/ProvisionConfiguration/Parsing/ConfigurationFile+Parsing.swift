import ProvisioningDomain
import YAMLDocument

extension ConfigurationFile {
    /// Reads a configuration.
    ///
    /// - Parameters:
    ///   - bytes: the text.
    ///   - path: the file, as messages name it.
    ///   - directory: the absolute directory of the file.
    /// - Throws: `ConfigurationError` with everything that is wrong.
    package static func parse(
        _ bytes: [UInt8], path: String, directory: String
    ) throws(ConfigurationError) -> ConfigurationFile {
        let root: YAMLNode
        do throws(YAMLError) {
            root = try YAMLDocument.parse(bytes)
        } catch {
            throw ConfigurationError([ConfigurationProblem(path: path, mark: error.mark, message: error.problem)])
        }
        var validator = ConfigurationValidator()
        validator.check(root, against: .object(ConfigurationSchema.file), named: "")
        validator.checkMeaning(root)
        guard validator.findings.isEmpty else {
            throw ConfigurationError(
                validator.findings.map { ConfigurationProblem(path: path, mark: $0.mark, message: $0.message) })
        }
        do throws(InvalidValue) {
            return try ConfigurationFile(validated: root, path: path, directory: directory)
        } catch {
            throw ConfigurationError([ConfigurationProblem(path: path, mark: root.mark, message: "\(error)")])
        }
    }

    /// Takes the values out of a document without problems.
    private init(validated root: YAMLNode, path: String, directory: String) throws(InvalidValue) {
        self.path = path
        self.directory = Self.absolutePath(directory, in: "")
        project = try ResourceName(root[key: "project"]?.text ?? "", what: "project")
        let state = root[key: "state"]?.text ?? "file://."
        stateDirectory = Self.absolutePath(String(state.dropFirst("file://".count)), in: directory)
        keep = root[key: "keep"]?.integer ?? 10
        tags = root[key: "tags"].texts
        components = []
        for entry in root[key: "components"]?.mapping ?? [] {
            components.append(
                Component(
                    name: try ResourceName(entry.key, what: "component"),
                    settings: try ComponentSettings(validated: entry.value)))
        }
        environments = []
        for entry in root[key: "environments"]?.mapping ?? [] {
            environments.append(try EnvironmentSettings(validated: entry))
        }
        if root[key: "environments"] == nil {
            for name in ["development", "staging", "production"] {
                environments.append(EnvironmentSettings(name: try EnvironmentName(name), components: [:]))
            }
        }
    }
}

extension EnvironmentSettings {
    /// Takes the values out of an entry without problems.
    fileprivate init(validated entry: YAMLEntry) throws(InvalidValue) {
        name = try EnvironmentName(entry.key)
        provider = entry.value[key: "provider"]?.text.flatMap(CloudProvider.init(rawValue:))
        region = entry.value[key: "region"]?.text
        components = [:]
        for component in entry.value[key: "components"]?.mapping ?? [] {
            components[component.key] = try ComponentSettings(validated: component.value)
        }
    }
}

extension ComponentSettings {
    /// Takes the values out of a map without problems.
    fileprivate init(validated node: YAMLNode) throws(InvalidValue) {
        kind = node[key: "kind"]?.text.flatMap(ComponentKind.init(rawValue:))
        source = node[key: "source"]?.text
        root = node[key: "root"]?.text
        entry = node[key: "entry"]?.text
        if let text = node[key: "runtime"]?.text { runtime = try Runtime(text) }
        architecture = node[key: "architecture"]?.text.flatMap(Architecture.init(rawValue:))
        if let number = node[key: "memory"]?.integer { memory = try MemorySize(megabytes: number) }
        if let number = node[key: "timeout"]?.seconds { timeout = try Timeout(seconds: number) }
        for entry in node[key: "environment"]?.mapping ?? [] {
            do throws(InvalidReference) {
                variables[entry.key] = try ReferenceText(parsing: entry.value.text ?? "")
            } catch {
                throw InvalidValue(what: "reference", value: error.text, rule: "${secrets.NAME}")
            }
        }
        if let node = node[key: "cors"] {
            cors = CorsSettings(
                origins: node[key: "origins"]?.sequence?.compactMap(\.text),
                methods: node[key: "methods"]?.sequence?.compactMap(\.text),
                headers: node[key: "headers"]?.sequence?.compactMap(\.text))
        }
        logRetentionDays = node[key: "logs"]?[key: "retention"]?.integer
        minimumInstances = node[key: "instances"]?[key: "min"]?.integer
        maximumInstances = node[key: "instances"]?[key: "max"]?.integer
        health = node[key: "health"].map(HealthSettings.init(validated:))
        pruning = node[key: "prune"]?.text.flatMap(Pruning.init(rawValue:))
        provider = node[key: "provider"]?.text.flatMap(CloudProvider.init(rawValue:))
        region = node[key: "region"]?.text
    }
}

extension HealthSettings {
    /// Takes the values out of a map without problems.
    fileprivate init(validated node: YAMLNode) {
        way = node[key: "via"]?.text.flatMap(Way.init(rawValue:))
        grace = node[key: "grace"]?.seconds
        path = node[key: "path"]?.text
        status = node[key: "status"]?.integer
        body = node[key: "body"]?.text
        send = node[key: "send"]?.text
        expect = node[key: "expect"]?.text
        subprotocol = node[key: "protocol"]?.text
    }
}

extension YAMLNode? {
    /// The texts of a map of scalars.
    fileprivate var texts: [String: String] {
        self?.mapping?.reduce(into: [:]) { $0[$1.key] = $1.value.text ?? "" } ?? [:]
    }
}
