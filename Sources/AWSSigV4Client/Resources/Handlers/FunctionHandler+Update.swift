internal import ProvisioningDomain

extension FunctionHandler {
    /// Changes a function with the calls that are needed and no others: configuration first, then code, then tags.
    ///
    /// A version is published with the last of them. The revision of each answer guards the next call against others.
    func update(
        _ old: ResourceOutcome, _ inputs: PropertyMap, _ changes: [PropertyChange], progress: inout ResourceOutcome?
    ) async throws -> ResourceOutcome {
        let needed = FunctionChanges(changes)
        let name = old.id
        var done = old
        var latest: LambdaFunctionConfiguration?
        if !needed.configuration.isEmpty {
            let settings = try FunctionProperties.settings(inputs, only: needed.configuration)
            let answer = try await cloud.waiter.retry(while: { $0.isFunctionBusy || $0.isPropagationDelay }) {
                try await cloud.lambda.updateFunctionConfiguration(name, settings: settings)
            }
            for property in needed.configuration { done.inputs[property] = inputs[property] }
            done.outputs = merged(done.outputs, answer, done.inputs)
            progress = done
            latest = try await settle(answer, name: name)
        }
        if needed.code {
            let code = try code(inputs)
            let revision = latest?.revisionID
            let answer = try await cloud.waiter.retry(while: { $0.isFunctionBusy }) {
                try await cloud.lambda.updateFunctionCode(
                    name, code: code, architecture: inputs["architectures"]?.arrayValue?.first?.stringValue,
                    publish: inputs.flag("publish"), revisionID: revision)
            }
            for property in FunctionChanges.content.union(["publish"]) { done.inputs[property] = inputs[property] }
            done.outputs = outcome(answer, done.inputs).outputs
            progress = done
            try confirm(answer, &progress)
            done.outputs = outcome(try await settle(answer, name: name), done.inputs).outputs
        } else if inputs.flag("publish"), needed.makesVersion || changes.isEmpty {
            done.outputs = outcome(try await publish(name, after: latest), done.inputs).outputs
        } else if let latest {
            done.outputs = outcome(latest, done.inputs).outputs
        } else if changes.isEmpty {
            let now = try await cloud.lambda.getFunctionConfiguration(name)
            done.outputs = outcome(try await settle(now, name: name), done.inputs).outputs
        }
        if needed.concurrency || needed.tags {
            if needed.makesVersion { progress = done }
            // Each call sets what is wanted, so that all of them may be sent again.
            try await cloud.waiter.retry(while: { $0.isFunctionBusy }) {
                try await updateRest(old, inputs, needed, name: name)
            }
        }
        var outputs = done.outputs
        outputs["tags"] = nil
        for property in ["publish", "skipDestroy", "reservedConcurrentExecutions"] {
            if let value = inputs[property] { outputs[property] = value }
        }
        return ResourceOutcome(id: name, inputs: inputs, outputs: outputs.merging(inputs.tagOutputs()) { $1 })
    }

    /// Publishes what the function is now; a version of the same content is taken instead of a new one.
    private func publish(
        _ name: String, after latest: LambdaFunctionConfiguration?
    ) async throws -> LambdaFunctionConfiguration {
        var ready = latest
        if ready == nil {
            let now = try await settle(try await cloud.lambda.getFunctionConfiguration(name), name: name)
            // Nothing was changed just now: most likely it is published, and reading is better than writing.
            let newest = try await cloud.lambda.listVersionsByFunction(name)
                .max { ($0.version.flatMap { Int($0) } ?? 0) < ($1.version.flatMap { Int($0) } ?? 0) }
            if let newest, newest.version != "$LATEST", newest.hasSameContent(as: now) {
                return try await settle(newest, name: name)
            }
            ready = now
        }
        let revision = ready?.revisionID
        let version = try await cloud.waiter.retry(while: { $0.isFunctionBusy }) {
            try await cloud.lambda.publishVersion(name, revisionID: revision)
        }
        return try await settle(version, name: name)
    }

    /// Reserved concurrency and tags, which make no version.
    private func updateRest(
        _ old: ResourceOutcome, _ inputs: PropertyMap, _ needed: FunctionChanges, name: String
    ) async throws {
        if needed.concurrency {
            if let reserved = inputs.integer("reservedConcurrentExecutions"), reserved >= 0 {
                try await cloud.lambda.putFunctionConcurrency(name, reserved: reserved)
            } else {
                try await cloud.lambda.deleteFunctionConcurrency(name)
            }
        }
        guard needed.tags else { return }
        let tags = TagChanges(from: try old.inputs.tags(), to: try inputs.tags())
        var arn = old.outputs.text("arn") ?? ""
        if arn.isEmpty {
            let account = try await cloud.account.id()
            arn = "arn:\(cloud.partition.name):lambda:\(cloud.region):\(account):function:\(name)"
        }
        if !tags.set.isEmpty { try await cloud.lambda.tagResource(arn, tags: tags.set) }
        if !tags.removed.isEmpty { try await cloud.lambda.untagResource(arn, keys: tags.removed) }
    }

    /// The outputs with a changed configuration of `$LATEST`, whose last published version stays.
    private func merged(
        _ outputs: PropertyMap, _ answer: LambdaFunctionConfiguration, _ inputs: PropertyMap
    ) -> PropertyMap {
        var fresh = outcome(answer, inputs).outputs
        for name in ["version", "qualifiedArn", "qualifiedInvokeArn"] where inputs.flag("publish") {
            fresh[name] = outputs[name]
        }
        return fresh
    }
}
