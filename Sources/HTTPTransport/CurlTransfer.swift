internal import CCurlShim
internal import CSystemCurl

/// One request on its way through libcurl; lives on the loop's thread only.
@safe
final class CurlTransfer {
    let id: UInt64
    let request: HTTPRequest
    let authority: URLAuthority
    let easy: CurlEasy
    let configuration: CurlTransportConfiguration
    private let proxy: String?
    private var file: UploadFile?
    private var headerList: UnsafeMutableRawPointer?
    private let errorBuffer = CurlErrorBuffer()
    private let callbacks: UnsafeMutablePointer<ccurl_callbacks>

    private var headers: [HTTPHeader] = []
    private var body: [UInt8] = []
    private var isTooLarge = false
    /// Whether libcurl began to send the request.
    private(set) var isRequestSent = false
    /// When a byte last went either way.
    private(set) var lastActivity = ContinuousClock.now

    /// Prepares the transfer.
    ///
    /// - Throws: When the file to upload cannot be sent.
    init(
        id: UInt64, request: HTTPRequest, authority: URLAuthority, easy: CurlEasy,
        configuration: CurlTransportConfiguration
    ) throws(UploadFile.Failure) {
        self.id = id
        self.request = request
        self.authority = authority
        self.easy = easy
        self.configuration = configuration
        proxy = configuration.proxies.proxy(for: authority)
        unsafe callbacks = .allocate(capacity: 1)
        unsafe callbacks.initialize(
            to: ccurl_callbacks(
                write: Self.onBody, header: Self.onHeader, read: Self.onRead, seek: Self.onSeek,
                before_request: Self.beforeRequest, context: errorBuffer.start))
        switch request.body {
        case .file(let path, let length, _): file = try UploadFile(path: path, length: length)
        case .slice(let path, let offset, let length, _):
            file = try UploadFile(path: path, offset: offset, length: length)
        case .none, .bytes: break
        }
        unsafe callbacks.pointee.context = Unmanaged.passUnretained(self).toOpaque()
        setOptions()
    }

    deinit {
        unsafe ccurl_list_free(headerList)
        unsafe callbacks.deallocate()
    }

    /// The answer, or why there is none, once libcurl has ended the transfer with `code`.
    func result(code: Int32) -> Result<HTTPResponse, HTTPTransportError> {
        if isTooLarge {
            let limit = configuration.maximumResponseBytes
            return .failure(failure(.tooLarge, "the answer is longer than \(limit) bytes"))
        }
        guard code == 0 else {
            let written = errorBuffer.text
            let failure = CurlFailure(
                code: CURLcode(rawValue: UInt32(code)), detail: written.isEmpty ? CurlLibrary.text(of: code) : written,
                method: request.method, host: authority.display, timeouts: request.timeouts,
                isRequestSent: isRequestSent, proxy: proxy, caBundle: configuration.caBundle)
            return .failure(failure.error)
        }
        return .success(HTTPResponse(status: easy.get(CURLINFO_RESPONSE_CODE), headers: headers, body: body))
    }

    /// The error of a transfer that the loop itself ends.
    func failure(_ code: HTTPTransportError.Code, _ message: String) -> HTTPTransportError {
        HTTPTransportError(
            code: code, method: request.method, host: authority.display, message: message,
            requestMayHaveBeenProcessed: isRequestSent)
    }

    /// What the finished transfer used of the network.
    var metrics: CurlTransferMetrics {
        let isVersion2 = easy.get(CURLINFO_HTTP_VERSION) == Int(CURL_HTTP_VERSION_2_0)
        return CurlTransferMetrics(
            url: request.url, newConnections: easy.get(CURLINFO_NUM_CONNECTS), httpVersion: isVersion2 ? "2" : "1.1")
    }

    private func setOptions() {
        easy.setConnection(request.url, configuration, proxy: proxy)
        easy.set(CURLOPT_PATH_AS_IS, 1)
        easy.set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_2TLS))
        // Over TLS the first request shows whether the host speaks HTTP/2, and the others wait for that. Without TLS it never does here,
        // and libcurl would hold all others back until the first answer is there, however long that takes.
        easy.set(CURLOPT_PIPEWAIT, request.url.hasPrefix("https:") ? 1 : 0)
        easy.set(CURLOPT_FOLLOWLOCATION, 0)
        easy.set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
        easy.set(CURLOPT_CONNECTTIMEOUT_MS, request.timeouts.connect.curlMilliseconds)
        easy.set(CURLOPT_TIMEOUT_MS, request.timeouts.total.curlMilliseconds)
        if request.headers.first("Accept-Encoding") == nil { easy.set(CURLOPT_ACCEPT_ENCODING, "") }
        for line in request.curlHeaderLines {
            unsafe headerList = ccurl_list_append(headerList, line) ?? headerList
        }
        unsafe easy.set(CURLOPT_HTTPHEADER, pointer: headerList)
        unsafe easy.set(CURLOPT_ERRORBUFFER, pointer: errorBuffer.start)
        unsafe ccurl_set_callbacks(easy.handle, callbacks)
        setBody()
    }

    private func setBody() {
        switch request.body {
        case .none where request.method == "HEAD":
            easy.set(CURLOPT_NOBODY, 1)
            return
        case .none where !["POST", "PUT", "PATCH"].contains(request.method):
            easy.set(CURLOPT_HTTPGET, 1)
        case .none:
            setBytes([])
        case .bytes(let bytes):
            setBytes(bytes)
        case .file(_, let length, _), .slice(_, _, let length, _):
            easy.set(CURLOPT_UPLOAD, 1)
            easy.set(CURLOPT_UPLOAD_BUFFERSIZE, 256 * 1024)
            easy.set(CURLOPT_INFILESIZE_LARGE, offset: length)
        }
        easy.set(CURLOPT_CUSTOMREQUEST, request.method)
    }

    private func setBytes(_ bytes: [UInt8]) {
        easy.set(CURLOPT_POST, 1)
        easy.set(CURLOPT_POSTFIELDSIZE_LARGE, offset: bytes.count)
        unsafe bytes.withUnsafeBytes { buffer in
            // libcurl copies the bytes; it only reads through the pointer.
            let start = unsafe UnsafeMutableRawPointer(mutating: buffer.baseAddress)
            unsafe easy.set(CURLOPT_COPYPOSTFIELDS, pointer: start ?? UnsafeMutableRawPointer(errorBuffer.start))
        }
    }

    /// libcurl sends a request once more when a reused connection turns out dead; one that must not be carried out twice
    /// is ended instead, as the server may have read it.
    private func mayBegin() -> Bool {
        if isRequestSent && !request.isIdempotent { return false }
        isRequestSent = true
        lastActivity = .now
        return true
    }

    private func receive(_ bytes: UnsafeRawBufferPointer) -> Bool {
        lastActivity = .now
        guard body.count + bytes.count <= configuration.maximumResponseBytes else {
            isTooLarge = true
            return false
        }
        unsafe body.append(contentsOf: bytes)
        return true
    }

    private func receiveHeader(_ line: String) {
        lastActivity = .now
        if line.hasPrefix("HTTP/") {
            headers = []
        } else if let header = HTTPHeader(line: line) {
            headers.append(header)
        }
    }

    private func readFile(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        lastActivity = .now
        guard let count = unsafe file?.read(into: buffer), count >= 0 else { return Int(CURL_READFUNC_ABORT) }
        return count
    }
}

/// The C callbacks: each finds its transfer through the context.
extension CurlTransfer {
    private static func of(_ context: UnsafeMutableRawPointer?) -> CurlTransfer? {
        guard let context = unsafe context else { return nil }
        return unsafe Unmanaged<CurlTransfer>.fromOpaque(context).takeUnretainedValue()
    }

    private static let onBody: ccurl_data_callback = { bytes, size, count, context in
        let buffer = unsafe UnsafeRawBufferPointer(start: bytes, count: size * count)
        return unsafe of(context)?.receive(buffer) == true ? size * count : 0
    }

    private static let onHeader: ccurl_data_callback = { bytes, size, count, context in
        let buffer = unsafe UnsafeRawBufferPointer(start: bytes, count: size * count)
        unsafe of(context)?.receiveHeader(String(decoding: buffer, as: UTF8.self))
        return size * count
    }

    private static let onRead: ccurl_data_callback = { bytes, size, count, context in
        let buffer = unsafe UnsafeMutableRawBufferPointer(start: bytes, count: size * count)
        return unsafe of(context)?.readFile(into: buffer) ?? Int(CURL_READFUNC_ABORT)
    }

    private static let onSeek: ccurl_seek_callback = { context, offset, origin in
        unsafe of(context)?.file?.seek(to: Int(offset)) == true ? CURL_SEEKFUNC_OK : CURL_SEEKFUNC_FAIL
    }

    private static let beforeRequest: ccurl_before_request_callback = { context in
        unsafe of(context)?.mayBegin() == true ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT
    }
}

extension Duration {
    /// Milliseconds for libcurl, where 0 would mean no limit: at least 1.
    var curlMilliseconds: Int { Int(Swift.max(1, Swift.min(wholeMilliseconds, Int64(Int32.max)))) }
}
