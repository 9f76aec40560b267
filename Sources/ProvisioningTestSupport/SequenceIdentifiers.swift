import ProvisioningDomain

/// Identifiers that count up: the same in every run and never twice the same.
package final class SequenceIdentifiers: IdentifierGenerator, Sendable {
    private let next = LockedBox(UInt64(0))

    package init() {}

    package func randomBytes(_ count: Int) -> [UInt8] {
        let number = next.withLock { next in
            next += 1
            return next
        }
        return (0..<count).map { index in
            let shift = (count - 1 - index) * 8
            return shift < 64 ? UInt8(truncatingIfNeeded: number >> UInt64(shift)) : 0
        }
    }
}
