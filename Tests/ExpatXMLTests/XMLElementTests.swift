import ExpatXML
import Testing

@Suite struct XMLElementTests {
    @Test func readsNestedElementsTextAndEntities() throws {
        let root = try XMLElement.parse(
            Array(
                """
                <?xml version="1.0"?>
                <!-- a comment -->
                <aws:Response xmlns:aws="urn:x"><Role Kind="a"><Arn>arn:aws&#58;iam &lt;&amp;&gt;</Arn>
                <Tags><member><Key>ключ</Key></member><member><Key><![CDATA[<b>]]></Key></member></Tags></Role>
                <Role><Path>/</Path></Role></aws:Response>
                """.utf8))
        #expect(root.name == "Response")
        #expect(root.text("Role", "Arn") == "arn:aws:iam <&>")
        #expect(root.text("Role", "Path") == "/")
        #expect(root.members("Role", "Tags").map { $0.text("Key") } == ["ключ", "<b>"])
        #expect(root.members("Role", "Nothing").isEmpty)
        #expect(root.first("Role", "Missing") == nil)
        #expect(root.first()?.name == "Response")
        #expect(root.children(named: "Role").count == 2)
    }

    @Test func readsDeclaredEncoding() throws {
        let root = try XMLElement.parse(
            Array("<?xml version='1.0' encoding='ISO-8859-1'?><a>".utf8) + [0xE9] + Array("</a>".utf8))
        #expect(root == XMLElement(name: "a", text: "é"))
    }

    @Test(arguments: [
        ("", 1), ("plain", 1), ("<a>\n<b></a>", 2), ("<a>", 1), ("<a/>\n<b/>", 2), ("<a>&unknown;</a>", 1),
        ("<a>\u{0}</a>", 1),
    ])
    func refusesMalformedDocuments(document: String, line: Int) {
        let error = #expect(throws: XMLError.self) { try XMLElement.parse(Array(document.utf8)) }
        #expect(error?.line == line)
        guard case .malformed = error?.kind else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test func refusesDocumentTypes() {
        let bomb = "<!DOCTYPE a [<!ENTITY b \"bbbb\"><!ENTITY c SYSTEM \"file:///etc/passwd\">]>\n<a>&b;&c;</a>"
        #expect(throws: XMLError(.documentType, line: 1)) { try XMLElement.parse(Array(bomb.utf8)) }
    }

    @Test func keepsToItsLimits() {
        let limits = XMLLimits(bytes: 60, depth: 3, elements: 5)
        #expect(throws: XMLError(.tooDeep(limit: 3), line: 2)) {
            try XMLElement.parse(Array("<a><a>\n<a><a></a></a></a></a>".utf8), limits: limits)
        }
        #expect(throws: XMLError(.tooManyElements(limit: 5), line: 1)) {
            try XMLElement.parse(Array("<a><b/><b/><b/><b/><b/></a>".utf8), limits: limits)
        }
        #expect(throws: XMLError(.tooLarge(bytes: 61, limit: 60), line: 1)) {
            try XMLElement.parse([UInt8](repeating: 32, count: 61), limits: limits)
        }
    }

    @Test(arguments: [
        XMLError(.malformed("syntax error"), line: 3), XMLError(.documentType, line: 1),
        XMLError(.tooDeep(limit: 9), line: 1),
        XMLError(.tooLarge(bytes: 9, limit: 8), line: 1), XMLError(.tooManyElements(limit: 7), line: 1),
        XMLError(.outOfMemory, line: 1),
    ])
    func describesErrorsWithTheirLine(error: XMLError) {
        #expect(error.description.hasPrefix("XML line \(error.line): "))
    }
}
