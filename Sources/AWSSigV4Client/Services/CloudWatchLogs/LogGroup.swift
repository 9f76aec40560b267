internal import OrderedJSON

/// A log group as CloudWatch Logs describes it.
package struct LogGroup: Sendable, Equatable {
    package var name: String
    /// The ARN without `:*` at its end.
    package var arn: String
    /// `nil`: events are kept for ever.
    package var retentionInDays: Int?
    package var kmsKeyID: String?
    /// `STANDARD`, `INFREQUENT_ACCESS` or `DELIVERY`.
    package var logGroupClass: String?
    /// Milliseconds since 1970.
    package var creationTime: Int?
    package var storedBytes: Int?

    init(_ json: JSONValue) {
        name = json.text("logGroupName") ?? ""
        let arn = json.text("logGroupArn") ?? json.text("arn") ?? ""
        self.arn = arn.hasSuffix(":*") ? String(arn.dropLast(2)) : arn
        retentionInDays = json.int("retentionInDays")
        kmsKeyID = json.text("kmsKeyId")
        logGroupClass = json.text("logGroupClass")
        creationTime = json.int("creationTime")
        storedBytes = json.int("storedBytes")
    }
}
