import HTTPTransport
import Testing

@Suite("Proxy and CA settings from an environment")
struct ProxySettingsTests {
    @Test(
        "proxy for a URL",
        arguments: [
            (["HTTPS_PROXY": "http://p:1"], "https://a.example/", "http://p:1"),
            (["HTTPS_PROXY": "http://p:1"], "http://a.example/", nil),
            (["HTTP_PROXY": "http://p:2"], "http://a.example/", "http://p:2"),
            (["https_proxy": "http://low", "HTTPS_PROXY": "http://up"], "https://a.example/", "http://low"),
            (["https_proxy": "", "HTTPS_PROXY": "http://up"], "https://a.example/", nil),
            (["ALL_PROXY": "http://all"], "https://a.example/", "http://all"),
            (["HTTPS_PROXY": "http://p:1"], "https://localhost:8443/", nil),
            (["HTTPS_PROXY": "http://p:1"], "https://127.8.9.1/", nil),
            (["HTTPS_PROXY": "http://p:1"], "https://[::1]:99/", nil),
            (["HTTP_PROXY": "http://p:1"], "http://169.254.169.254/latest", nil),
            (["HTTPS_PROXY": "http://p:1"], "no url", nil),
        ] as [([String: String], String, String?)])
    func choosesProxy(environment: [String: String], url: String, expected: String?) {
        #expect(ProxySettings(environment: environment).proxy(for: url) == expected)
    }

    @Test(
        "NO_PROXY",
        arguments: [
            ("*", "https://a.example/", true), ("a.example", "https://a.example/", true),
            ("a.example", "https://x.A.example/", true), (".example", "https://a.example/", true),
            ("example", "https://badexample/", false), ("*.example", "https://a.example/", true),
            ("*.a.example", "https://a.example/", false), ("b, a.example", "https://a.example/", true),
            ("b a.example", "https://a.example/", true), ("a.example:443", "https://a.example/", true),
            ("a.example:8443", "https://a.example/", false), ("10.0.0.0/8", "https://10.200.3.4/", true),
            ("10.0.0.0/8", "https://11.0.0.1/", false), ("10.0.0.0/0", "https://11.0.0.1/", true),
            ("10.0.0.0/33", "https://10.0.0.1/", false), ("10.0.0/8", "https://10.0.0.1/", false),
            ("10.0.0.0/8", "https://a.example/", false), ("10.1.2.3", "https://10.1.2.3:99/", true),
            ("", "https://a.example/", false), (".", "https://a.example/", false),
        ])
    func honoursExceptions(list: String, url: String, isDirect: Bool) {
        let settings = ProxySettings(environment: ["HTTPS_PROXY": "http://p", "NO_PROXY": list])
        #expect(settings.proxy(for: url) == (isDirect ? nil : "http://p"))
    }

    @Test(
        "CA bundle: the first variable that is set",
        arguments: [
            ([:], nil), (["CURL_CA_BUNDLE": "c"], "c"), (["SSL_CERT_FILE": "s", "CURL_CA_BUNDLE": "c"], "s"),
            (["AWS_CA_BUNDLE": "a", "SSL_CERT_FILE": "s"], "a"), (["AWS_CA_BUNDLE": "", "SSL_CERT_FILE": "s"], "s"),
        ] as [([String: String], String?)])
    func choosesBundle(environment: [String: String], expected: String?) {
        #expect(CurlTransportConfiguration.fromEnvironment(environment).caBundle == expected)
    }

    @Test("CA directory")
    func readsDirectory() {
        #expect(CurlTransportConfiguration.fromEnvironment(["SSL_CERT_DIR": "/d"]).caDirectory == "/d")
    }
}
