internal import CSystemCurl

/// Where libcurl writes what went wrong; must outlive its transfer.
@safe
final class CurlErrorBuffer {
    let start: UnsafeMutablePointer<CChar>

    init() {
        unsafe start = .allocate(capacity: Int(CURL_ERROR_SIZE))
        unsafe start.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
    }

    deinit { unsafe start.deallocate() }

    /// What was written; empty when nothing was.
    var text: String { unsafe String(cString: start) }
}
