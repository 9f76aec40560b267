/// The package URL of an npm package (github.com/package-url/purl-spec, type `npm`): `pkg:npm/%40scope/name@1.2.3`.
enum PackageURL {
    /// The URL of a package; without a version it stands for any.
    static func npm(_ name: String, version: String?) -> String {
        let path = name.unicodeScalars.split(separator: "/").map { encoded(String($0)) }.joined(separator: "/")
        return "pkg:npm/\(path)\(version.map { "@\(encoded($0))" } ?? "")"
    }

    private static func encoded(_ text: String) -> String {
        var result = ""
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                result.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                let digits = String(byte, radix: 16, uppercase: true)
                result += "%" + (digits.utf8.count == 1 ? "0" : "") + digits
            }
        }
        return result
    }
}
