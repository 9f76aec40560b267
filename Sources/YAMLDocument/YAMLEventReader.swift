internal import CSystemYAML

/// Reads events out of a text with libyaml.
///
/// It lives on one thread and owns the parser and the bytes,
/// which no caller can reach.
@safe final class YAMLEventReader {
    private let parser: UnsafeMutablePointer<yaml_parser_t>
    private let input: UnsafeMutableBufferPointer<UInt8>

    /// Opens a text.
    ///
    /// - Throws: `YAMLError` when there is no memory for it.
    init(_ bytes: [UInt8]) throws(YAMLError) {
        unsafe parser = .allocate(capacity: 1)
        unsafe input = .allocate(capacity: bytes.count)
        _ = unsafe input.initialize(from: bytes)
        guard unsafe yaml_parser_initialize(parser) == 1 else {
            unsafe parser.deallocate()
            unsafe input.deallocate()
            throw YAMLError("not enough memory to read YAML", at: YAMLMark(line: 1, column: 1))
        }
        unsafe yaml_parser_set_input_string(parser, input.baseAddress, input.count)
    }

    deinit {
        unsafe yaml_parser_delete(parser)
        unsafe parser.deallocate()
        unsafe input.deallocate()
    }

    /// The next event.
    ///
    /// - Throws: `YAMLError` with libyaml's problem and place.
    func next() throws(YAMLError) -> YAMLEvent {
        var event = unsafe yaml_event_t()
        guard unsafe yaml_parser_parse(parser, &event) == 1 else { throw failure() }
        defer { unsafe yaml_event_delete(&event) }
        var result = unsafe YAMLEvent(mark: Self.mark(event.start_mark), kind: .other)
        switch unsafe event.type {
        case YAML_DOCUMENT_START_EVENT: result.kind = .documentStart
        case YAML_STREAM_END_EVENT: result.kind = .streamEnd
        case YAML_ALIAS_EVENT:
            result.kind = .alias
            result.anchor = unsafe Self.text(event.data.alias.anchor)
        case YAML_SCALAR_EVENT:
            let scalar = unsafe event.data.scalar
            let text = unsafe String(
                decoding: UnsafeBufferPointer(start: scalar.value, count: scalar.length), as: UTF8.self)
            result.kind = unsafe .scalar(text: text, isPlain: scalar.style == YAML_PLAIN_SCALAR_STYLE)
            result.anchor = unsafe Self.text(scalar.anchor)
            result.tag = unsafe Self.text(scalar.tag)
        case YAML_SEQUENCE_START_EVENT:
            result.kind = .sequenceStart
            result.anchor = unsafe Self.text(event.data.sequence_start.anchor)
            result.tag = unsafe Self.text(event.data.sequence_start.tag)
        case YAML_SEQUENCE_END_EVENT: result.kind = .sequenceEnd
        case YAML_MAPPING_START_EVENT:
            result.kind = .mappingStart
            result.anchor = unsafe Self.text(event.data.mapping_start.anchor)
            result.tag = unsafe Self.text(event.data.mapping_start.tag)
        case YAML_MAPPING_END_EVENT: result.kind = .mappingEnd
        default: break
        }
        return result
    }

    /// What libyaml found wrong.
    private func failure() -> YAMLError {
        let problem = unsafe Self.text(parser.pointee.problem) ?? "not YAML"
        let context = unsafe Self.text(parser.pointee.context)
        if unsafe parser.pointee.error == YAML_READER_ERROR {
            return unsafe YAMLError(problem, at: place(ofByte: parser.pointee.problem_offset))
        }
        return unsafe YAMLError(
            context.map { "\(problem) \($0)" } ?? problem, at: Self.mark(parser.pointee.problem_mark))
    }

    /// The place of a byte; the reader's errors have no mark.
    private func place(ofByte offset: Int) -> YAMLMark {
        var mark = YAMLMark(line: 1, column: 1)
        for index in 0..<min(offset, unsafe input.count) {
            let byte = unsafe input[index]
            if byte == 0x0A {
                mark = YAMLMark(line: mark.line + 1, column: 1)
            } else if byte & 0xC0 != 0x80 {
                mark.column += 1
            }
        }
        return mark
    }

    private static func mark(_ mark: yaml_mark_t) -> YAMLMark {
        YAMLMark(line: mark.line + 1, column: mark.column + 1)
    }

    private static func text(_ pointer: UnsafeMutablePointer<yaml_char_t>?) -> String? {
        guard let pointer = unsafe pointer else { return nil }
        return unsafe String(cString: pointer)
    }

    private static func text(_ pointer: UnsafePointer<CChar>?) -> String? {
        guard let pointer = unsafe pointer else { return nil }
        return unsafe String(cString: pointer)
    }
}
