/// A zlib call that did not succeed.
package struct ZlibError: Error, Equatable, CustomStringConvertible {
    /// What was being done, for example `deflate`.
    package let operation: String
    /// zlib's return code, for example -3 for `Z_DATA_ERROR` (zlib.h).
    package let code: Int32

    /// What was done and what zlib returned.
    package var description: String { "zlib could not \(operation): code \(code)" }
}
