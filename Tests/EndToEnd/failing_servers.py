"""Servers that do not come up."""
THREE = "const http = require('http'); for (const port of [3000, 9001, 9002]) http.createServer().listen(port)"
# Name: source, what the error says.
SERVERS = {
    "never": (
        "console.log('connecting to db.example'); console.error('gave up on the database')",
        ["server.js ended without listening", "connecting to db.example", "gave up on the database"]),
    "throws": (
        "console.log('reading settings')\nfunction settings() { throw new TypeError('no settings') }\nsettings()",
        ["server.js could not be started: no settings", "reading settings", "TypeError: no settings", "server.js:2:"]),
    "rejects": (
        "async function main() { await null; throw new Error('no database') }\nmain()",
        ["server.js could not be started: no database", "at main", "server.js:1:"]),
    "exits": (
        "setTimeout(() => { console.error('port is taken'); process.exit(3) }, 50)",
        ["server.js called process.exit(3) while it started", "port is taken"]),
    "three": (
        THREE, ["server.js listens on 3 ports: 3000, 9001, 9002.", "set PORT with environment: in provision.yaml"]),
    "missing": (
        "const name = 'left-' + 'out'; require(name)",
        ["Cannot find module 'left-out'", "The module is not in the package"]),
}


def write_components(directory, names, *more):
    """Writes servers, each as a REST and as a WebSocket component; the lines of both for provision.yaml, with more of each."""
    lines = []
    for name in names:
        folder = directory / "servers" / name
        folder.mkdir(parents=True)
        (folder / "server.js").write_text(SERVERS[name][0])
        for kind in ("rest", "websocket"):
            lines += [
                f"  {kind}-{name}:", f"    kind: {kind}", f"    source: ./servers/{name}", "    entry: server.js",
                "    timeout: 10", *more]
    return lines
