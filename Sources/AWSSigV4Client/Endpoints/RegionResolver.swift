/// Finds the region as the AWS SDKs do: given explicitly, `AWS_REGION`, `AWS_DEFAULT_REGION`, `region` of the profile.
package struct RegionResolver: Sendable {
    private let environment: [String: String]
    private let profileRegion: String?

    package init(environment: [String: String], profileRegion: String? = nil) {
        self.environment = environment
        self.profileRegion = profileRegion
    }

    /// The region to work in.
    ///
    /// - Throws: ``RegionError`` when no source names one, or the name can't be one.
    package func region(explicit: String? = nil) throws -> String {
        let candidates = [
            explicit, environment["AWS_REGION"], environment["AWS_DEFAULT_REGION"], profileRegion,
        ]
        guard let region = candidates.lazy.compactMap({ $0 }).first(where: { !$0.isEmpty }) else {
            throw RegionError(invalid: nil)
        }
        let isLabel = region.utf8.allSatisfy {
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) || (48...57).contains($0) || $0 == UInt8(ascii: "-")
        }
        guard isLabel else { throw RegionError(invalid: region) }
        return region
    }
}

/// No region, or one that can't be part of a host name.
package struct RegionError: Error, Sendable, Equatable, CustomStringConvertible {
    package let invalid: String?

    package init(invalid: String?) {
        self.invalid = invalid
    }

    package var description: String {
        if let invalid {
            return
                "\"\(invalid)\" is no AWS region: a region is lower-case letters, digits and hyphens, such as us-east-1"
        }
        return "no AWS region: tried the configuration, AWS_REGION, AWS_DEFAULT_REGION and region of the profile; "
            + "set one of them, such as AWS_REGION=us-east-1"
    }
}
