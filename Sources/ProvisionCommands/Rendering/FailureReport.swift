import AWSSigV4Client
import HTTPTransport
import ProvisionConfiguration
package import ProvisioningDomain

/// A failure as it is shown.
package struct FailureReport: Error, Sendable, Hashable {
    /// What kind of failure it is.
    package var category: FailureCategory
    /// A stable code.
    package var code: String
    /// What was tried, on what, what came back, and what to do.
    package var message: String
    /// Where in the configuration, when it is wrong there.
    package var places: [Place] = []

    /// One thing that is wrong in a file.
    package struct Place: Sendable, Hashable {
        /// As the user named it.
        package var path: String
        /// From 1.
        package var line: Int
        /// From 1.
        package var column: Int
        /// What is wrong.
        package var message: String
    }

    package init(category: FailureCategory, code: String, message: String) {
        self.category = category
        self.code = code
        self.message = message
    }

    /// Describes any error.
    package init(_ error: any Error) {
        switch error {
        case let report as FailureReport:
            self = report
        case let error as ConfigurationError:
            self.init(category: error.category, code: error.code, message: error.description)
            places = error.problems.map {
                Place(path: $0.path, line: $0.line, column: $0.column, message: $0.message)
            }
        case let failure as any ProvisioningFailure:
            self.init(category: failure.category, code: failure.code, message: failure.description)
        case let error as CredentialsError:
            self.init(category: .credentials, code: "NoCredentials", message: error.description)
        case is RegionError:
            self.init(category: .configuration, code: "NoRegion", message: "\(error)")
        case is EndpointError:
            self.init(category: .configuration, code: "InvalidEndpoint", message: "\(error)")
        case is SharedConfigurationError, is FileReadError:
            self.init(category: .configuration, code: "InvalidSharedConfiguration", message: "\(error)")
        case is HTTPTransportError:
            self.init(category: .operation, code: "RequestFailed", message: "\(error)")
        case let invalid as InvalidValue:
            self.init(category: .configuration, code: "InvalidValue", message: invalid.description)
        case is CancellationError:
            self.init(
                category: .interrupted, code: "Interrupted",
                message: "interrupted; run the command again to find out what was done and to finish it")
        default:
            self.init(category: .operation, code: "Unexpected", message: "\(error)")
        }
    }
}
