extension [UInt8] {
    /// The bytes of a UTF-8 text without the mark that some editors put before it; Node.js passes over it, too.
    var withoutByteOrderMark: [UInt8] { starts(with: [0xef, 0xbb, 0xbf]) ? Array(dropFirst(3)) : self }
}
