internal import CSystemExpat

extension XMLElement {
    /// Reads a document.
    ///
    /// - Parameters:
    ///   - bytes: The document in UTF-8, UTF-16, ISO-8859-1 or US-ASCII, as its declaration says.
    ///   - limits: Larger documents are refused.
    /// - Returns: The root element.
    /// - Throws: `XMLError`.
    package static func parse(_ bytes: [UInt8], limits: XMLLimits = XMLLimits()) throws(XMLError) -> XMLElement {
        guard bytes.count <= limits.bytes, bytes.count <= Int(Int32.max) else {
            throw XMLError(.tooLarge(bytes: bytes.count, limit: limits.bytes), line: 1)
        }
        guard let parser = unsafe XML_ParserCreate(nil) else { throw XMLError(.outOfMemory, line: 1) }
        defer { unsafe XML_ParserFree(parser) }
        let builder = unsafe XMLTreeBuilder(parser: parser, limits: limits)
        unsafe XML_SetUserData(parser, Unmanaged.passUnretained(builder).toOpaque())
        unsafe XML_SetElementHandler(
            parser, { context, name, _ in unsafe builderOf(context)?.start(name) },
            { context, _ in unsafe builderOf(context)?.end() })
        unsafe XML_SetCharacterDataHandler(parser) { context, text, length in
            unsafe builderOf(context)?.append(text, count: Int(length))
        }
        unsafe XML_SetStartDoctypeDeclHandler(parser) { context, _, _, _, _ in
            unsafe builderOf(context)?.fail(.documentType)
        }
        let status = unsafe bytes.withUnsafeBytes { buffer in
            unsafe XML_Parse(
                parser, buffer.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(buffer.count), 1)
        }
        return try withExtendedLifetime(builder) { () throws(XMLError) in
            if let error = builder.error { throw error }
            guard status == XML_STATUS_OK, let root = builder.root else {
                let message = unsafe XML_ErrorString(XML_GetErrorCode(parser)).map { unsafe String(cString: $0) }
                throw XMLError(
                    .malformed(message ?? "not a document"), line: unsafe Int(XML_GetCurrentLineNumber(parser)))
            }
            return root
        }
    }
}

/// The builder behind the context pointer of a callback.
private func builderOf(_ context: UnsafeMutableRawPointer?) -> XMLTreeBuilder? {
    guard let context = unsafe context else { return nil }
    return unsafe Unmanaged<XMLTreeBuilder>.fromOpaque(context).takeUnretainedValue()
}

/// Collects expat's events into a tree; used on the parsing thread only.
@safe private final class XMLTreeBuilder {
    private let parser: XML_Parser
    private let limits: XMLLimits
    private var open: [(element: XMLElement, text: [UInt8])] = []
    private var elements = 0
    private(set) var root: XMLElement?
    private(set) var error: XMLError?

    init(parser: XML_Parser, limits: XMLLimits) {
        unsafe self.parser = unsafe parser
        self.limits = limits
    }

    func start(_ name: UnsafePointer<XML_Char>?) {
        guard error == nil, let name = unsafe name else { return }
        elements += 1
        guard elements <= limits.elements else { return fail(.tooManyElements(limit: limits.elements)) }
        guard open.count < limits.depth else { return fail(.tooDeep(limit: limits.depth)) }
        let qualified = unsafe String(cString: name)
        let local = qualified.utf8.lastIndex(of: UInt8(ascii: ":")).map { qualified.utf8.index(after: $0) }
        open.append((XMLElement(name: String(qualified[(local ?? qualified.startIndex)...])), []))
    }

    func end() {
        guard error == nil, let last = open.popLast() else { return }
        var element = last.element
        element.text = String(decoding: last.text, as: UTF8.self)
        if open.isEmpty {
            root = element
        } else {
            open[open.count - 1].element.children.append(element)
        }
    }

    func append(_ text: UnsafePointer<XML_Char>?, count: Int) {
        guard error == nil, !open.isEmpty, let text = unsafe text else { return }
        let bytes = unsafe UnsafeRawBufferPointer(start: text, count: count)
        unsafe open[open.count - 1].text.append(contentsOf: bytes)
    }

    /// Notes the first error and stops the parser.
    func fail(_ kind: XMLError.Kind) {
        guard error == nil else { return }
        error = unsafe XMLError(kind, line: Int(XML_GetCurrentLineNumber(parser)))
        _ = unsafe XML_StopParser(parser, XML_Bool(XML_FALSE))
    }
}
