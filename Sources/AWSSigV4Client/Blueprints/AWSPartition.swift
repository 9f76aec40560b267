/// The partition that a region belongs to, and what its names are made of
/// (docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html; botocore partitions.json).
public struct AWSPartition: Sendable, Hashable {
    /// The second part of every ARN: `aws`, `aws-cn`, `aws-us-gov` ….
    public let id: String
    /// The domain that host names end in.
    public let domainSuffix: String

    /// The partition of a region; unknown regions belong to `aws`.
    public init(region: String) {
        let prefixes = [
            ("cn-", "aws-cn", "amazonaws.com.cn"), ("us-gov-", "aws-us-gov", "amazonaws.com"),
            ("us-isob-", "aws-iso-b", "sc2s.sgov.gov"), ("us-isof-", "aws-iso-f", "csp.hci.ic.gov"),
            ("us-iso-", "aws-iso", "c2s.ic.gov"), ("eu-isoe-", "aws-iso-e", "cloud.adc-e.uk"),
            ("eusc-", "aws-eusc", "amazonaws.eu"),
        ]
        let match = prefixes.first { region.hasPrefix($0.0) }
        id = match?.1 ?? "aws"
        domainSuffix = match?.2 ?? "amazonaws.com"
    }
}
