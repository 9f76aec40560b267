/// Which records of a stack's deployments stay.
public enum DeploymentRetention {
    /// Sorts deployments into those that stay and those that go.
    ///
    /// The latest `keep` that succeeded stay, as many that failed, and every one that has not ended.
    ///
    /// - Parameters:
    ///   - deployments: of one stack, the latest first.
    ///   - keep: how many, at least 1.
    public static func split(
        _ deployments: [Deployment], keep: Int
    ) -> (kept: [Deployment], expired: [Deployment]) {
        var left = [true: keep, false: keep]
        var result: (kept: [Deployment], expired: [Deployment]) = ([], [])
        for deployment in deployments {
            let succeeded: Bool
            switch deployment.status {
            case .pending, .inProgress:
                result.kept.append(deployment)
                continue
            case .completed, .rolledBack: succeeded = true
            case .failed: succeeded = false
            }
            if let count = left[succeeded], count > 0 {
                left[succeeded] = count - 1
                result.kept.append(deployment)
            } else {
                result.expired.append(deployment)
            }
        }
        return result
    }
}
