internal import OpenSSLCrypto
internal import OrderedJSON

/// Where Lambda gets a function's code from.
package enum LambdaCode: Sendable, Equatable {
    /// The bytes of a zip, at most 50 MB.
    case zip([UInt8])
    /// A zip in the file system, at most 50 MB; read while the request is built.
    case zipFile(path: String)
    /// An object in S3.
    case s3(bucket: String, key: String, objectVersion: String? = nil)

    /// The members for an S3 object; none for a zip, which ``writing(into:rest:)`` puts in.
    private var members: JSONBody {
        var body = JSONBody()
        if case .s3(let bucket, let key, let objectVersion) = self {
            body.set("S3Bucket", bucket)
            body.set("S3Key", key)
            body.set("S3ObjectVersion", objectVersion)
        }
        return body
    }

    /// A request body with the code's members at its start, within an object `name` if given, then the rest.
    ///
    /// Base 64 is written straight into the body: at no time are there two copies of the encoded zip.
    ///
    /// - Throws: ``LambdaCodeError`` when the file can't be read.
    func body(in name: String?, before rest: JSONBody) throws -> [UInt8] {
        var body = Array((name.map { "{\"\($0)\":{" } ?? "{").utf8)
        switch self {
        case .zip(let bytes):
            try appendZip(to: &body, size: bytes.count) { append in
                for start in stride(from: 0, to: bytes.count, by: LambdaCodeFile.chunk) {
                    append(Array(bytes[start..<min(start + LambdaCodeFile.chunk, bytes.count)]))
                }
            }
        case .zipFile(let path):
            let file = try LambdaCodeFile(path)
            try appendZip(to: &body, size: file.size) { append in try file.read(append) }
        case .s3:
            body += members.bytes.dropFirst().dropLast()
        }
        if name != nil { body.append(UInt8(ascii: "}")) }
        let others = rest.bytes
        if others.count > 2 { body.append(UInt8(ascii: ",")) }
        body += others.dropFirst()
        return body
    }

    private func appendZip(
        to body: inout [UInt8], size: Int, _ read: (_ append: ([UInt8]) -> Void) throws -> Void
    ) throws {
        body.reserveCapacity(body.count + size / 3 * 4 + 4096)
        body += "\"ZipFile\":\"".utf8
        try read { chunk in body += Base64.encode(chunk).utf8 }
        body.append(UInt8(ascii: "\""))
    }
}
