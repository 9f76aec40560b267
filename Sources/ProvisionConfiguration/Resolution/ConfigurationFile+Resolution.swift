package import ProvisioningDomain

extension ConfigurationFile {
    /// A component in an environment, with every override applied.
    ///
    /// - Parameters:
    ///   - component: its name.
    ///   - environment: the environment's name or an accepted short form of it.
    ///   - provider: what the user named with `--provider`; it must be the one that the configuration gives.
    ///   - secrets: the value of a secret, nil when it has none.
    /// - Throws: `ProvisioningError` of category `configuration` for an unknown name, another provider, what this version
    ///   cannot deploy and a secret without a value; what `secrets` throws.
    package func resolve(
        component: String, environment: String, provider: CloudProvider? = nil,
        secrets: (String) throws -> PropertyValue?
    ) throws -> ComponentSpecification {
        let found = try self.component(component)
        let place = try self.environment(environment)
        let settings = self.settings(of: found, in: place)
        let cloud = try self.provider(of: found, in: place, expected: provider)
        guard let kind = settings.kind, kind == .rest || cloud == .aws else {
            throw ProvisioningError(
                .configuration, code: "UnsupportedKind",
                "\(path): component `\(found.name)` is of kind websocket, which this version of semantest-provision "
                    + "supports on aws only", hint: "Set provider: aws for it.")
        }
        let (minimum, maximum) = (settings.minimumInstances ?? 0, settings.maximumInstances)
        if let maximum, minimum > maximum {
            throw ProvisioningError(
                .configuration, code: "InvalidInstances",
                "\(path): component `\(found.name)` of environment `\(place.name)` has instances.min \(minimum), above "
                    + "instances.max \(maximum)", hint: "Lower `min` or raise `max`.")
        }
        let source = absolutePath(settings.source ?? ".")
        return ComponentSpecification(
            project: project, component: found.name, kind: kind, environment: place.name, provider: cloud,
            region: settings.region, source: source, root: settings.root.map(absolutePath) ?? source,
            entry: settings.entry, runtime: settings.runtime ?? .standard,
            architecture: settings.architecture ?? .amd64,
            memory: try settings.memory ?? MemorySize(megabytes: 512),
            timeout: try settings.timeout ?? Timeout(seconds: 30),
            variables: try variables(settings, of: found, in: place, secrets: secrets),
            cors: settings.cors.map {
                CorsPolicy(origins: $0.origins ?? [], methods: $0.methods ?? [], headers: $0.headers ?? [])
            }, logRetentionDays: settings.logRetentionDays ?? 14, tags: tags, minimumInstances: minimum,
            maximumInstances: maximum, pruning: settings.pruning ?? .production,
            health: settings.health?.check(of: kind))
    }

    /// The names of the secrets that a component needs in an environment, sorted.
    ///
    /// - Throws: `ProvisioningError` of category `configuration` for an unknown name.
    package func secretNames(component: String, environment: String) throws -> [String] {
        let settings = self.settings(of: try self.component(component), in: try self.environment(environment))
        return Set(settings.variables.values.flatMap(\.secretNames)).sorted()
    }

    /// The stack of a component in an environment, without resolving anything else.
    ///
    /// - Throws: `ProvisioningError` of category `configuration` for an unknown name or another provider.
    package func stack(
        component: String, environment: String, provider: CloudProvider? = nil
    ) throws -> StackReference {
        let found = try self.component(component)
        let place = try self.environment(environment)
        let cloud = try self.provider(of: found, in: place, expected: provider)
        return StackReference(project: "\(project)-\(found.name)", stack: "\(cloud.rawValue)-\(place.name)")
    }

    /// The component of that name.
    ///
    /// - Throws: `ProvisioningError` that names the nearest one.
    package func component(_ name: String) throws -> Component {
        if let found = components.first(where: { $0.name.description == name }) { return found }
        throw unknown("component", name, among: components.map(\.name.description), option: "--component")
    }

    /// The environment of that name.
    ///
    /// - Throws: `ProvisioningError` that names the nearest one.
    package func environment(_ name: String) throws -> EnvironmentSettings {
        let canonical = (try? EnvironmentName(name).description) ?? name
        if let found = environments.first(where: { $0.name.description == canonical }) { return found }
        throw unknown("environment", name, among: environments.map(\.name.description), option: "--env")
    }

    private func unknown(_ what: String, _ name: String, among known: [String], option: String) -> ProvisioningError {
        let nearest = NearestMatch.of(name, in: known).map { "; did you mean `\($0)`?" }
        return ProvisioningError(
            .configuration, code: "Unknown\(what.prefix(1).uppercased())\(what.dropFirst())",
            "\(path) has no \(what) `\(name)`\(nearest ?? "; it has \(known.listed(or: "and"))")",
            hint: nearest == nil ? "Name one of them with \(option), or add `\(name)` to `\(what)s`." : nil)
    }

    private func settings(of component: Component, in environment: EnvironmentSettings) -> ComponentSettings {
        var base = component.settings
        base.provider = environment.provider
        base.region = environment.region
        return environment.components[component.name.description].map(base.overridden(by:)) ?? base
    }

    private func provider(
        of component: Component, in environment: EnvironmentSettings, expected: CloudProvider?
    ) throws -> CloudProvider {
        let cloud = settings(of: component, in: environment).provider ?? .aws
        if let expected, expected != cloud {
            throw ProvisioningError(
                .configuration, code: "ProviderMismatch",
                "--provider \(expected.rawValue) was given, but \(path) puts component `\(component.name)` of environment "
                    + "`\(environment.name)` on \(cloud.rawValue)",
                hint: "Leave --provider out, or change `provider` in the file.")
        }
        guard cloud == .aws else {
            throw ProvisioningError(
                .configuration, code: "UnsupportedProvider",
                "\(cloud.rawValue) is not supported by this version of semantest-provision; \(path) puts component "
                    + "`\(component.name)` of environment `\(environment.name)` there")
        }
        return cloud
    }

    private func variables(
        _ settings: ComponentSettings, of component: Component, in environment: EnvironmentSettings,
        secrets: (String) throws -> PropertyValue?
    ) throws -> PropertyMap {
        var values: PropertyMap = [:]
        for name in Set(settings.variables.values.flatMap(\.secretNames)).sorted() {
            guard let value = try secrets(name) else {
                throw ProvisioningError(
                    .configuration, code: "SecretMissing",
                    "the secret `\(name)`, which component `\(component.name)` needs in environment "
                        + "`\(environment.name)`, has no value",
                    hint: "Set it with: semantest-provision secrets set \(name) --env \(environment.name) --component "
                        + "\(component.name)")
            }
            values[name] = value
        }
        return settings.variables.mapValues { $0.value(secrets: values) }
    }
}

extension ReferenceText {
    /// The text with the secrets in their places: plain text without any, else a secret.
    func value(secrets: PropertyMap) -> PropertyValue {
        let values = parts.map { part in
            switch part {
            case .text(let text): PropertyValue.string(text)
            case .secret(let name): secrets[name] ?? .unknown
            }
        }
        if secretNames.isEmpty { return .string(values.compactMap(\.stringValue).joined()) }
        if values.count == 1, let only = values.first { return only.containsSecret ? only : .secret(only) }
        let texts = values.compactMap(\.stringValue)
        return texts.count == values.count ? .secret(.string(texts.joined())) : .concatenation(values)
    }
}
