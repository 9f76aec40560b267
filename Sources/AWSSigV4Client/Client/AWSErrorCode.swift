/// What AWS calls an error; codes that have no name here are kept as they came.
package struct AWSErrorCode: Sendable, Hashable, ExpressibleByStringLiteral, CustomStringConvertible {
    /// The code on the wire.
    package let wire: String

    package init(_ wire: String) { self.wire = wire }

    package init(stringLiteral value: String) { wire = value }

    package var description: String { wire }

    /// Whether the code is one of those named here.
    package var isRecognised: Bool { Self.recognised.contains(self) }

    // Absent and present.
    package static let noSuchEntity: AWSErrorCode = "NoSuchEntity"
    package static let resourceNotFound: AWSErrorCode = "ResourceNotFoundException"
    package static let notFound: AWSErrorCode = "NotFoundException"
    package static let entityAlreadyExists: AWSErrorCode = "EntityAlreadyExists"
    package static let resourceAlreadyExists: AWSErrorCode = "ResourceAlreadyExistsException"
    package static let resourceConflict: AWSErrorCode = "ResourceConflictException"
    package static let resourceInUse: AWSErrorCode = "ResourceInUseException"
    package static let conflict: AWSErrorCode = "ConflictException"
    package static let deleteConflict: AWSErrorCode = "DeleteConflict"
    package static let concurrentModification: AWSErrorCode = "ConcurrentModification"
    package static let operationAborted: AWSErrorCode = "OperationAbortedException"
    package static let preconditionFailed: AWSErrorCode = "PreconditionFailedException"
    // Buckets and their objects.
    package static let noSuchBucket: AWSErrorCode = "NoSuchBucket"
    package static let noSuchKey: AWSErrorCode = "NoSuchKey"
    package static let noSuchUpload: AWSErrorCode = "NoSuchUpload"
    package static let bucketAlreadyExists: AWSErrorCode = "BucketAlreadyExists"
    package static let bucketAlreadyOwnedByYou: AWSErrorCode = "BucketAlreadyOwnedByYou"
    // Input.
    package static let invalidParameterValue: AWSErrorCode = "InvalidParameterValueException"
    package static let invalidParameter: AWSErrorCode = "InvalidParameterException"
    package static let invalidInput: AWSErrorCode = "InvalidInput"
    package static let badRequest: AWSErrorCode = "BadRequestException"
    package static let malformedPolicyDocument: AWSErrorCode = "MalformedPolicyDocument"
    package static let validationError: AWSErrorCode = "ValidationError"
    package static let validation: AWSErrorCode = "ValidationException"
    package static let requestTooLarge: AWSErrorCode = "RequestEntityTooLargeException"
    // Quotas.
    package static let limitExceeded: AWSErrorCode = "LimitExceeded"
    package static let limitExceededException: AWSErrorCode = "LimitExceededException"
    package static let codeStorageExceeded: AWSErrorCode = "CodeStorageExceededException"
    package static let policyLengthExceeded: AWSErrorCode = "PolicyLengthExceededException"
    // Throttling.
    package static let tooManyRequests: AWSErrorCode = "TooManyRequestsException"
    package static let throttling: AWSErrorCode = "Throttling"
    package static let throttlingException: AWSErrorCode = "ThrottlingException"
    package static let requestLimitExceeded: AWSErrorCode = "RequestLimitExceeded"
    package static let slowDown: AWSErrorCode = "SlowDown"
    // Permission and signature.
    package static let accessDenied: AWSErrorCode = "AccessDenied"
    package static let accessDeniedException: AWSErrorCode = "AccessDeniedException"
    package static let expiredToken: AWSErrorCode = "ExpiredToken"
    package static let expiredTokenException: AWSErrorCode = "ExpiredTokenException"
    package static let invalidClientTokenID: AWSErrorCode = "InvalidClientTokenId"
    package static let unrecognizedClient: AWSErrorCode = "UnrecognizedClientException"
    package static let signatureDoesNotMatch: AWSErrorCode = "SignatureDoesNotMatch"
    package static let invalidSignature: AWSErrorCode = "InvalidSignatureException"
    package static let requestExpired: AWSErrorCode = "RequestExpired"
    package static let requestTimeTooSkewed: AWSErrorCode = "RequestTimeTooSkewed"
    // AWS's own trouble.
    package static let service: AWSErrorCode = "ServiceException"
    package static let serviceFailure: AWSErrorCode = "ServiceFailure"
    package static let serviceUnavailable: AWSErrorCode = "ServiceUnavailable"
    package static let serviceUnavailableException: AWSErrorCode = "ServiceUnavailableException"
    package static let internalFailure: AWSErrorCode = "InternalFailure"
    package static let internalError: AWSErrorCode = "InternalError"
    package static let requestTimeout: AWSErrorCode = "RequestTimeout"

    static let absent: Set<AWSErrorCode> = [
        .noSuchEntity, .resourceNotFound, .notFound, .noSuchBucket, .noSuchKey, .noSuchUpload, "NoSuchTagSet",
        "NoSuchLifecycleConfiguration",
    ]
    static let present: Set<AWSErrorCode> = [.entityAlreadyExists, .resourceAlreadyExists]
    static let invalid: Set<AWSErrorCode> = [
        .resourceConflict, .resourceInUse, .conflict, .deleteConflict, .concurrentModification, .operationAborted,
        .preconditionFailed,
        .invalidParameterValue, .invalidParameter, .invalidInput, .badRequest, .malformedPolicyDocument,
        .validationError, .validation, .requestTooLarge, .limitExceeded, .limitExceededException,
        .codeStorageExceeded, .policyLengthExceeded,
    ]
    static let exhausted: Set<AWSErrorCode> = [
        .limitExceeded, .limitExceededException, .codeStorageExceeded, .policyLengthExceeded, "ServiceQuotaExceeded",
        "ServiceQuotaExceededException",
    ]
    static let throttled: Set<AWSErrorCode> = [
        .tooManyRequests, .throttling, .throttlingException, .requestLimitExceeded, .slowDown, "ThrottledException",
        "RequestThrottled", "RequestThrottledException", "BandwidthLimitExceeded", "PriorRequestNotComplete",
        "TransactionInProgressException", "ProvisionedThroughputExceededException", "EC2ThrottledException",
    ]
    /// Something else is done to the same thing just now, so nothing was done: S3's words for it.
    static let busy: Set<AWSErrorCode> = ["OperationAborted", "ConditionalRequestConflict"]
    static let denied: Set<AWSErrorCode> = [.accessDenied, .accessDeniedException, "UnauthorizedOperation"]
    static let badCredentials: Set<AWSErrorCode> = [
        .expiredToken, .expiredTokenException, .invalidClientTokenID, .unrecognizedClient, "InvalidAccessKeyId",
        "InvalidToken",
    ]
    static let badSignature: Set<AWSErrorCode> = [.signatureDoesNotMatch, .invalidSignature]
    static let skewed: Set<AWSErrorCode> = [.requestExpired, .requestTimeTooSkewed, "RequestInTheFuture"]
    static let transient: Set<AWSErrorCode> = [
        .service, .serviceFailure, .serviceUnavailable, .serviceUnavailableException, .internalFailure,
        .internalError, .requestTimeout, "RequestTimeoutException", "InternalServerError", "IDPCommunicationError",
    ]

    private static let recognised = [
        absent, present, invalid, throttled, busy, denied, badCredentials, badSignature, skewed, transient,
    ].reduce(into: Set<AWSErrorCode>()) { $0.formUnion($1) }
}
