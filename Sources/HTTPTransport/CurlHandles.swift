internal import CCurlShim
internal import CSystemCurl

/// libcurl, opened when the first transport needs it.
enum CurlLibrary {
    /// Opens the library.
    ///
    /// - Returns: Nil, or the loader's words why it cannot be opened.
    static func open(_ name: String) -> String? {
        var message = [CChar](repeating: 0, count: 512)
        let status = unsafe ccurl_open(name, &message, message.count)
        return status == 0 ? nil : CurlLibrary.text(message)
    }

    /// The text of a result code.
    static func text(of code: Int32) -> String { unsafe String(cString: ccurl_easy_strerror(code)) }

    /// A NUL-terminated buffer as text.
    static func text(_ buffer: [CChar]) -> String {
        String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}

/// An easy handle: the options and state of one transfer; used on one thread at a time.
@safe
final class CurlEasy {
    let handle: UnsafeMutableRawPointer

    /// Nil when memory is short.
    init?() {
        guard let handle = unsafe ccurl_easy_init() else { return nil }
        unsafe self.handle = unsafe handle
    }

    deinit { unsafe ccurl_easy_cleanup(handle) }

    /// Names the handle in dictionaries.
    var key: UInt { unsafe UInt(bitPattern: handle) }

    /// Takes back every option; live connections stay with the multi handle.
    func reset() { unsafe ccurl_easy_reset(handle) }

    func set(_ option: CURLoption, _ value: Int) { unsafe ccurl_set_long(handle, option.rawValue, value) }

    func set(_ option: CURLoption, _ value: String) { unsafe ccurl_set_string(handle, option.rawValue, value) }

    func set(_ option: CURLoption, offset value: Int) {
        unsafe ccurl_set_offset(handle, option.rawValue, Int64(value))
    }

    @unsafe
    func set(_ option: CURLoption, pointer value: UnsafeMutableRawPointer?) {
        unsafe ccurl_set_pointer(handle, option.rawValue, value)
    }

    /// Sends bytes over the connection of a `CURLOPT_CONNECT_ONLY` transfer; returns libcurl's code and how many were taken.
    func send(_ bytes: ArraySlice<UInt8>) -> (code: CURLcode, count: Int) {
        var count = 0
        let code = unsafe bytes.withUnsafeBytes { buffer in
            guard let start = buffer.baseAddress else { return Int32(0) }
            return unsafe ccurl_easy_send(handle, start, buffer.count, &count)
        }
        return (CURLcode(rawValue: UInt32(code)), count)
    }

    /// Reads bytes from such a connection into `buffer`; none with `CURLE_OK` mean that the peer ended it.
    func receive(into buffer: inout [UInt8]) -> (code: CURLcode, count: Int) {
        var count = 0
        let code = unsafe buffer.withUnsafeMutableBytes { buffer in
            guard let start = buffer.baseAddress else { return Int32(0) }
            return unsafe ccurl_easy_recv(handle, start, buffer.count, &count)
        }
        return (CURLcode(rawValue: UInt32(code)), count)
    }

    func get(_ info: CURLINFO) -> Int {
        var value = 0
        return unsafe ccurl_get_long(handle, info.rawValue, &value) == 0 ? value : 0
    }
}

/// A multi handle: drives many transfers on one thread; only `wakeUp` may be called on another.
@safe
final class CurlMulti: @unchecked Sendable {
    private let handle: UnsafeMutableRawPointer

    /// Nil when memory is short.
    init?(maximumPerHost: Int, maximumInFlight: Int) {
        guard let handle = unsafe ccurl_multi_init() else { return nil }
        unsafe self.handle = unsafe handle
        unsafe ccurl_multi_set_long(handle, CURLMOPT_PIPELINING.rawValue, Int(CURLPIPE_MULTIPLEX))
        unsafe ccurl_multi_set_long(handle, CURLMOPT_MAX_HOST_CONNECTIONS.rawValue, maximumPerHost)
        unsafe ccurl_multi_set_long(handle, CURLMOPT_MAXCONNECTS.rawValue, maximumInFlight)
    }

    deinit { unsafe ccurl_multi_cleanup(handle) }

    func add(_ easy: CurlEasy) -> Bool { unsafe ccurl_multi_add(handle, easy.handle) == 0 }

    func remove(_ easy: CurlEasy) { unsafe ccurl_multi_remove(handle, easy.handle) }

    func perform() {
        var running: Int32 = 0
        unsafe ccurl_multi_perform(handle, &running)
    }

    func poll(milliseconds: Int32) { unsafe ccurl_multi_poll(handle, milliseconds) }

    /// The same, and returns also when `socket` can be read or written, as far as that is wanted.
    func poll(milliseconds: Int32, socket: Int, wantsRead: Bool, wantsWrite: Bool) {
        unsafe ccurl_multi_poll_socket(handle, socket, wantsRead ? 1 : 0, wantsWrite ? 1 : 0, milliseconds)
    }

    func wakeUp() { unsafe ccurl_multi_wakeup(handle) }

    /// The key and result code of the next finished transfer.
    func nextDone() -> (key: UInt, code: Int32)? {
        var code: Int32 = 0
        guard let done = unsafe ccurl_multi_next_done(handle, &code) else { return nil }
        return (UInt(bitPattern: done), code)
    }
}
