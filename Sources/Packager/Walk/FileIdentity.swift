/// What the system says of a file that changes whenever its bytes do (inode(7)), its size apart.
package struct FileIdentity: Sendable, Hashable {
    /// The file system.
    package var device: UInt64
    /// The file in it.
    package var inode: UInt64
    /// When its bytes changed, in nanoseconds since 1970; programs can set it.
    package var modified: Int64
    /// When its bytes or what is known of it changed, in nanoseconds since 1970; programs cannot set it.
    package var changed: Int64

    /// Whether nothing can have changed unseen after `time`, given in nanoseconds since 1970.
    ///
    /// File systems keep time in steps of up to two seconds (FAT): a change within the step of the last one leaves the times as they are.
    package func isSettled(before time: Int64) -> Bool {
        max(modified, changed) < time - 2_000_000_000
    }
}
