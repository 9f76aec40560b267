"""Certificates of an authority of the tests' own, and TLS before a recording proxy."""
import ssl
import subprocess


class Authority:
    """A certificate authority that no system trusts; made with openssl."""

    def __init__(self, directory):
        self.directory = directory
        self.certificate = self.directory / "authority.pem"
        self._openssl(
            "req", "-x509", *self._key("authority"), "-days", "2", "-subj", "/CN=Company CA",
            "-out", str(self.certificate))

    def _openssl(self, *arguments):
        subprocess.run(["openssl", *arguments], check=True, capture_output=True)

    def _key(self, name):
        return (
            "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-batch", "-keyout",
            str(self.directory / f"{name}.key"))

    def context(self, name, alternative="DNS:localhost", days=2):
        """A server's side of TLS with a certificate for `localhost`; `days` below 0: it has ended."""
        paths = {kind: self.directory / f"{name}.{kind}" for kind in ("key", "csr", "pem", "ext")}
        self._openssl("req", *self._key(name), "-subj", f"/CN={name}", "-out", str(paths["csr"]))
        paths["ext"].write_text(f"subjectAltName={alternative}\n")
        self._openssl(
            "x509", "-req", "-in", str(paths["csr"]), "-CA", str(self.certificate), "-CAkey",
            str(self.directory / "authority.key"), "-CAcreateserial", "-days", str(days), "-extfile", str(paths["ext"]),
            "-out", str(paths["pem"]))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(paths["pem"], paths["key"])
        return context


def encrypt(proxy, context):
    """Puts TLS before a recording proxy; handshakes are made by the connection's own thread."""
    proxy.server.socket = context.wrap_socket(proxy.server.socket, server_side=True, do_handshake_on_connect=False)
    proxy.url = f"https://localhost:{proxy.port}"
