"""What goes into a package of a large node_modules folder: Node.js runs from the unzipped result with nothing else."""
import json
import os
import pathlib
import shutil
import stat
import subprocess
import urllib.request
import zipfile

import pytest

import module_trees
from command_line import CommandLine
from server_project import copy_closure, has_express

GUARD = pathlib.Path(__file__).resolve().parent.parent / "Bridges/guard.cjs"
LIMIT = 250 << 20


def package(directory, *more, expect=0):
    """Packages the server below `directory` and returns the command's result."""
    (directory / "provision.yaml").write_text(
        "project: packaging\ncomponents:\n  api: { kind: rest, source: ./server, entry: server.js }\n"
        "environments:\n  development: { provider: aws, region: us-east-1 }\n")
    command = CommandLine(directory, "http://127.0.0.1:9", passphrase=None)
    return command.run("package", "--component", "api", "--output", "out", *more, expect=expect)


def unzip(result, destination):
    """Unpacks the zip and returns the paths in it; none may be a link."""
    with zipfile.ZipFile(result.summary["path"]) as archive:
        for member in archive.infolist():
            assert stat.S_ISREG(member.external_attr >> 16), member.filename
        archive.extractall(destination)
        return set(archive.namelist())


def served(directory):
    """What the server in `directory` answers, with Node.js' own modules and those beside it only."""
    environment = {"PATH": os.environ["PATH"], "HOME": "/nonexistent", "PORT": "0"}
    process = subprocess.Popen(
        ["node", "--require", str(GUARD), "server.js"], cwd=directory, env=environment, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, text=True)
    try:
        line = process.stdout.readline()
        assert line.startswith("listening on "), process.stderr.read()
        with urllib.request.urlopen(f"http://127.0.0.1:{line.split()[-1]}/", timeout=20) as answer:
            return json.loads(answer.read())
    finally:
        process.kill()
        process.communicate()


def test_a_large_tree_of_pnpm(tmp_path):
    """More than 200 MB and 1,500 links: each module finds what it found in the store."""
    source = tmp_path / "server"
    production, links = module_trees.pnpm_tree(str(source))
    size = sum(package.large for package in production)
    assert links >= 1500 and size > 200 << 20
    before = served(source)
    assert before["modules"] == len(production)
    result = package(tmp_path, "--json")
    names = unzip(result, tmp_path / "task")
    shutil.rmtree(source)
    after = served(tmp_path / "task")
    assert after["modules"] >= before["modules"]
    # Only small modules had to be laid down more than once.
    assert size <= result.summary["unpackedBytes"] < size + (8 << 20) < LIMIT
    assert sum(name.endswith("/data.bin") for name in names) == 50
    assert not any("tool" in name or ".pnpm" in name for name in names)


def test_a_tree_of_npm_with_7600_files(tmp_path):
    """Exactly what npm's lock keeps for production goes in, where it is."""
    source = tmp_path / "server"
    production, places = module_trees.npm_tree(str(source))
    assert sum(len(files) for _, _, files in os.walk(source)) >= 7600
    names = unzip(package(tmp_path, "--json"), tmp_path / "task")
    expected = {f"{place}/{name}" for place in production
                for name in ["index.js", "package.json", *(f"lib/{number}.js" for number in range(8))]}
    assert {name for name in names if name.startswith("node_modules/")} == expected
    assert 0 < len(expected) < 10 * len(places)
    shutil.rmtree(source)
    assert served(tmp_path / "task")["modules"] == len(production)


@pytest.mark.skipif(not has_express(), reason="Debian's express is not installed")
def test_express_without_what_only_developers_need(tmp_path):
    """Debian's express, its closure and a package that only developers need."""
    source = tmp_path / "server"
    modules = source / "node_modules"
    copied = copy_closure(["express"], modules)
    (modules / "tool").mkdir()
    (modules / "tool/index.js").write_text("throw new Error('for developers')")
    (source / "package.json").write_text(json.dumps({"dependencies": {"express": "*"}, "devDependencies": {"tool": "*"}}))
    (source / "server.js").write_text(
        "const app = require('express')()\n"
        "app.get('/', (request, response) => response.json({ modules: Object.keys(require.cache).length }))\n"
        "const server = app.listen(process.env.PORT, () => console.log(`listening on ${server.address().port}`))\n")
    names = unzip(package(tmp_path, "--json"), tmp_path / "task")
    kept = {name.split("/")[1] for name in names if name.startswith("node_modules/")}
    assert kept == {name.split("/")[0] for name in copied}
    assert served(tmp_path / "task")["modules"] > 20


@pytest.mark.parametrize("change, messages", [
    (lambda source: (source / "package-lock.json").write_text('{\n  "lockfileVersion": 3,\n<<<<<<< HEAD\n'),
     ["BrokenLock", "package-lock.json:3:1"]),
    (lambda source: shutil.rmtree(source / "node_modules/b"),
     ["MissingDependency", "b, needed by node_modules/a/package.json (dependencies), in package-lock.json", "npm ci --omit=dev"]),
    (lambda source: (source / "node_modules/a/a.node").write_bytes(b"\xcf\xfa\xed\xfe\x0c\0\0\1" + bytes(24)),
     ["WrongPlatform", "node_modules/a/a.node is for darwin arm64", "--os=linux --cpu=x64"]),
    (lambda source: (source / "server.js").write_text("require('a')\nrequire('../shared/x')\n"),
     ["UnresolvedModules", 'server.js:2: cannot resolve "../shared/x": it lies outside the package root', "root:"]),
])
def test_bad_input(change, messages, tmp_path):
    source = tmp_path / "server"
    for name, needs in [("a", {"b": "1"}), ("b", {})]:
        (source / "node_modules" / name).mkdir(parents=True)
        (source / "node_modules" / name / "package.json").write_text(json.dumps({"name": name, "dependencies": needs}))
        (source / "node_modules" / name / "index.js").write_text("")
    (source / "server.js").write_text("require('a')\n")
    (source / "package.json").write_text(json.dumps({"dependencies": {"a": "1"}}))
    (source / "package-lock.json").write_text(json.dumps({"lockfileVersion": 3, "packages": {
        "": {}, "node_modules/a": {"dependencies": {"b": "1"}}, "node_modules/b": {}}}))
    package(tmp_path)
    change(source)
    result = package(tmp_path, expect=65)
    for message in messages:
        assert message in result.text, result
