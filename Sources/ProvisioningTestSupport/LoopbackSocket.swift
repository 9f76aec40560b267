internal import Glibc

/// The system calls of the scripted servers: TCP on 127.0.0.1 only.
enum LoopbackSocket {
    /// A failed system call.
    struct Failure: Error, CustomStringConvertible {
        var call: String
        var number: Int32

        var description: String {
            "\(call) on 127.0.0.1 failed with errno \(number); is the loopback interface up?"
        }
    }

    /// Opens a listening socket on a free port.
    static func listen() throws -> (descriptor: Int32, port: Int) {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw Failure(call: "socket", number: errno) }
        var address = loopback(port: 0)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let status = unsafe withUnsafeMutableBytes(of: &address) { bytes -> Int32 in
            guard let raw = bytes.baseAddress else { return -1 }
            let generic = unsafe raw.assumingMemoryBound(to: sockaddr.self)
            guard unsafe bind(descriptor, generic, length) == 0, Glibc.listen(descriptor, 128) == 0 else { return -1 }
            return unsafe getsockname(descriptor, generic, &length)
        }
        guard status == 0 else {
            let number = errno
            close(descriptor)
            throw Failure(call: "listen", number: number)
        }
        return (descriptor, Int(UInt16(bigEndian: address.sin_port)))
    }

    /// Connects to a port.
    static func connect(port: Int) throws -> Int32 {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw Failure(call: "socket", number: errno) }
        var address = loopback(port: port)
        let status = unsafe withUnsafeMutableBytes(of: &address) { bytes -> Int32 in
            guard let raw = bytes.baseAddress else { return -1 }
            return unsafe Glibc.connect(
                descriptor, raw.assumingMemoryBound(to: sockaddr.self), socklen_t(MemoryLayout<sockaddr_in>.size))
        }
        guard status == 0 else {
            let number = errno
            close(descriptor)
            throw Failure(call: "connect to port \(port)", number: number)
        }
        return descriptor
    }

    /// Sends all bytes; false when the peer is gone, without raising SIGPIPE.
    static func sendAll(_ descriptor: Int32, _ bytes: some Collection<UInt8>) -> Bool {
        let all = Array(bytes)
        return unsafe all.withUnsafeBytes { buffer in
            var sent = 0
            while sent < buffer.count {
                guard let base = buffer.baseAddress else { return true }
                let count = unsafe send(descriptor, base + sent, buffer.count - sent, Int32(MSG_NOSIGNAL))
                if count < 0 && errno == EINTR { continue }
                guard count > 0 else { return false }
                sent += count
            }
            return true
        }
    }

    /// Reads up to `limit` bytes; nil at the end or when the connection broke.
    static func receive(_ descriptor: Int32, limit: Int = 256 * 1024) -> [UInt8]? {
        while true {
            var count = 0
            let bytes = unsafe [UInt8](unsafeUninitializedCapacity: limit) { buffer, initialized in
                count = unsafe recv(descriptor, buffer.baseAddress, limit, 0)
                initialized = max(count, 0)
            }
            if count < 0 && errno == EINTR { continue }
            return count > 0 ? bytes : nil
        }
    }

    /// Copies bytes both ways until one side ends, then shuts both down.
    static func relay(_ left: Int32, _ right: Int32) {
        var descriptors = [
            pollfd(fd: left, events: Int16(POLLIN), revents: 0), pollfd(fd: right, events: Int16(POLLIN), revents: 0),
        ]
        copying: while unsafe poll(&descriptors, 2, -1) >= 0 || errno == EINTR {
            for (index, other) in [(0, right), (1, left)] where descriptors[index].revents != 0 {
                guard let bytes = receive(descriptors[index].fd), sendAll(other, bytes) else { break copying }
            }
        }
        shutdown(left, Int32(SHUT_RDWR))
        shutdown(right, Int32(SHUT_RDWR))
    }

    private static func loopback(port: Int) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(truncatingIfNeeded: port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return address
    }
}
