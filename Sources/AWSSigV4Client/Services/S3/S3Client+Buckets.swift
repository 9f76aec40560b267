internal import ExpatXML
internal import HTTPTransport

extension S3Client {
    /// `HeadBucket`: whether the bucket exists, belongs to the owner and can be reached.
    ///
    /// Its errors have no text.
    package func headBucket() async throws {
        _ = try await send("HeadBucket", "HEAD")
    }

    /// `CreateBucket` in the client's region.
    ///
    /// us-east-1 is named by leaving it out. A new bucket is private, refuses access lists and public policies and encrypts its
    /// objects with keys of S3 (defaults since April and January 2023).
    package func createBucket() async throws {
        var document: XMLElement?
        if client.region != "us-east-1" {
            document = XMLElement(
                "CreateBucketConfiguration", XMLElement("LocationConstraint", text: client.region))
        }
        _ = try await send("CreateBucket", "PUT", document: document, isChecked: false, isOwnerNamed: false)
    }

    /// `PutPublicAccessBlock` with all four settings on.
    package func blockPublicAccess() async throws {
        _ = try await send(
            "PutPublicAccessBlock", "PUT", query: [("publicAccessBlock", "")],
            document: XMLElement(
                "PublicAccessBlockConfiguration", XMLElement("BlockPublicAcls", text: "true"),
                XMLElement("IgnorePublicAcls", text: "true"), XMLElement("BlockPublicPolicy", text: "true"),
                XMLElement("RestrictPublicBuckets", text: "true")))
    }

    /// `GetBucketTagging`; no tags when the bucket has none.
    package func bucketTags() async throws -> [String: String] {
        let operation = "GetBucketTagging"
        do {
            let answer = try root(try await send(operation, "GET", query: [("tagging", "")]), of: operation)
            return (answer.first("TagSet")?.children(named: "Tag") ?? []).reduce(into: [:]) { tags, tag in
                if let key = tag.text("Key") { tags[key] = tag.text("Value") ?? "" }
            }
        } catch let error as AWSServiceError where error.code == "NoSuchTagSet" {
            return [:]
        }
    }

    /// `PutBucketTagging`: replaces all tags.
    package func setBucketTags(_ tags: [String: String]) async throws {
        let set = tags.sorted { $0.key < $1.key }.map { tag in
            XMLElement("Tag", XMLElement("Key", text: tag.key), XMLElement("Value", text: tag.value))
        }
        _ = try await send(
            "PutBucketTagging", "PUT", query: [("tagging", "")],
            document: XMLElement("Tagging", XMLElement(name: "TagSet", children: set)))
    }

    /// `GetBucketLifecycleConfiguration`: whether the bucket has rules of any kind.
    package func hasLifecycle() async throws -> Bool {
        do {
            _ = try await send("GetBucketLifecycleConfiguration", "GET", query: [("lifecycle", "")])
            return true
        } catch let error as AWSServiceError where error.code == "NoSuchLifecycleConfiguration" {
            return false
        }
    }

    /// `PutBucketLifecycleConfiguration` with the one rule that unfinished uploads end.
    ///
    /// - Parameter days: after their begin.
    package func expireUnfinishedUploads(afterDays days: Int) async throws {
        _ = try await send(
            "PutBucketLifecycleConfiguration", "PUT", query: [("lifecycle", "")],
            document: XMLElement(
                "LifecycleConfiguration",
                XMLElement(
                    "Rule", XMLElement("ID", text: "semantest-unfinished-uploads"),
                    XMLElement("Filter", XMLElement("Prefix", text: "")), XMLElement("Status", text: "Enabled"),
                    XMLElement(
                        "AbortIncompleteMultipartUpload", XMLElement("DaysAfterInitiation", text: "\(days)")))))
    }
}
