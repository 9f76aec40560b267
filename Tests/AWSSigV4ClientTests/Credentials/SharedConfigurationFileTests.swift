import AWSSigV4Client
import Testing

@Suite struct SharedConfigurationFileTests {
    @Test(
        arguments: [
            ("", [:]), ("# comment\n; another\n\n   # indented\n", [:]), ("[a]\n", ["a": [:]]),
            ("[a]\nx = 1\ny=2\nX  =  3", ["a": ["x": "3", "y": "2"]]),
            ("[profile  b ]\r\nregion = us-east-1\r\n", ["profile b": ["region": "us-east-1"]]),
            ("[profile \"b c\"]\nx=1\n['d']\n", ["profile b c": ["x": "1"], "d": [:]]),
            (
                "[a] # comment\nx = 1 # comment\ny = 2 ; comment\nz = a#b;c\n",
                ["a": ["x": "1", "y": "2", "z": "a#b;c"]]
            ),
            ("[a]\nx = 1\n  more\n\tand more\ny = 2", ["a": ["x": "1\nmore\nand more", "y": "2"]]),
            ("[a]\ns3 =\n  max_concurrent = 20\n  y = 1\nregion = r", ["a": ["s3": "", "region": "r"]]),
            ("[a]\nx=1\n[b]\nx=2\n[a]\ny=3", ["a": ["x": "1", "y": "3"], "b": ["x": "2"]]),
            ("\u{FEFF}[a]\nkey = a=b==", ["a": ["key": "a=b=="]]), ("[a]\nx =", ["a": ["x": ""]]),
        ] as [(String, [String: [String: String]])])
    func reads(text: String, sections: [String: [String: String]]) throws {
        #expect(try SharedConfigurationFile(text, file: "f").sections == sections)
    }

    @Test(arguments: [
        ("[a\n", 1, "a section without its ]"), ("\n[]", 2, "a section without a name"),
        ("[a] b", 1, "text after the ] of a section"), ("x = 1", 1, "\"x\" stands before the first section"),
        ("[a]\nx", 2, "\"x\" is neither a section nor name = value"),
        ("[a]\naws_secret_access_key wJalrXUtn", 2, "\"aws_secr…\" is neither a section nor name = value"),
        ("[a]\n= 1", 2, "a value without a name"), ("[a]\n x = 1", 2, "an indented line without a setting above it"),
        ("[a]\nx = 1\n[b]\n y", 4, "an indented line without a setting above it"),
    ])
    func refuses(text: String, line: Int, reason: String) {
        let error = #expect(throws: SharedConfigurationError(file: "/c", line: line, reason: reason)) {
            try SharedConfigurationFile(text, file: "/c")
        }
        #expect(error?.description == "/c:\(line): \(reason)")
    }
}
