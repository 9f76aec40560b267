internal import ExpatXML

extension XMLElement {
    /// An element with children.
    init(_ name: String, _ children: XMLElement...) { self.init(name: name, children: children) }

    /// An element with text.
    init(_ name: String, text: String) { self.init(name: name, text: text) }

    /// The element as a document of its own in a namespace.
    func document(namespace: String) -> [UInt8] {
        var bytes = Array("<\(name) xmlns=\"\(namespace)\">".utf8)
        writeContent(to: &bytes)
        bytes += "</\(name)>".utf8
        return bytes
    }

    private func write(to bytes: inout [UInt8]) {
        bytes += "<\(name)>".utf8
        writeContent(to: &bytes)
        bytes += "</\(name)>".utf8
    }

    private func writeContent(to bytes: inout [UInt8]) {
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "&"): bytes += "&amp;".utf8
            case UInt8(ascii: "<"): bytes += "&lt;".utf8
            case UInt8(ascii: ">"): bytes += "&gt;".utf8
            default: bytes.append(byte)
            }
        }
        for child in children { child.write(to: &bytes) }
    }
}
