/// Keeps credentials and asks for new ones a while before they expire; many callers wait for one refresh.
package actor CachingCredentialsProvider: CredentialsProvider {
    private let inner: any CredentialsProvider
    private let now: @Sendable () -> SigningDate
    private let margin: Int
    private var cached: AWSCredentials?
    private var isRefreshing = false
    private var waiting: [CheckedContinuation<Void, Never>] = []

    /// - Parameter margin: Seconds before the expiration from which on credentials are refreshed.
    package init(_ inner: any CredentialsProvider, margin: Int = 300, now: @escaping @Sendable () -> SigningDate) {
        self.inner = inner
        self.margin = margin
        self.now = now
    }

    package func credentials() async throws -> AWSCredentials {
        while isRefreshing, !isFresh(cached, margin: margin) {
            await withCheckedContinuation { waiting.append($0) }
            try Task.checkCancellation()
        }
        if let cached, isFresh(cached, margin: margin) { return cached }
        isRefreshing = true
        defer {
            isRefreshing = false
            for continuation in waiting { continuation.resume() }
            waiting = []
        }
        do {
            let fresh = try await inner.credentials()
            cached = fresh
            return fresh
        } catch let error as CredentialsError {
            // What is still valid is better than nothing.
            if let cached, isFresh(cached, margin: 0) { return cached }
            throw error
        }
    }

    /// Asks the source again, unless somebody has done so meanwhile.
    package func renew(after refused: AWSCredentials) async throws -> Bool {
        if cached == refused { cached = nil }
        do {
            return try await credentials() != refused
        } catch is CredentialsError {
            return false
        }
    }

    private func isFresh(_ credentials: AWSCredentials?, margin: Int) -> Bool {
        guard let credentials else { return false }
        guard let expiration = credentials.expiration else { return true }
        return now().epochSeconds + margin < expiration.epochSeconds
    }
}
