"""A reverse proxy that records every request, and can stop one in the middle.

The Host header passes unchanged: it is signed.
"""
import dataclasses
import http.client
import http.server
import json
import threading

import aws_operations

HOP_BY_HOP = {"connection", "keep-alive", "transfer-encoding", "proxy-connection", "te", "trailer", "upgrade"}


@dataclasses.dataclass
class Entry:
    number: int
    method: str
    path: str
    headers: dict
    body: bytes
    service: str
    operation: str
    status: int = 0
    answer: bytes = b""

    @property
    def is_write(self):
        return aws_operations.is_write(self.operation)


class DropConnection(Exception):
    """Thrown by a trap: the client gets no answer."""


class Reply(Exception):
    """Thrown by a trap before the request goes on: the client gets this answer, the cloud hears nothing."""

    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, list(headers.items()), body.encode()


def access_denied(service, action):
    """The answer of each protocol to a request that the caller may not make."""
    text = f"User: arn:aws:iam::000000000000:user/deployer is not authorized to perform: {action}"
    if service in ("iam", "sts"):
        body = (
            '<ErrorResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><Error><Type>Sender</Type>'
            f"<Code>AccessDenied</Code><Message>{text}</Message></Error><RequestId>denied-1</RequestId></ErrorResponse>")
        return Reply(403, {"Content-Type": "text/xml", "x-amzn-RequestId": "denied-1"}, body)
    if service == "logs":
        body = json.dumps({"__type": "AccessDeniedException", "message": text})
        return Reply(400, {"Content-Type": "application/x-amz-json-1.1", "x-amzn-RequestId": "denied-1"}, body)
    headers = {
        "Content-Type": "application/json", "x-amzn-RequestId": "denied-1", "x-amzn-ErrorType": "AccessDeniedException"}
    return Reply(403, headers, json.dumps({"message": text}))


class RecordingProxy:
    def __init__(self, upstream_port):
        self.upstream_port = upstream_port
        self.lock = threading.Lock()
        self.reset()
        proxy = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def handle_one_request(self):
                try:
                    super().handle_one_request()
                except (DropConnection, ConnectionError):
                    self.close_connection = True

            def forward(self):
                proxy.forward(self)

            do_GET = do_POST = do_PUT = do_DELETE = do_PATCH = do_HEAD = do_OPTIONS = forward

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.port = self.server.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}"
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    def reset(self):
        """Forgets what was recorded and takes the traps away."""
        with self.lock:
            self.entries = []
            self.before = self.after = None

    def stop(self):
        self.server.shutdown()
        self.server.server_close()

    @property
    def operations(self):
        return [entry.operation for entry in self.entries]

    @property
    def writes(self):
        return [entry.operation for entry in self.entries if entry.is_write]

    def forward(self, handler):
        body = self._body(handler)
        headers = {name.title(): value for name, value in handler.headers.items()}
        service = aws_operations.service_of(headers)
        operation = aws_operations.operation_of(service, handler.command, handler.path, headers, body)
        with self.lock:
            entry = Entry(
                len(self.entries) + 1, handler.command, handler.path, headers, body, service, operation)
            self.entries.append(entry)
            before, after = self.before, self.after
        try:
            if before:
                before(entry)
            status, reason, answer_headers, answer = self._ask(handler, body)
        except Reply as reply:
            status, reason, answer_headers, answer = reply.status, "", reply.headers, reply.body
        entry.status, entry.answer = status, answer
        if after:
            after(entry)
        # One write: head and body in two would cost 40 ms each with Nagle's algorithm.
        lines = [f"HTTP/1.1 {status} {reason}"]
        lines += [
            f"{name}: {value}" for name, value in answer_headers
            if name.lower() not in HOP_BY_HOP and name.lower() != "content-length"]
        if entry.method == "HEAD":
            lines += [f"{name}: {value}" for name, value in answer_headers if name.lower() == "content-length"]
        elif status >= 200 and status not in (204, 304):
            lines.append(f"Content-Length: {len(answer)}")
        handler.wfile.write("\r\n".join(lines + ["", ""]).encode("latin-1") + answer)

    def _ask(self, handler, body):
        connection = http.client.HTTPConnection("127.0.0.1", self.upstream_port, timeout=120)
        try:
            connection.putrequest(handler.command, handler.path, skip_host=True, skip_accept_encoding=True)
            for name, value in handler.headers.items():
                if name.lower() not in HOP_BY_HOP and name.lower() not in ("content-length", "expect"):
                    connection.putheader(name, value)
            if body or "Content-Length" in handler.headers or handler.command in ("POST", "PUT", "PATCH"):
                connection.putheader("Content-Length", str(len(body)))
            connection.endheaders(body or None)
            response = connection.getresponse()
            return response.status, response.reason, response.getheaders(), response.read()
        finally:
            connection.close()

    @staticmethod
    def _body(handler):
        if "chunked" in handler.headers.get("Transfer-Encoding", "").lower():
            body = b""
            while size := int(handler.rfile.readline().split(b";")[0], 16):
                body += handler.rfile.read(size)
                handler.rfile.readline()
            while handler.rfile.readline().strip():
                pass
            return body
        return handler.rfile.read(int(handler.headers.get("Content-Length") or 0))
