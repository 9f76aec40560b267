import SystemFiles

/// The certificates that servers are checked with.
package enum CertificateBundle {
    /// Where distributions keep their bundle: Debian (where its libcurl looks by itself), Fedora and Red Hat, SUSE, Arch.
    package static let places = [
        "/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/ca-bundle.pem",
        "/etc/ssl/cert.pem",
    ]

    /// The first of some places where there is a file; nil when there is none.
    ///
    /// The relocatable archive brings Debian's libcurl to other distributions, so its own place is not enough.
    package static func first(of places: [String] = places) -> String? {
        places.first { SystemFile.isReadable($0) }
    }

    /// The check of the bundle in use.
    static func check(bundle: String?, directory: String?) -> DoctorCheck {
        let path = bundle ?? first() ?? places[0]
        let origin = bundle == nil ? "the system's bundle" : "AWS_CA_BUNDLE, SSL_CERT_FILE or CURL_CA_BUNDLE"
        guard let bytes = try? SystemFile.read(path) else {
            if let directory { return DoctorCheck("certificates", .note, "only those of the directory \(directory)") }
            return DoctorCheck(
                "certificates", .failed, "\(path) (\(origin)) cannot be read",
                advice: bundle == nil
                    ? "Install them: apt-get install ca-certificates; or set AWS_CA_BUNDLE to a PEM file."
                    : "Set the variable to a PEM file that you may read.")
        }
        let count = String(decoding: bytes, as: UTF8.self).split(separator: "-----BEGIN ").count {
            $0.contains("CERTIFICATE-----")
        }
        guard count > 0 else {
            return DoctorCheck(
                "certificates", .failed, "\(path) (\(origin)) holds no certificate",
                advice: "It must be PEM text with the certificates of the authorities that you trust.")
        }
        return DoctorCheck("certificates", .ok, "\(count) in \(path) (\(origin))")
    }
}
