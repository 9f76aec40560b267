"""prune: traced, and what package tells of a zip: --list, --explain, --sbom, --provenance."""
import contextlib
import hashlib
import json
import os
import re
import socket
import subprocess
import time
import urllib.error
import urllib.request
import zipfile

import pytest

from command_line import CommandLine
from emulators import GUARD
from server_project import DEBIAN, EXPRESS_SERVER, WEBSOCKET_SERVER, copy_closure, has_express, has_ws

TARGET = ("--env", "development", "--component", "rest-api")

# A view engine that express finds by the extension of a file, and directories that are found at run time only.
VIEWS_SERVER = EXPRESS_SERVER.replace("app.listen", """
const path = require('path')
app.set('view engine', 'plain-view')
app.get('/page', (request, response) => response.render('hello', { name: 'world' }))
app.use('/static', express.static(path.join(__dirname, 'public')))
app.get('/word/:language', (request, response) => response.send(require('./words/' + request.params.language)))
app.get('/error', () => { throw new Error('as asked') })
app.listen""")
PLAIN_VIEW = """
const fs = require('fs')
exports.__express = (file, options, done) => fs.readFile(file, 'utf8', (error, text) =>
  done(error, text && text.replace('NAME', options.name)))
"""


def new_command(project):
    # Nothing listens there: a request would fail.
    command = CommandLine(project.directory, "http://127.0.0.1:1", passphrase=None)
    command.project = project
    return command


def pack(command, prune, *arguments):
    command.project.configure(extra=f"prune: {prune}")
    return command.run("package", *TARGET, "--output", f"out-{prune}", "--json", *arguments)


def unpack(summary, directory):
    with zipfile.ZipFile(summary["path"]) as archive:
        archive.extractall(directory)
    return directory


@contextlib.contextmanager
def started(directory):
    """Runs server.js of an unpacked package with nothing but Node's own modules beside it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {"PATH": os.environ["PATH"], "PORT": str(port), "GREETING": "hello", "NODE_ENV": "production"}
    server = subprocess.Popen(
        ["node", "--require", str(GUARD), "server.js"], cwd=directory, env=environment, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, text=True)
    try:
        deadline = time.monotonic() + 20
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                assert server.poll() is None and time.monotonic() < deadline, server.communicate()[0]
                time.sleep(0.05)
        yield port
    finally:
        server.kill()
        server.communicate()


def fetch(port, path, body=None, kind=None):
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", data=body)
    if kind:
        request.add_header("content-type", kind)
    try:
        with urllib.request.urlopen(request, timeout=10) as response:
            return response.status, response.read()
    except urllib.error.HTTPError as error:
        return error.code, error.read()


@pytest.fixture
def express(new_project):
    if not has_express():
        pytest.skip("Debian's node-express is not installed")
    project = new_project(server=VIEWS_SERVER, with_express=True)
    source = project.directory / "server"
    manifest = json.loads((source / "package.json").read_text())
    manifest["dependencies"]["plain-view"] = "1"
    (source / "package.json").write_text(json.dumps({**manifest, "version": "1.0.0"}))
    for name, text in {
        "node_modules/plain-view/package.json": '{"name": "plain-view", "version": "1.0.0", "license": "MIT"}',
        "node_modules/plain-view/index.js": PLAIN_VIEW, "node_modules/plain-view/example.js": "",
        "views/hello.plain-view": "hello NAME", "public/a.txt": "a", "words/en.js": "module.exports = 'yes'",
        "unused.js": "", "notes/todo.txt": "x",
    }.items():
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        (source / name).write_text(text)
    return new_command(project)


def test_traced_is_smaller_and_serves_everything(express, tmp_path):
    production = pack(express, "production").summary
    result = pack(express, "traced")
    traced = result.summary
    sizes = {name: traced[name] / production[name] for name in ("bytes", "unpackedBytes")}
    print("traced / production:", sizes)
    # Debian's packages hold no tests and no documentation; the tables of iconv-lite, half of the zip, can be reached.
    assert sizes["bytes"] < 0.88 and sizes["unpackedBytes"] < 0.83, sizes
    loads = [event for event in result.events if event["type"] == "dynamicLoad"]
    places = {load["file"]: load for load in loads}
    assert places["node_modules/express/lib/view.js"]["kept"][0] == "all of node_modules/express"
    assert places["server.js"]["kept"] == ["all of words"]
    root = unpack(traced, tmp_path / "root")
    names = {str(path.relative_to(root)) for path in root.rglob("*") if path.is_file()}
    assert {"views/hello.plain-view", "public/a.txt", "words/en.js", "node_modules/plain-view/index.js"} <= names
    assert not {"unused.js", "notes/todo.txt", "node_modules/plain-view/example.js", "node_modules/qs/dist/qs.js"} & names
    with started(root) as port:
        assert json.loads(fetch(port, "/?a=1")[1])["query"] == {"a": "1"}
        assert fetch(port, "/json", b'{"b": [1]}', "application/json")[0] == 201
        assert fetch(port, "/json", b"{", "application/json")[0] == 400
        assert fetch(port, "/json", "{}".encode("utf-16"), "application/json; charset=utf-16")[0] == 201
        assert fetch(port, "/binary", bytes(range(256)), "application/octet-stream")[1] == bytes(reversed(range(256)))
        assert fetch(port, "/cookies") == (200, b"none")
        assert json.loads(fetch(port, "/environment")[1])["greeting"] == "hello"
        assert fetch(port, "/moved")[0] == 200
        assert len(fetch(port, "/large")[1]) == 1 << 20
        assert fetch(port, "/page") == (200, b"hello world")
        assert fetch(port, "/static/a.txt") == (200, b"a")
        assert fetch(port, "/word/en") == (200, b"yes")
        assert fetch(port, "/error")[0] == 500
        assert fetch(port, "/nowhere")[0] == 404


def test_tables_that_a_server_never_needs_can_be_left_out(express, tmp_path):
    production = pack(express, "production").summary
    rules = express.project.directory / "server/.provisionignore"
    rules.write_text("node_modules/iconv-lite/encodings/tables/\n")
    traced = pack(express, "traced").summary
    assert traced["bytes"] <= 0.6 * production["bytes"], (traced, production)
    print("traced without tables / production:", {
        name: traced[name] / production[name] for name in ("bytes", "unpackedBytes")})
    with started(unpack(traced, tmp_path / "root")) as port:
        assert fetch(port, "/json", b'{"b": [1]}', "application/json")[0] == 201
        assert fetch(port, "/page") == (200, b"hello world")


def test_a_rule_keeps_what_is_not_reached(express):
    (express.project.directory / "server/.provisionignore").write_text("!/notes/\n")
    summary = pack(express, "traced").summary
    with zipfile.ZipFile(summary["path"]) as archive:
        assert "notes/todo.txt" in archive.namelist()
        assert "unused.js" not in archive.namelist()


def test_a_traced_websocket_server_serves(new_project, tmp_path):
    if not has_ws():
        pytest.skip("Debian's node-ws is not installed")
    client = pytest.importorskip("websockets.sync.client")
    command = new_command(new_project(server=WEBSOCKET_SERVER, kind="websocket"))
    summary = pack(command, "traced").summary
    root = unpack(summary, tmp_path / "root")
    assert not (root / "node_modules/ws/browser.js").exists()
    with started(root) as port, client.connect(f"ws://127.0.0.1:{port}/?name=me") as socket_:
        assert socket_.recv() == "version one welcomes me"
        socket_.send("echo hello")
        assert socket_.recv() == "echo hello"


@pytest.mark.parametrize("module", ["handlebars", "yargs", "escodegen", "source-map", "@babel/core", "debug"])
def test_what_a_module_loads_is_kept(new_project, tmp_path, module):
    if not any((folder / module).exists() for folder in DEBIAN):
        pytest.skip(f"Debian's package of {module} is not installed")
    project = new_project(server=f"require('{module}'); console.log('loaded')")
    source = project.directory / "server"
    (source / "package.json").write_text(json.dumps({"main": "server.js", "dependencies": {module: "*"}}))
    copy_closure([module], source / "node_modules")
    root = unpack(pack(new_command(project), "traced").summary, tmp_path / "root")
    run = subprocess.run(
        ["node", "--require", str(GUARD), "server.js"], cwd=root, capture_output=True, text=True, timeout=60)
    assert run.stdout == "loaded\n", run.stderr


def test_the_list_is_what_the_zip_holds(express):
    summary = pack(express, "traced").summary
    listing = pack(express, "traced", "--list")
    files = {event["path"]: event["bytes"] for event in listing.events if event["type"] == "file"}
    with zipfile.ZipFile(summary["path"]) as archive:
        assert files == {entry.filename: entry.file_size for entry in archive.infolist()}
    assert listing.summary["files"] == len(files)
    assert listing.summary["unpackedBytes"] == sum(files.values()) == summary["unpackedBytes"]
    text = express.run("package", *TARGET, "--list", "--output", "nowhere").stdout
    assert re.search(r"^ *\d+  node_modules/express/index\.js$", text, re.MULTILINE)
    assert not (express.project.directory / "nowhere").exists()


@pytest.mark.parametrize("prune, name, place, lines", [
    ("traced", "server/views/hello.plain-view", "in", [r"express/lib/application\.js:\d+ names resolve\('views'\)"]),
    ("traced", "node_modules/express/lib/router/index.js", "in", [
        r"^  server\.js is the entry", r"→ server\.js:\d+ requires express",
        r"→ node_modules/express/index\.js:\d+ requires \./lib/express"]),
    ("traced", "node_modules/qs/dist/qs.js", "out", ["is not reached from server.js"]),
    ("traced", "qs", "in", [r"\d+ files go in, \d+ stay out"]),
    ("traced", "unused.js", "out", ["is not reached"]),
    ("production", "raw-body", "in", [r"package\.json \(dependencies\) needs express", r"needs raw-body"]),
    ("production", "server.js", "in", ["own files"]),
    ("production", "semantest-bridge.cjs", "in", ["bridge"]),
    ("production", "server/.env", "out", ["rule"]),
])
def test_reasons(express, prune, name, place, lines):
    (express.project.directory / "server/.env").write_text("A=1")
    express.project.configure(extra=f"prune: {prune}")
    text = express.run("package", *TARGET, "--explain", name).stdout
    assert text.startswith(f"{place}  "), text
    for line in lines:
        assert re.search(line, text, re.MULTILINE), text
    events = express.run("package", *TARGET, "--explain", name, "--json").events
    assert events[0]["type"] == "explanation"
    assert events[0]["included"] == (place == "in")


def test_nothing_to_explain_is_an_error(express):
    result = express.run("package", *TARGET, "--explain", "nothing.js", "--json", expect=65)
    assert result.summary["error"]["code"] == "NothingToExplain"


@pytest.mark.parametrize("arguments", [
    ["--list", "--sbom", "a"], ["--explain", "a", "--provenance", "b"], ["--sbom", "-", "--provenance", "-"],
    ["--sbom", "-", "--json"], ["--list", "--explain", "a"],
])
def test_contradicting_options_are_refused(express, arguments):
    express.run("package", *TARGET, *arguments, expect=64)


def lock(express):
    """Writes a lock file that knows the digest of one package; the sha512 of its archive."""
    digest = hashlib.sha512(b"archive").digest()
    import base64
    packages = {"": {}, "node_modules/express": {"integrity": "sha512-" + base64.b64encode(digest).decode()}}
    source = express.project.directory / "server"
    for path in (source / "node_modules").iterdir():
        packages.setdefault(f"node_modules/{path.name}", {})
    for key, entry in packages.items():
        manifest = json.loads((source / key / "package.json").read_text())
        entry.update({name: manifest[name] for name in ("version", "dependencies") if name in manifest})
    (source / "package-lock.json").write_text(json.dumps({"lockfileVersion": 3, "packages": packages}))
    return digest.hex()


def test_the_bill_of_materials(express):
    digest = lock(express)
    summary = pack(express, "production", "--sbom", "bill.json").summary
    text = (express.project.directory / "bill.json").read_text()
    bill = json.loads(text)
    assert (bill["bomFormat"], bill["specVersion"], bill["version"]) == ("CycloneDX", "1.6", 1)
    assert re.fullmatch(r"urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", bill["serialNumber"])
    assert "timestamp" not in bill["metadata"]
    server = bill["metadata"]["component"]
    assert server["type"] == "application" and server["version"] == "1.0.0"
    assert server["hashes"] == [{"alg": "SHA-256", "content": summary["sha256"]}]
    components = {component["name"]: component for component in bill["components"]}
    source = express.project.directory / "server/node_modules"
    assert set(components) == {path.name for path in source.iterdir()}
    for name, component in components.items():
        manifest = json.loads((source / name / "package.json").read_text())
        assert component["version"] == manifest["version"]
        assert component["purl"].startswith(f"pkg:npm/{name}@")
        assert component["evidence"]["occurrences"] == [{"location": f"node_modules/{name}"}]
    assert components["express"]["hashes"] == [{"alg": "SHA-512", "content": digest}]
    assert components["plain-view"]["licenses"] == [{"license": {"id": "MIT"}}]
    references = {component["bom-ref"] for component in bill["components"]} | {server["bom-ref"]}
    edges = {edge["ref"]: edge["dependsOn"] for edge in bill["dependencies"]}
    assert set(edges) == references and all(set(targets) <= references for targets in edges.values())
    assert edges[server["bom-ref"]] == sorted(components[name]["bom-ref"] for name in ("express", "plain-view"))
    assert components["accepts"]["bom-ref"] in edges[components["express"]["bom-ref"]]
    # The same again, and to the standard output; a time only when one is given.
    result = express.run("package", *TARGET, "--sbom", "-")
    assert result.stdout == text and ".zip" in result.stderr
    express.environment["SOURCE_DATE_EPOCH"] = "1700000000"
    timed = json.loads(express.run("package", *TARGET, "--sbom", "-").stdout)
    assert timed["metadata"]["timestamp"] == "2023-11-14T22:13:20Z"
    validate_bill(text)


def validate_bill(text):
    """Against the schema that CycloneDX's own library brings."""
    validation = pytest.importorskip("cyclonedx.validation.json")
    from cyclonedx.schema import SchemaVersion
    assert validation.JsonStrictValidator(SchemaVersion.V1_6).validate_str(text) is None


def test_the_provenance(express):
    digest = lock(express)
    git = express.project.directory / ".git"
    (git / "refs/heads").mkdir(parents=True)
    (git / "HEAD").write_text("ref: refs/heads/main\n")
    (git / "refs/heads/main").write_text("0123456789abcdef0123456789abcdef01234567\n")
    (git / "config").write_text(
        '[core]\n\tbare = false\n[remote "origin"]\n\turl = https://user:token@example.com/shop.git\n')
    summary = pack(express, "traced", "--provenance", "provenance.json").summary
    text = (express.project.directory / "provenance.json").read_text()
    assert "token" not in text
    statement = json.loads(text)
    assert statement["_type"] == "https://in-toto.io/Statement/v1"
    assert statement["predicateType"] == "https://slsa.dev/provenance/v1"
    assert statement["subject"] == [{"name": f"{summary['sha256']}.zip", "digest": {"sha256": summary["sha256"]}}]
    definition = statement["predicate"]["buildDefinition"]
    assert definition["externalParameters"] == {
        "component": "rest-api", "kind": "rest", "entry": "server.js", "runtime": "nodejs22.x",
        "architecture": "x86_64", "prune": "traced"}
    source, *packages = definition["resolvedDependencies"]
    assert source == {
        "name": "source", "uri": "git+https://example.com/shop.git",
        "digest": {"gitCommit": "0123456789abcdef0123456789abcdef01234567"}}
    express_ = next(package for package in packages if package["uri"].startswith("pkg:npm/express@"))
    assert express_["digest"] == {"sha512": digest}
    assert "metadata" not in statement["predicate"]["runDetails"]
    assert statement["predicate"]["runDetails"]["builder"]["id"]
    documentation = (GUARD.parent.parent.parent / "docs/packaging.md").read_text()
    assert definition["buildType"] in documentation
    express.environment["SOURCE_DATE_EPOCH"] = "1700000000"
    timed = json.loads(express.run("package", *TARGET, "--provenance", "-").stdout)
    assert timed["predicate"]["runDetails"]["metadata"]["finishedOn"] == "2023-11-14T22:13:20Z"
