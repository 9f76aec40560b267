/// A separate set of AWS regions with its own accounts, ARNs and host names.
///
/// Source: botocore's `partitions.json`.
package struct AWSPartition: Sendable, Equatable {
    /// The second part of its ARNs.
    package let name: String
    /// What its host names end in.
    package let dnsSuffix: String
    /// The region in which its global services are signed.
    package let globalSigningRegion: String
    /// The host of IAM.
    package let iamHost: String

    package static let aws = AWSPartition(
        name: "aws", dnsSuffix: "amazonaws.com", globalSigningRegion: "us-east-1", iamHost: "iam.amazonaws.com")
    package static let china = AWSPartition(
        name: "aws-cn", dnsSuffix: "amazonaws.com.cn", globalSigningRegion: "cn-north-1",
        iamHost: "iam.cn-north-1.amazonaws.com.cn")
    package static let govCloud = AWSPartition(
        name: "aws-us-gov", dnsSuffix: "amazonaws.com", globalSigningRegion: "us-gov-west-1",
        iamHost: "iam.us-gov.amazonaws.com")
    package static let europeanSovereign = AWSPartition(
        name: "aws-eusc", dnsSuffix: "amazonaws.eu", globalSigningRegion: "eusc-de-east-1",
        iamHost: "iam.eusc-de-east-1.amazonaws.eu")
    package static let iso = AWSPartition(
        name: "aws-iso", dnsSuffix: "c2s.ic.gov", globalSigningRegion: "us-iso-east-1",
        iamHost: "iam.us-iso-east-1.c2s.ic.gov")
    package static let isoB = AWSPartition(
        name: "aws-iso-b", dnsSuffix: "sc2s.sgov.gov", globalSigningRegion: "us-isob-east-1",
        iamHost: "iam.us-isob-east-1.sc2s.sgov.gov")

    /// Every partition that is known here.
    package static let all: [AWSPartition] = [.aws, .china, .govCloud, .europeanSovereign, .iso, .isoB]

    /// The partition of a region; unknown regions are taken to be in `aws`.
    package static func of(region: String) -> AWSPartition {
        let prefixes: [(String, AWSPartition)] = [
            ("cn-", .china), ("us-gov-", .govCloud), ("eusc-", .europeanSovereign), ("us-isob-", .isoB),
            ("us-iso-", .iso),
        ]
        return prefixes.first { region.hasPrefix($0.0) }?.1 ?? .aws
    }
}
