internal import CSystemMemory
internal import Glibc
internal import ProvisionCommands

/// The entry point; everything else is in ProvisionCommands.
@main
enum EntryPoint {
    /// Ends without the cleanup that libraries register for `exit`.
    ///
    /// OpenSSL 3.0 frees what it keeps of each thread there without a lock, while threads of the runtime's pool may be ending, too
    /// (`init_thread_deregister` in crypto/initthread.c). Nothing of ours is left to be done then: output is written without buffers.
    static func main() async {
        // Large blocks go back to the system when they are freed. Left alone, glibc keeps more of them with each that is (mallopt(3)), and
        // a package of many files takes a fifth more memory.
        mallopt(M_MMAP_THRESHOLD, 256 << 10)
        let code = await Program.main(Array(CommandLine.arguments.dropFirst()))
        fflush(nil)
        _exit(code)
    }
}
