/// A scan as bytes of the cache.
extension ModuleScan {
    func append(to writer: inout LittleEndianBytes) {
        writer.append(references) { $0.append(to: &$1) }
        writer.append(lookups) { $0.append(to: &$1) }
        writer.append(dynamics) { dynamic, writer in
            writer.append(UInt8(dynamic.kind == .import ? 1 : 0))
            dynamic.path.append(to: &writer)
            writer.append(UInt32(dynamic.line))
            writer.append(dynamic.source)
        }
        writer.append(paths) { path, writer in
            path.path.append(to: &writer)
            writer.append(UInt32(path.line))
            writer.append(UInt8(path.isOnlyBelow ? 1 : 0))
            writer.append(path.source)
        }
        writer.append(literals) { literal, writer in
            writer.append(literal.text)
            writer.append(UInt32(literal.line))
        }
    }

    /// Reads what ``append(to:)`` wrote; the reader tells when that was something else.
    init(from reader: inout LittleEndianReader) {
        references = reader.list { ModuleReference(from: &$0) }
        lookups = reader.list { ModuleReference(from: &$0) }
        dynamics = reader.list { reader in
            DynamicReference(
                kind: reader.flag() ? .import : .require, path: PathExpression(from: &reader), line: reader.line(),
                source: reader.string())
        }
        paths = reader.list { reader in
            PathReference(
                path: PathExpression(from: &reader), line: reader.line(), isOnlyBelow: reader.flag(),
                source: reader.string())
        }
        literals = reader.list { Literal(text: $0.string(), line: $0.line()) }
    }
}

extension ModuleReference {
    fileprivate func append(to writer: inout LittleEndianBytes) {
        writer.append(specifier)
        writer.append(UInt8((kind == .import ? 1 : 0) | (isOptional ? 2 : 0)))
        writer.append(UInt32(line))
    }

    fileprivate init(from reader: inout LittleEndianReader) {
        specifier = reader.string()
        let flags: UInt8 = reader.integer()
        kind = flags & 1 == 1 ? .import : .require
        isOptional = flags & 2 == 2
        line = reader.line()
    }
}

extension PathExpression {
    fileprivate func append(to writer: inout LittleEndianBytes) {
        let number: UInt8
        var module = ""
        switch base {
        case .none: number = 0
        case .moduleDirectory: number = 1
        case .moduleFile: number = 2
        case .workingDirectory: number = 3
        case .module(let name):
            number = 4
            module = name
        }
        writer.append(number)
        writer.append(module)
        writer.append(text)
        writer.append(UInt8((isComplete ? 1 : 0) | (isLost ? 2 : 0)))
    }

    fileprivate init(from reader: inout LittleEndianReader) {
        let number: UInt8 = reader.integer()
        let module = reader.string()
        let text = reader.string()
        let flags: UInt8 = reader.integer()
        let base: Base =
            switch number {
            case 1: .moduleDirectory
            case 2: .moduleFile
            case 3: .workingDirectory
            case 4: .module(module)
            default: .none
            }
        self.init(base: base, text: text, isComplete: flags & 1 == 1, isLost: flags & 2 == 2)
    }
}

extension LittleEndianBytes {
    /// Appends a list after its length.
    fileprivate mutating func append<Element>(
        _ list: [Element], _ body: (Element, inout LittleEndianBytes) -> Void
    ) {
        append(UInt32(list.count))
        for element in list { body(element, &self) }
    }
}

extension LittleEndianReader {
    /// A list after its length, which is not believed: it ends where the bytes do.
    fileprivate mutating func list<Element>(_ element: (inout LittleEndianReader) -> Element) -> [Element] {
        let count = Int(integer() as UInt32)
        var result: [Element] = []
        while result.count < count, !isPastEnd { result.append(element(&self)) }
        return result
    }

    fileprivate mutating func line() -> Int { Int(integer() as UInt32) }

    fileprivate mutating func flag() -> Bool { integer() as UInt8 == 1 }
}
