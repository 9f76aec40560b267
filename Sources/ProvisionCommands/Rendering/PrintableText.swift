/// Text of somebody else, as file names, answers of a cloud and logs of a server, in a form that no terminal obeys.
enum PrintableText {
    /// The text with control characters as `\\u{1B}`, also those that change the direction of writing; line ends and tabs stay.
    static func of(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: isUnsafe) else { return text }
        var result = ""
        for scalar in text.unicodeScalars {
            if isUnsafe(scalar) {
                result += "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
            } else {
                result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    /// C0, DEL, C1 (ECMA-48) and the explicit directional formatting characters (UAX #9, section 2).
    private static func isUnsafe(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x09, 0x0A: false
        case 0x00...0x1F, 0x7F...0x9F, 0x202A...0x202E, 0x2066...0x2069: true
        default: false
        }
    }
}
