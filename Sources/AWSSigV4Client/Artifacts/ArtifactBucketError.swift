internal import HTTPTransport
internal import ProvisioningDomain

/// What the errors of S3 mean for the artifact bucket.
enum ArtifactBucketError {
    /// Describes what went wrong with a bucket or an object of it; failures that say so themselves stay what they are.
    static func describing(_ error: any Error, on s3: S3Client, key: String? = nil) -> any Error {
        if error is CancellationError { return error }
        let subject = "the artifact bucket \(s3.bucket)"
        guard let error = error as? AWSServiceError else { return AWSResourceError.describing(error, on: subject) }
        let object = key.map { "s3://\(s3.bucket)/\($0)" } ?? "s3://\(s3.bucket)"
        if error.code == .bucketAlreadyExists {
            return AWSResourceError(
                .operation, code: "ArtifactBucketTaken", resource: subject,
                "another AWS account than \(s3.owner) owns a bucket of that name: \(error)",
                hint:
                    "Nothing was sent to it. Make the package smaller than 50 MB, or report the bucket to AWS support.")
        }
        // Answers to HEAD have no text.
        if error.statusCode == 403, !error.isAuthenticationFailure, !error.isClockSkew {
            return AWSResourceError(
                .operation, code: "ArtifactBucketDenied", resource: subject,
                "\(error.operation) of \(object) was refused: either the caller may not, or the bucket does not belong to account "
                    + "\(s3.owner): \(error)",
                hint:
                    "Allow the S3 actions that docs/aws.md lists, s3:ListBucket among them; see who owns the bucket with: aws s3api head-bucket "
                    + "--bucket \(s3.bucket) --expected-bucket-owner \(s3.owner)")
        }
        if [301, 307].contains(error.statusCode) || error.code == "AuthorizationHeaderMalformed" {
            return AWSResourceError(
                .operation, code: "ArtifactBucketElsewhere", resource: subject,
                "\(error.operation) of \(object) was sent to \(s3.client.region), and the bucket is in another region: \(error)",
                hint: "Delete the bucket there when nothing is in it: its name belongs to \(s3.client.region).")
        }
        return AWSResourceError.describing(error, on: subject)
    }
}
