"""Calls the public URL of a deployment."""
import dataclasses
import http.client
import json
import time
import urllib.parse


@dataclasses.dataclass
class Answer:
    status: int
    headers: list
    body: bytes

    def all(self, name):
        return [value for key, value in self.headers if key.lower() == name.lower()]

    def json(self):
        return json.loads(self.body)


def call(url, path, method="GET", body=None, headers=None):
    """One request. Names under .localhost are loopback (RFC 6761), which not every resolver knows."""
    parts = urllib.parse.urlsplit(url)
    host = parts.hostname or ""
    address = "127.0.0.1" if host.endswith("localhost") else host
    connection = http.client.HTTPConnection(address, parts.port or 80, timeout=60)
    try:
        connection.request(
            method, parts.path.rstrip("/") + path, body, {"Host": parts.netloc, **(headers or {})})
        response = connection.getresponse()
        return Answer(response.status, response.getheaders(), response.read())
    finally:
        connection.close()


def until(condition, what, seconds=30):
    """Asks again until `condition` holds."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return
        time.sleep(0.1)
    raise AssertionError(f"not within {seconds} s: {what}")
