/// An object of a bucket that holds an artifact.
public struct ArtifactPlace: Sendable, Hashable, CustomStringConvertible {
    /// The bucket's name.
    public var bucket: String
    /// The object's key, `<sha256>.zip`.
    public var key: String

    /// Names an object.
    public init(bucket: String, key: String) {
        self.bucket = bucket
        self.key = key
    }

    /// As the AWS command line writes it, `s3://<bucket>/<key>`.
    public var description: String { "s3://\(bucket)/\(key)" }
}
