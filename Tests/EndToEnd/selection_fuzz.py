"""Changes servers with modules by chance and compares what the cache gives with what a run without one gives.

    .venv-lab/bin/python Tests/EndToEnd/selection_fuzz.py [--seconds 600] [--seed N] [--rounds N]

It needs no word on what belongs in: whatever `prune` is, the archive, the refusal and the warnings must be the same either way.
"""
import json
import os
import pathlib
import random
import shutil
import tempfile
import time

from command_line import CommandLine
from package_fuzz import SETTLED, Finding, main, require

CONFIGURATION = """project: fuzz
components:
  api: { kind: rest, source: ./tree, entry: server.js, prune: %s }
environments:
  development: { provider: aws, region: us-east-1 }
"""
NAMES = ["a", "b", "c", "d", "@s/e"]
STATEMENTS = [
    "require('{module}')", "require('./{file}')", "import('{module}')", "require('./' + name)", "require('path').join(__dirname, '{file}')",
    "require('{module}/lib/x')", "exports.n = {number}", "// {number}", "require(name)"]
FILES = ["index.js", "lib/x.js", "lib/y.js", "data.json", "words/one.txt", ".env", "notes.log", "build/tool.node"]
RULES = ["lib/", "*.txt", "!*.log", "node_modules/a/lib/", "!.env", "words", ""]


class Server:
    """A server with modules in `tree`."""

    def __init__(self, seed, folder):
        self.random = random.Random(seed)
        self.folder = pathlib.Path(folder) / "project"
        self.tree = self.folder / "tree"
        self.tree.mkdir(parents=True)
        self.command = CommandLine(self.folder, "http://127.0.0.1:9", passphrase=None)
        (self.folder / "provision.yaml").write_text(CONFIGURATION % self.random.choice(["production", "traced", "traced", "none"]))
        (self.tree / "server.js").write_text(self.code())
        for name in self.random.sample(NAMES, 4):
            self.module(self.tree / "node_modules" / name, name)
        self.manifest(self.tree, "server")
        for _ in range(4):
            self.write(self.tree / self.random.choice(FILES))

    def code(self):
        lines = ["const name = process.argv[2]"]
        for _ in range(3):
            line = self.random.choice(STATEMENTS).format(
                module=self.random.choice(NAMES), file=self.random.choice(FILES), number=self.random.randrange(10))
            # What fails to load in a try is no reason to refuse the server: most can be packaged.
            lines.append(line if self.random.random() < 0.1 else f"try {{ {line} }} catch {{}}")
        return "\n".join(lines) + "\n"

    def manifest(self, directory, name):
        content = {"name": name, "version": f"1.0.{self.random.randrange(3)}"}
        for key in ("dependencies", "devDependencies", "optionalDependencies"):
            content[key] = {other: "*" for other in self.random.sample(NAMES, self.random.choice([0, 0, 0, 1] if key == "dependencies" else [0, 1, 2]))}
        (directory / "package.json").write_text(json.dumps(content))

    def module(self, directory, name):
        directory.mkdir(parents=True, exist_ok=True)
        self.manifest(directory, name)
        for file in ("index.js", self.random.choice(FILES), "lib/x.js"):
            self.write(directory / file)

    def write(self, path):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(self.code() if path.suffix in (".js", ".node") else json.dumps(self.random.randrange(10)))

    def places(self, folders=False):
        found = []
        for place, names, files in os.walk(self.tree):
            found += [pathlib.Path(place, name) for name in (names if folders else files)]
        return sorted(path for path in found if path != self.tree / "server.js")

    def change(self):
        """Does something that may or may not decide on what goes in."""
        kind = self.random.choice(["same size", "write", "write", "manifest", "remove", "folder", "module", "nested", "link", "rules", "rename", "entry", "mode"])
        files, folders = self.places(), self.places(folders=True)
        path = self.random.choice(files)
        if kind == "same size":
            before, content = path.stat(), path.read_bytes()
            path.write_bytes(content.replace(b"a", b"b"))
            os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
        elif kind == "write":
            self.write(self.random.choice([path, path.parent / self.random.choice(["new.js", "new.txt", "index.js"])]))
        elif kind == "manifest":
            manifests = [file for file in files if file.name == "package.json"]
            if manifests:
                chosen = self.random.choice(manifests)
                self.manifest(chosen.parent, chosen.parent.name)
        elif kind == "remove":
            path.unlink()
        elif kind == "folder" and folders:
            shutil.rmtree(self.random.choice(folders), ignore_errors=True)
        elif kind == "module":
            name = self.random.choice(NAMES)
            self.module(self.tree / "node_modules" / name, name)
        elif kind == "nested":
            name = self.random.choice(NAMES)
            self.module(self.tree / "node_modules/a/node_modules" / name, name)
        elif kind == "link":
            to = self.tree / "node_modules" / self.random.choice(NAMES)
            if not os.path.lexists(to):
                to.parent.mkdir(parents=True, exist_ok=True)
                to.symlink_to(os.path.relpath(self.random.choice(folders or [self.tree]), to.parent))
        elif kind == "rules":
            (self.tree / ".provisionignore").write_text("\n".join(self.random.sample(RULES, 2)) + "\n")
        elif kind == "rename":
            to = path.parent / self.random.choice(["renamed.js", "index.js", "x.js"])
            os.replace(path, to)
        elif kind == "entry":
            (self.tree / "server.js").write_text(self.code())
        elif kind == "mode":
            path.chmod(self.random.choice([0o644, 0o755]))
        return kind

    def package(self, *options):
        result = self.command.run("package", "--output", str(self.folder / "out"), *options, expect=None, timeout=120)
        require(result.status in (0, 65), f"exit code {result.status}: {result.text}")
        archive = pathlib.Path(result.stdout.strip().splitlines()[-1]).read_bytes() if result.status == 0 else None
        return result.status, archive, result.stderr

    def compare(self, what):
        cached, fresh = self.package(), self.package("--no-cache")
        require(cached[:2] == fresh[:2], f"after {what} the cache gives another package: {cached[0]} {cached[2]} / {fresh[0]} {fresh[2]}")
        require(cached[2] == fresh[2], f"after {what} the cache gives other messages: {cached[2]} / {fresh[2]}")
        return cached[0] == 0


def fuzz(first, seconds=None, rounds=None, together=12, keep=None):
    """Does rounds from a seed on, some at the same time; gives the numbers of rounds and of packages."""
    end = time.monotonic() + seconds if seconds else None
    done = packages = 0
    while (rounds is None or done < rounds) and (end is None or time.monotonic() < end):
        servers = []
        for seed in range(first + done, first + done + min(together, rounds - done if rounds else together)):
            folder = tempfile.mkdtemp(prefix=f"selection-fuzz-{seed}-", dir=keep)
            servers.append((seed, folder, Server(seed, folder)))
        history = {seed: ["nothing"] for seed, _, _ in servers}
        for _ in range(4):
            # Nothing is believed of files that changed right before a run.
            time.sleep(SETTLED)
            for seed, folder, server in servers:
                try:
                    packages += server.compare(history[seed])
                    history[seed].append(server.change())
                    packages += server.compare(history[seed])
                except Exception as error:
                    raise Finding(f"seed {seed}, tree {folder}: {type(error).__name__}: {error}") from error
        for _, folder, _ in servers:
            shutil.rmtree(folder)
        done += len(servers)
    return done, packages


if __name__ == "__main__":
    main(fuzz)
