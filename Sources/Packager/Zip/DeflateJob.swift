/// A piece of the work on an archive that one thread does at once.
package enum DeflateJob: Sendable, Equatable {
    /// Small members, by their positions in the archive.
    case members([Int])
    /// A block of a large member.
    case block(member: Int, number: Int, isLast: Bool)

    /// Members over this size are compressed in blocks of it; the bytes of the archive depend on it, so it never changes.
    package static let blockSize: UInt64 = 512 << 10
    /// Small members are taken together up to so many bytes: handing over each alone would cost more than compressing it.
    static let batchSize: UInt64 = 128 << 10

    /// The jobs that compress members, in the order in which their results are needed.
    ///
    /// - Parameters:
    ///   - members: the positions of those to compress, ascending.
    ///   - size: the bytes of a member.
    package static func all(for members: [Int], size: (Int) -> UInt64) -> [DeflateJob] {
        var jobs: [DeflateJob] = []
        var batch: [Int] = []
        var batched: UInt64 = 0
        func endBatch() {
            if !batch.isEmpty { jobs.append(.members(batch)) }
            batch = []
            batched = 0
        }
        for member in members {
            let bytes = size(member)
            if bytes > blockSize {
                endBatch()
                let blocks = blocks(of: bytes)
                jobs += blocks.map { .block(member: member, number: $0, isLast: $0 == blocks.count - 1) }
            } else {
                if batched + bytes > batchSize { endBatch() }
                batch.append(member)
                batched += bytes
            }
        }
        endBatch()
        return jobs
    }

    /// The numbers of the blocks of a member.
    static func blocks(of size: UInt64) -> Range<Int> { 0..<Int((size + blockSize - 1) / blockSize) }

    /// About how much memory it takes until its result is written.
    package func weight(size: (Int) -> UInt64) -> Int {
        switch self {
        case .members(let members): members.reduce(0) { $0 + Int(size($1)) }
        case .block: Int(Self.blockSize)
        }
    }
}
