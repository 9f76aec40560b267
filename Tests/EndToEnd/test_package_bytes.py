"""The bytes of a package: the same whatever the machine, the moment and the cache; whole whatever happens while it is written."""
import hashlib
import os
import pathlib
import random
import resource
import shutil
import signal
import subprocess
import time
import unicodedata

import pytest

import package_fuzz
import selection_fuzz
import server_project
from command_line import BINARY, CommandLine

CONFIGURATION = package_fuzz.CONFIGURATION
# What CI does of the fuzzer, the same on every machine; `make fuzz` goes on from a seed of its own.
SAMPLE = {"first": 20261126, "rounds": 20}


def make_tree(root, shuffle=None, large=True):
    """A server with modules and files of every size, made in an order by chance."""
    generator = random.Random(7)
    blocks = [0, 1, 4096, 32768, 65535, 65536, 65537, 1 << 18, (1 << 18) + 1, 1 << 20, (1 << 20) + 1]
    files = {f"data/{size}.bin": generator.randbytes(size) for size in blocks}
    files |= {f"text/{number}.js": b"exports.n = %d\n" % number * (number * 37 % 900 + 1) for number in range(120)}
    files |= {"données/e\u0301.txt": "é".encode(), "empty/nothing": b"", "日本/語.json": b"{}", "bin/tool": b"#!/bin/sh\n", "-rf": b"x"}
    if large:
        files |= {"large/zeros": bytes(9 << 20), "large/random": generator.randbytes(5 << 20)}
    files["server.js"] = b"require('http').createServer((q, r) => r.end('ok')).listen(3000)\n"
    names = list(files)
    if shuffle is not None:
        random.Random(shuffle).shuffle(names)
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(files[name])
    (root / "bin/tool").chmod(0o755)
    (root / "link").symlink_to("text")
    if server_project.has_express():
        server_project.copy_closure(["express"], root / "node_modules")
    return root


class Packages:
    """Packages one tree in many ways."""

    def __init__(self, directory, tree="./tree"):
        self.directory = pathlib.Path(directory)
        self.command = CommandLine(self.directory, "http://127.0.0.1:9", passphrase=None)
        (self.directory / "provision.yaml").write_text(CONFIGURATION % tree)

    def path(self, *options, prefix=(), environment=None, **more):
        """The archive that one run writes."""
        done = subprocess.run(
            [*prefix, str(BINARY), "package", "--output", "out", *options], cwd=self.directory, capture_output=True, text=True,
            env={**self.command.environment, **(environment or {})}, timeout=120, **more)
        assert done.returncode == 0, done.stdout + done.stderr
        return self.directory / done.stdout.strip().splitlines()[-1]

    def digest(self, *options, **more):
        return hashlib.sha256(self.path(*options, **more).read_bytes()).hexdigest()

    def forget(self):
        shutil.rmtree(self.directory / ".provision", ignore_errors=True)


@pytest.fixture(scope="module")
def packages(tmp_path_factory):
    directory = tmp_path_factory.mktemp("bytes") / "project"
    make_tree(directory / "tree")
    return Packages(directory)


@pytest.fixture(scope="module")
def expected(packages):
    return packages.digest("--no-cache")


def test_cold_and_warm(packages, expected):
    packages.forget()
    assert [packages.digest() for _ in range(3)] == [expected] * 3


@pytest.mark.parametrize("option", [[], ["--no-cache"]])
def test_one_processor(packages, expected, option):
    packages.forget()
    one = str(min(os.sched_getaffinity(0)))
    assert packages.digest(*option, prefix=("taskset", "-c", one)) == expected


@pytest.mark.parametrize("environment", [
    {"LC_ALL": "C"}, {"LC_ALL": "tr_TR.UTF-8", "LANG": "tr_TR.UTF-8"}, {"LC_ALL": "C.UTF-8", "TZ": "Asia/Kathmandu"},
    {"TZ": "Pacific/Kiritimati", "HOME": "/nonexistent", "TMPDIR": "/nonexistent", "USER": "somebody"}])
def test_locale_zone_and_home(packages, expected, environment):
    packages.forget()
    assert packages.digest(environment=environment) == expected


@pytest.mark.parametrize("mask", [0o000, 0o027, 0o077])
def test_umask(packages, expected, mask):
    packages.forget()
    assert packages.digest(umask=mask) == expected


@pytest.mark.parametrize("moment", [0, 167_000_000, 1_900_000_000.25, 4_354_819_200, None])
def test_times(packages, expected, moment):
    for place, _, files in os.walk(packages.directory / "tree"):
        for name in files:
            os.utime(os.path.join(place, name), None if moment is None else (moment, moment))
    # With the cache of another moment, and without one.
    assert packages.digest() == expected
    packages.forget()
    assert packages.digest() == expected


@pytest.mark.parametrize("name", ["a folder with spaces", "données-日本", "x" * 200, "-rf"])
def test_path_and_order_of_creation(expected, tmp_path, name):
    directory = tmp_path / name / "project"
    make_tree(directory / "tree", shuffle=name)
    assert Packages(directory).digest() == expected


def test_hard_links_and_a_link_to_the_source(packages, expected, tmp_path):
    """Files that are one on the disk are several in the zip; the way to the source does not count."""
    directory = tmp_path / "project"
    shutil.copytree(packages.directory / "tree", directory / "real", symlinks=True, copy_function=os.link)
    (directory / "way").symlink_to("real")
    assert Packages(directory, tree="./way").digest() == expected


def test_a_change_and_back(packages, expected):
    packages.forget()
    path = packages.directory / "tree/text/7.js"
    before = path.read_bytes()
    assert packages.digest() == expected
    path.write_bytes(before.replace(b"7", b"8"))
    changed = packages.digest()
    assert changed != expected and changed == packages.digest("--no-cache")
    path.write_bytes(before)
    assert packages.digest() == expected


def test_other_programs_read_it(packages, expected, tmp_path):
    """What unzip and bsdtar unpack is the tree, with its modes."""
    path = packages.path()
    members = package_fuzz.read_archive(str(path))
    environment = {**os.environ, "LC_ALL": "C.UTF-8"}
    for name, command in {"unzip": ["unzip", "-qq", path], "bsdtar": ["bsdtar", "-xf", path]}.items():
        folder = tmp_path / name
        folder.mkdir()
        subprocess.run(command, cwd=folder, env=environment, check=True)
        # bsdtar composes accents.
        found = {
            unicodedata.normalize("NFC", str(file.relative_to(folder))): (file.read_bytes(), os.access(file, os.X_OK) and file.stat().st_mode & 0o111 == 0o111)
            for file in folder.rglob("*") if file.is_file()}
        assert found == {unicodedata.normalize("NFC", member): value for member, value in members.items()}
    tree = packages.directory / "tree"
    for name in ("link/7.js", "bin/tool", "large/random", "données/e\u0301.txt"):
        assert members[name][0] == (tree / name).read_bytes()
    assert [name for name, (_, executable) in members.items() if executable and "node_modules" not in name] == ["bin/tool"]


def test_by_chance():
    """A fixed sample of the fuzzer."""
    _, made = package_fuzz.fuzz(**SAMPLE)
    assert made > 60


def test_changes_of_servers_by_chance():
    """The same package, refusal and warnings with the cache and without it, whatever changed."""
    rounds, made = selection_fuzz.fuzz(first=5, rounds=4)
    assert rounds == 4 and made > 15


# What is left in these folders is not to grow without end.
def leftovers(packages):
    return [path for pattern in ("out/.semantest-package-*", ".provision/cache/.semantest-package-*", ".provision/cache/.cache-*")
            for path in packages.directory.glob(pattern)]


@pytest.fixture
def small(tmp_path):
    directory = tmp_path / "project"
    make_tree(directory / "tree")
    return Packages(directory)


def test_killed_in_the_middle(small, expected):
    """Whenever a run is killed, the next one writes the right bytes, and what is left over goes."""
    generator = random.Random(3)
    killed = 0
    for number in range(12):
        if number % 3 == 0:
            small.forget()
        (small.directory / "tree/text/0.js").write_text(f"exports.n = {number}\n" * number)
        process = subprocess.Popen(
            [str(BINARY), "package", "--output", "out"], cwd=small.directory, env=small.command.environment,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        # Killed once so much of the zip is there, or at the end.
        goal = generator.randrange(0, 6 << 20)
        while process.poll() is None:
            parts = [path for path in (small.directory / "out").glob("*") if path.name.startswith(".")] if (
                small.directory / "out").exists() else []
            try:
                written = sum(path.stat().st_blocks * 512 for path in parts)
            except FileNotFoundError:
                written = 0
            if written >= goal and parts:
                process.send_signal(signal.SIGKILL)
                break
        killed += process.wait() == -signal.SIGKILL
    assert killed >= 3
    (small.directory / "tree/text/0.js").write_bytes(b"exports.n = 0\n")
    assert small.digest() == expected
    assert small.digest("--no-cache") == expected
    # What killed runs left is removed by a run an hour later.
    (small.directory / "out/.semantest-package-0ldOne").write_bytes(b"PK")
    left = leftovers(small)
    for path in left[1:]:
        os.utime(path, (time.time() - 4000,) * 2)
    (small.directory / "tree/text/0.js").write_bytes(b"exports.n = 1\n")
    small.path()
    assert leftovers(small) == left[:1]


def test_two_at_once(small, expected):
    """Runs on one cache and one output do not disturb each other, also while the tree of another differs."""
    other = small.directory / "other.yaml"
    make_tree(small.directory / "second", large=False)
    other.write_text(CONFIGURATION % "./second")
    alone = small.digest("--config", "other.yaml", "--no-cache")
    for number in range(4):
        if number % 2 == 0:
            small.forget()
        processes = [
            subprocess.Popen(
                [str(BINARY), "package", "--output", "out", *options], cwd=small.directory, env=small.command.environment,
                stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
            for options in ([], ["--config", "other.yaml"], [])]
        answers = [process.communicate(timeout=120) for process in processes]
        assert [process.returncode for process in processes] == [0, 0, 0], answers
        digests = [hashlib.sha256((small.directory / out.strip()).read_bytes()).hexdigest() for out, _ in answers]
        assert digests == [expected, alone, expected]


@pytest.mark.parametrize("damage", ["cut", "flip", "empty", "garbage", "folder", "file", "unwritable"])
def test_a_damaged_cache(small, expected, damage):
    """No damage of the cache reaches the zip; at worst everything is compressed again."""
    assert small.digest() == expected
    cache = small.directory / ".provision/cache"
    generator = random.Random(damage)
    if damage == "file":
        shutil.rmtree(cache)
        cache.write_text("not a folder")
    for path in [path for path in cache.rglob("*") if path.is_file()] if cache.is_dir() else []:
        content = bytearray(path.read_bytes())
        if damage == "cut":
            path.write_bytes(content[:len(content) // 2])
        elif damage == "flip" and content:
            for _ in range(max(1, len(content) // 50_000)):
                content[generator.randrange(len(content))] ^= 1 << generator.randrange(8)
            path.write_bytes(content)
        elif damage == "empty":
            path.write_bytes(b"")
        elif damage == "garbage":
            path.write_bytes(generator.randbytes(len(content)))
        elif damage == "folder":
            path.unlink()
            path.mkdir()
    if damage == "unwritable":
        subprocess.run(["chmod", "-R", "a-w", cache], check=True)
    try:
        # As it is, and when one file has changed, so that the rest comes from the cache.
        assert small.digest() == expected
        (small.directory / "tree/text/7.js").write_bytes(b"changed\n")
        assert small.digest() == small.digest("--no-cache")
    finally:
        subprocess.run(["chmod", "-R", "u+w", small.directory / ".provision"], check=True)


def test_a_file_that_grows_too_large(small):
    """As when a disk is full: an error, no archive, nothing half written."""
    def limit():
        resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, 1 << 20))

    done = subprocess.run(
        [str(BINARY), "package", "--output", "out"], cwd=small.directory, env=small.command.environment, capture_output=True,
        text=True, preexec_fn=limit, timeout=120)
    assert done.returncode == 65 and "error FileSystem: could not write" in done.stderr, (done.returncode, done.stderr)
    assert not list((small.directory / "out").glob("*.zip")) and not leftovers(small)
