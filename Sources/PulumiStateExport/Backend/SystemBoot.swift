/// Tells the runs of this system apart: what was written in another one may have been lost in between.
enum SystemBoot {
    /// A UUID that the kernel draws at each start (proc(5), `/proc/sys/kernel/random/boot_id`); empty when it cannot be read.
    static var identifier: String {
        let bytes = (try? POSIXFile.read("/proc/sys/kernel/random/boot_id")) ?? []
        return String(decoding: bytes.filter { $0 > 32 }, as: UTF8.self)
    }
}
