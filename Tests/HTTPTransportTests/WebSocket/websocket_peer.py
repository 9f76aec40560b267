"""A WebSocket server for the client's tests: the library `websockets`, and a raw server that breaks the rules.

Prints two ports (library, raw) on the first line; with `--tls KEY CERTIFICATE` the library's one speaks TLS. The raw server prints, for
each connection, the code of the client's close frame (0 without one). Ends when its standard input ends.
"""
import base64
import hashlib
import socket
import ssl
import struct
import sys
import threading

from websockets.sync.server import serve


def converse(connection):
    """What the path asks for."""
    path = connection.request.path
    if path == "/fragments":
        def pieces():
            yield "one "
            connection.ping(b"between")
            yield "two "
            yield "three"
        connection.send(pieces())
    if path == "/close":
        connection.close(4001, "as asked")
        return
    if path == "/pings":
        connection.ping(b"are you there").wait(1200)
        connection.send("pong came")
    for message in connection:
        connection.send(message)


def frame(first, payload=b""):
    size = len(payload)
    if size < 126:
        return bytes([first, size]) + payload
    return bytes([first, 126]) + struct.pack(">H", size) + payload if size < 65536 else (
        bytes([first, 127]) + struct.pack(">Q", size) + payload)


VIOLATIONS = {
    "/masked": bytes([0x81, 0x81, 1, 2, 3, 4, 65]),
    "/reserved-bit": bytes([0xC1, 0]),
    "/reserved-opcode": bytes([0x83, 0]),
    "/fragmented-ping": bytes([0x09, 0]),
    "/long-ping": bytes([0x89, 126, 0, 126]) + bytes(126),
    "/continuation": frame(0x80, b"x"),
    "/interleaved": frame(0x01, b"a") + frame(0x81, b"b"),
    "/bad-utf8": frame(0x81, b"\xce\xba\xe1\xbd\xb9\xcf\x83\xce\xbc\xce\xb5\xed\xa0\x80edited"),
    "/bad-utf8-fragment": frame(0x01, b"\xce\xba") + frame(0x00, b"\xf4\x90"),
    "/oversized": bytes([0x82, 127]) + struct.pack(">Q", 1 << 40),
    "/oversized-message": frame(0x02, bytes(1 << 20)) + frame(0x80, b"x"),
    "/close-1005": frame(0x88, struct.pack(">H", 1005)),
    "/close-one-byte": frame(0x88, b"\x03"),
    "/close-bad-reason": frame(0x88, struct.pack(">H", 1000) + b"\xff"),
}


def read_exactly(client, count):
    data = b""
    while len(data) < count:
        piece = client.recv(count - len(data))
        if not piece:
            return None
        data += piece
    return data


def close_code(client):
    """Reads the client's frames, which must be masked, until it closes."""
    while head := read_exactly(client, 2):
        assert head[1] & 0x80, "a client's frame is not masked"
        size = head[1] & 0x7F
        if size >= 126:
            size = int.from_bytes(read_exactly(client, 2 if size == 126 else 8), "big")
        key = read_exactly(client, 4)
        payload = bytes(byte ^ key[i & 3] for i, byte in enumerate(read_exactly(client, size) or b""))
        if head[0] & 0x0F == 8:
            return struct.unpack(">H", payload[:2])[0] if payload else 0
    return 0


def violate(client):
    with client:
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            head += client.recv(1)
        lines = head.decode().split("\r\n")
        path = lines[0].split(" ")[1]
        fields = dict(line.split(": ", 1) for line in lines[1:] if ": " in line)
        accept = hashlib.sha1((fields["Sec-WebSocket-Key"] + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").encode()).digest()
        extension = "Sec-WebSocket-Extensions: permessage-deflate\r\n" if path == "/deflate" else ""
        answer = (
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Accept: {base64.b64encode(accept).decode()}\r\n{extension}\r\n").encode()
        client.sendall(answer + VIOLATIONS.get(path, b""))
        if path == "/vanish":
            return
        print(close_code(client), flush=True)


def accept_raw(listener):
    while True:
        client, _ = listener.accept()
        threading.Thread(target=violate, args=(client,), daemon=True).start()


def main():
    context = None
    if sys.argv[1:2] == ["--tls"]:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(sys.argv[3], sys.argv[2])
    raw = socket.create_server(("127.0.0.1", 0))
    threading.Thread(target=accept_raw, args=(raw,), daemon=True).start()
    with serve(converse, "127.0.0.1", 0, ssl=context, max_size=4 << 20, ping_interval=None, open_timeout=None, close_timeout=None,
               select_subprotocol=lambda _, offered: "v1" if "v1" in offered else None) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        print(server.socket.getsockname()[1], raw.getsockname()[1], flush=True)
        sys.stdin.read()


main()
