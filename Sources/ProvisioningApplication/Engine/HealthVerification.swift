package import ProvisioningDomain

/// Asks a deployed component whether it is healthy, until it is or its grace is over.
package struct HealthVerification: Sendable {
    private let check: HealthCheck
    private let probe: any HealthProbe
    private let redaction: SecretRedaction
    private let timer: any Clock<Duration>

    /// - Parameters:
    ///   - redaction: the component's secrets, which its answers and its log may hold.
    ///   - timer: what the grace is measured on.
    package init(
        _ check: HealthCheck, by probe: any HealthProbe, redaction: SecretRedaction,
        timer: any Clock<Duration> = ContinuousClock()
    ) {
        self.check = check
        self.probe = probe
        self.redaction = redaction
        self.timer = timer
    }

    /// Asks until the component is healthy.
    ///
    /// - Parameters:
    ///   - component: its name, for messages.
    ///   - stack: the stack as it was deployed.
    /// - Returns: what was asked and answered.
    /// - Throws: `ProvisioningError` with code `Unhealthy` when the grace is over; another `ProvisioningFailure` for what does not
    ///   pass with time; `CancellationError`.
    package func verify(
        _ component: String, in stack: StackSnapshot, progress: any ProgressReporter
    ) async throws -> String {
        progress.report(.phase("waiting until \(component) is healthy, up to \(check.grace) s"))
        let (attempts, answer) = try await ask(stack, progress, on: timer)
        switch answer {
        case .healthy(let text):
            let shown = redaction.redacted(text)
            progress.report(.note("healthy: \(shown)"))
            return shown
        case .unhealthy(let text):
            let words = try await probe.explain(check, of: stack).map { "The function says:\n\($0)\n" }
            throw ProvisioningError(
                .operation, code: "Unhealthy",
                "\(component) is deployed and did not become healthy within \(check.grace) s "
                    + "(\(attempts) \(attempts == 1 ? "attempt" : "attempts")): \(redaction.redacted(text))",
                hint: redaction.redacted(words ?? "")
                    + "Everything that was deployed stays. Mend the server, or health: in provision.yaml, and apply again: "
                    + "when nothing else is to be done, apply asks once more.")
        }
    }

    private func ask<Timer: Clock<Duration>>(
        _ stack: StackSnapshot, _ progress: any ProgressReporter, on timer: Timer
    ) async throws -> (attempts: Int, last: HealthAnswer) {
        let schedule = HealthSchedule(grace: .seconds(check.grace))
        let start = timer.now
        var attempts = 0
        var reported = ""
        while true {
            let limit = schedule.limit(elapsed: start.duration(to: timer.now))
            let answer = try await probe.ask(check, of: stack, within: limit)
            attempts += 1
            guard case .unhealthy(let text) = answer,
                let pause = schedule.pause(afterAttempts: attempts, elapsed: start.duration(to: timer.now))
            else { return (attempts, answer) }
            if text != reported {
                reported = text
                progress.report(.note("not healthy yet: \(redaction.redacted(text))"))
            }
            try await timer.sleep(for: pause)
        }
    }
}
