import ProvisioningDomain

/// Asks each question on the way that its check wants; the cloud explains.
struct RoutedHealthProbe: HealthProbe {
    /// Asks at the public URL.
    let endpoint: any HealthProbe
    /// Asks by way of the cloud.
    let function: any HealthProbe

    func ask(
        _ check: HealthCheck, of stack: StackSnapshot, within limit: Duration
    ) async throws -> HealthAnswer {
        switch check.route {
        case .url: try await endpoint.ask(check, of: stack, within: limit)
        case .invoke: try await function.ask(check, of: stack, within: limit)
        }
    }

    func explain(_ check: HealthCheck, of stack: StackSnapshot) async throws -> String? {
        try await function.explain(check, of: stack)
    }
}
