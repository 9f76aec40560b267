"""Packaging of a large tree, beside what archives the same files: `zip`, `7z`, `bsdtar` and Python's zipfile.

    .venv-lab/bin/python Benchmarks/packaging.py [--rounds N] [--binary FILE]     (`make bench` measures it too)
"""
import argparse
import os
import pathlib
import shutil
import sys
import tempfile
import time
import zipfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "Tests/EndToEnd"))

import emulators  # noqa: E402
import node_tree  # noqa: E402
from measuring import Table, measured, middle  # noqa: E402

ARGUMENTS = ["package", "--component", "rest-api", "--env", "development"]
CONFIGURATION = """project: bench
components:
  rest-api: { kind: rest, source: ./server, entry: server.js }
environments:
  development: { provider: aws, region: us-east-1 }
"""
PYTHON_ZIP = """
import os, sys, zipfile
with zipfile.ZipFile(sys.argv[1], "w", zipfile.ZIP_DEFLATED) as archive:
    for directory, _, names in os.walk("."):
        for name in names:
            archive.write(os.path.join(directory, name))
"""
# Each at its own default level; all of them are told to say nothing.
PEERS = {
    "zip -qr": ["zip", "-qr", "{}", "."],
    "7z": ["7z", "a", "-tzip", "-bd", "-bso0", "{}", "."],
    "bsdtar": ["bsdtar", "--format", "zip", "-cf", "{}", "."],
    "Python zipfile": [sys.executable, "-S", "-E", "-c", PYTHON_ZIP, "{}"],
}
SERVER = "require('http').createServer((request, response) => response.end('ok')).listen(process.env.PORT || 3000)\n"
# A file's times must be this old, in seconds, before the packager believes that they tell of every change.
SETTLED = 2.5


class Tree:
    """A project with a server in it, packaged by us and archived by the peers."""

    def __init__(self, folder, binary):
        self.project, self.output, self.binary = folder / "project", folder / "output", binary
        self.server = self.project / "server"
        self.cache = self.project / ".provision/cache"
        self.environment = emulators.clean_environment()
        self.server.mkdir(parents=True)
        self.output.mkdir()
        (self.project / "provision.yaml").write_text(CONFIGURATION)

    def package(self, *more):
        """One run of ours: what it took, and the archive."""
        for archive in self.output.iterdir():
            archive.unlink()
        command = [self.binary, *ARGUMENTS, "--output", str(self.output), *more]
        result = measured(command, cwd=self.project, env=self.environment)
        [archive] = self.output.iterdir()
        return result, archive

    def forget(self):
        shutil.rmtree(self.cache, ignore_errors=True)

    def archive(self, command):
        """One run of a peer: what it took, and the archive."""
        target = self.output.parent / "peer.zip"
        target.unlink(missing_ok=True)
        command = [word.replace("{}", str(target)) for word in command]
        return measured(command, cwd=self.server, env=self.environment), target

    def files(self):
        """The path and size of each file."""
        return {
            str(path.relative_to(self.server)): path.stat().st_size for path in self.server.rglob("*") if path.is_file()}


def members(archive):
    """The path, checksum and size of each file in an archive, without the bridge that we add."""
    with zipfile.ZipFile(archive) as opened:
        return {
            entry.filename.removeprefix("./"): (entry.CRC, entry.file_size) for entry in opened.infolist()
            if not entry.is_dir() and not entry.filename.startswith("semantest-bridge")}


def compare(table, folder, binary, rounds):
    """The rows for time and size: all take turns on one tree of 7,600 files."""
    tree = Tree(folder, binary)
    node_tree.make(tree.server)
    files = tree.files()
    time.sleep(SETTLED)
    # One script of the middle that the server loads, which changes each time: in what it does, and in what it loads.
    loaded = sorted(path for path in files if "/lib/part-" in path and path.endswith(".js"))
    changing = tree.server / loaded[len(loaded) // 2]
    text = changing.read_bytes()
    available = {name: command for name, command in PEERS.items() if shutil.which(command[0])}
    ours = {name: [] for name in ("no cache", "cold", "warm", "changed", "loading")}
    peers = {name: [] for name in available}
    sizes = {}
    for number in range(rounds):
        tree.forget()
        expected = None
        for name, more in {"no cache": ["--no-cache"], "cold": [], "warm": []}.items():
            result, archive = tree.package(*more)
            ours[name].append(result)
            expected = expected or archive.name
            assert archive.name == expected, f"{name} gave another archive"
        inside, sizes["ours"] = members(archive), archive.stat().st_size
        assert {path: size for path, (_, size) in inside.items()} == files, "the package does not hold the files of the tree"
        for name, change in {"changed": b"\n// %d\n", "loading": b"\nrequire('fs') // %d\n"}.items():
            changing.write_bytes(text + change % number)
            result, archive = tree.package()
            ours[name].append(result)
            assert members(archive).keys() == files.keys() and archive.name != expected
            changing.write_bytes(text)
            time.sleep(SETTLED)
            _, archive = tree.package()
            assert archive.name == expected, "the change was not taken back"
        for name, command in available.items():
            result, archive = tree.archive(command)
            peers[name].append(result)
            sizes[name] = archive.stat().st_size
            assert members(archive) == inside, f"{name} archived something else"
        time.sleep(SETTLED)
    ours = {name: middle(results) for name, results in ours.items()}
    peers = {name: middle(results) for name, results in peers.items()}
    if not peers:
        raise SystemExit("no archiver to compare with")
    best = min(peers, key=lambda name: peers[name].elapsed)
    named = "; ".join(
        f"`{name}`: {peer.elapsed:.4g} ms, {sizes[name] / 1e6:.4g} MB, CPU {peer.cpu:.4g} ms, memory {peer.memory:.3g} MB"
        for name, peer in peers.items())
    what = f"{len(files)} files, {sum(files.values()) / 1e6:.3g} MB"
    fastest = peers[best].elapsed

    def time_of(name, part, reference):
        result = ours[name]
        own = f"{result.elapsed / fastest:.3f} × `{best}`, CPU {result.cpu:.4g} ms, memory {result.memory:.3g} MB"
        table.add(f"`package` of {what}, {part}", result.elapsed, "ms", f"{own}{reference}", fastest * factors[name] if name in factors else None)

    factors = {"cold": 0.6, "warm": 0.08, "changed": 0.1}
    time_of("cold", "cold (its cache was removed)", f"; {named}")
    time_of("no cache", "`--no-cache`", "")
    time_of("warm", "nothing changed", "")
    time_of("changed", "one file changed", "")
    time_of("loading", "one file changed, which loads another module than before", "")
    smallest = min(peers, key=lambda name: sizes[name])
    table.add(
        "its size", sizes["ours"] / 1e6, "MB",
        f"{sizes['ours'] / sizes[best]:.4f} × `{best}`; the smallest, `{smallest}`: {sizes[smallest] / 1e6:.4g} MB",
        1.02 * sizes[best] / 1e6)
    return max(result.memory for result in ours.values())


def peak(tree):
    """The most memory of runs cold, without a cache, warm and after a change."""
    time.sleep(SETTLED)
    results = [tree.package("--no-cache"), tree.package(), tree.package()]
    with open(tree.server / "server.js", "a") as server:
        server.write("// changed\n")
    results.append(tree.package())
    return max(result.memory for result, _ in results)


def memories(table, folder, binary, first):
    """The rows for memory: many files, many bytes, one large file."""
    limit = 64
    table.add("memory of these runs, the most", first, "MB", "", limit)
    tree = Tree(folder / "bytes", binary)
    node_tree.make(tree.server, files=40000, size=200_000_000)
    files = tree.files()
    table.add(
        f"memory for {len(files)} files, {sum(files.values()) / 1e6:.3g} MB, the most", peak(tree), "MB",
        "cold, `--no-cache`, warm and one file changed", limit)
    shutil.rmtree(tree.project)
    tree = Tree(folder / "file", binary)
    (tree.server / "server.js").write_text(SERVER)
    (tree.server / "package.json").write_text('{"name": "bench", "main": "server.js"}')
    sources = b"".join(path.read_bytes() for path in node_tree.sources()[:400])
    with open(tree.server / "data.bin", "wb") as file:
        while file.tell() < 150_000_000:
            file.write(sources[:150_000_000 - file.tell()])
    table.add("memory for one file of 150 MB, the most", peak(tree), "MB", "the same runs", limit)
    (tree.server / "data.bin").unlink()
    # As a bundler writes it: one script, of functions without blanks.
    bundle = "".join(
        f"function f{number}(a,b){{if(a===b.c[{number}])return g(a,{{x:1,y:'s{number}'}});var d=a+b*{number};return d>1?d:h(d)}}"
        for number in range(200_000))
    (tree.server / "server.js").write_text(f"{SERVER}\nfunction unused(){{{bundle[:20_000_000]}}}")
    table.add("memory for a script of 20 MB, the most", peak(tree), "MB", "the same runs", limit)
    shutil.rmtree(tree.project)


def measure(table, folder, binary, rounds):
    """Adds the rows to the table."""
    for name in ("files", "bytes", "file"):
        (folder / name).mkdir(parents=True)
    most = compare(table, folder / "files", binary, rounds)
    memories(table, folder, binary, most)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--binary", default=str(ROOT / ".build-release/release/semantest-provision"))
    options = parser.parse_args()
    table = Table()
    with tempfile.TemporaryDirectory(prefix="bench", dir=ROOT) as folder:
        measure(table, pathlib.Path(folder), os.path.abspath(options.binary), options.rounds)
    if table.failed:
        print(f"{table.failed} target(s) missed")


if __name__ == "__main__":
    main()
