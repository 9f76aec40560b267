"""Packages trees by chance and compares each archive with the tree, as an oracle of its own reads it.

    .venv-lab/bin/python Tests/EndToEnd/package_fuzz.py [--seconds 600] [--seed N] [--rounds N]     (make fuzz)

A finding prints its seed and keeps its tree; `--seed N --rounds 1` does that round again.
"""
import argparse
import collections
import os
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile

from command_line import CommandLine
from package_oracle import RESERVED, Oracle
from package_trees import CANARY, TreeMaker

CONFIGURATION = """project: fuzz
components:
  api: { kind: rest, source: %s, entry: server.js, prune: none }
environments:
  development: { provider: aws, region: us-east-1 }
"""


# docs/state.md and the cache: a file is believed to be what it was when it did not change within two seconds before a run.
SETTLED = 2.1
# How many trees wait at the same time until the cache believes them.
WAITING = 12


class Finding(AssertionError):
    """Something that must not be."""


def require(holds, what):
    if not holds:
        raise Finding(what)


def read_archive(path, everything=True):
    """The members of an archive as {name: (content, can be executed)}; other readers must take it, too."""
    if everything:
        environment = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"}
        for command in (["unzip", "-tqq", path], ["bsdtar", "-tf", path]):
            done = subprocess.run(command, capture_output=True, env=environment)
            require(done.returncode == 0, f"{command[0]} does not take the archive: {done.stdout[-500:]!r} {done.stderr[-500:]!r}")
    members = {}
    with zipfile.ZipFile(path) as archive:
        for info in archive.infolist():
            require(info.filename not in members, f"{info.filename!r} is there twice")
            mode = info.external_attr >> 16
            require(mode in (0o100644, 0o100755), f"{info.filename!r} has the mode {mode:o}")
            require(not info.filename.startswith("/") and ".." not in info.filename.split("/"), f"{info.filename!r} leads out")
            members[info.filename] = (archive.read(info), mode == 0o100755)
    return members


class Round:
    """One tree: packaged, packaged again, changed, packaged again."""

    def __init__(self, seed, folder):
        self.random = random.Random(seed)
        self.folder = pathlib.Path(folder) / "project"
        self.folder.mkdir()
        self.tree = self.folder / "tree"
        self.maker = TreeMaker(seed, self.tree, self.folder / "outside")
        self.rules = self.maker.make()
        source = "./tree"
        if self.random.random() < 0.2:
            source = "./way"
            (self.folder / "way").symlink_to("tree")
        (self.folder / "provision.yaml").write_text(CONFIGURATION % source)
        # Sometimes the packages are written into the tree itself.
        self.output = self.tree / "out" if self.random.random() < 0.2 else self.folder / "out"
        self.command = CommandLine(self.folder, "http://127.0.0.1:9", passphrase=None)
        self.packaged = 0

    def package(self, expectation, *options):
        """Packages the tree; the bytes of the archive, or nothing when it was refused rightly."""
        result = self.command.run("package", "--output", str(self.output), *options, expect=None, timeout=120)
        require(result.status in (0, 65), f"exit code {result.status}: {result.text}")
        if result.status == 65:
            require(
                any(f"error {code}" in result.stderr and self.shows(part, result.stderr) for code, part in expectation.refusals),
                f"refused, where {expectation.refusals} were expected: {result.stderr}")
            return None
        require(not expectation.refusals, f"packaged, where {expectation.refusals} should have been refused")
        self.packaged += 1
        return pathlib.Path(result.stdout.strip().splitlines()[-1]).read_bytes()

    @staticmethod
    def shows(part, text):
        """Whether a name is in a message, where what a terminal would obey may be replaced."""
        plain = "".join(character if character.isprintable() and character.isascii() else " " for character in part)
        return all(piece in text for piece in plain.split())

    def look(self):
        return Oracle(self.tree, self.rules, self.output).expect()

    def compare(self, expectation, data):
        path = self.folder / "archive.zip"
        path.write_bytes(data)
        members = read_archive(str(path))
        bridge = {name for name in members if name in RESERVED}
        require(len(bridge) == 3, f"the bridge is {bridge}")
        files = {name: value for name, value in members.items() if name not in bridge}
        expected = expectation.files
        require(files.keys() == expected.keys(), f"missing {expected.keys() - files.keys()}, too many {files.keys() - expected.keys()}")
        for name, value in expected.items():
            require(files[name] == value, f"{name!r} differs")
        require(not any(CANARY in content for content, _ in members.values()), "what lies outside the root went in")

    def begin(self):
        """Packages the tree twice."""
        expectation = self.look()
        cold = self.package(expectation)
        require(self.package(expectation) == cold, "the second package differs")
        if cold is not None:
            self.compare(expectation, cold)
        self.begun = time.monotonic()
        self.cold = cold

    @property
    def wait(self):
        """Seconds until the cache believes what the system says of the files."""
        return max(0, self.begun + SETTLED - time.monotonic())

    def end(self):
        """Packages the tree that did not change for a while, then with changes."""
        expectation = self.look()
        require([self.package(expectation) for _ in range(2)] == [self.cold] * 2, "later the package differs")
        for _ in range(2):
            for _ in range(self.random.choice([1, 1, 3])):
                self.maker.change()
            expectation = self.look()
            warm = self.package(expectation)
            require(warm == self.package(expectation, "--no-cache"), "after a change the cache gives other bytes")
            if warm is not None:
                self.compare(expectation, warm)


class Rounds:
    """Rounds under way, each in a folder of its own."""

    def __init__(self, keep=None):
        self.keep = keep
        self.waiting = collections.deque()
        self.packages = 0
        self.kept = None

    def begin(self, seed):
        folder = tempfile.mkdtemp(prefix=f"package-fuzz-{seed}-", dir=self.keep)
        one = self.step(seed, folder, lambda: Round(seed, folder))
        self.waiting.append((seed, folder, one))
        self.step(seed, folder, one.begin)

    def end(self):
        """Does the rest of the oldest round."""
        seed, folder, one = self.waiting[0]
        time.sleep(one.wait)
        self.step(seed, folder, one.end)
        self.packages += one.packaged
        self.waiting.popleft()
        one.maker.close()
        shutil.rmtree(folder)

    def step(self, seed, folder, body):
        try:
            return body()
        except Exception as error:
            self.kept = folder
            raise Finding(f"seed {seed}, tree {folder}: {type(error).__name__}: {error}") from error

    def close(self):
        """After a finding: what is kept is kept, what only waited is removed."""
        for _, folder, one in self.waiting:
            one.maker.close()
            if folder != self.kept:
                shutil.rmtree(folder, ignore_errors=True)


def fuzz(first, seconds=None, rounds=None, keep=None):
    """Does rounds from a seed on, for some time or some number of them; gives the numbers of rounds and packages."""
    end = time.monotonic() + seconds if seconds else None
    done, all_rounds = 0, Rounds(keep)
    try:
        while (rounds is None or done < rounds) and (end is None or time.monotonic() < end):
            all_rounds.begin(first + done)
            done += 1
            while len(all_rounds.waiting) > WAITING or all_rounds.waiting and all_rounds.waiting[0][2].wait == 0:
                all_rounds.end()
        while all_rounds.waiting:
            all_rounds.end()
    finally:
        all_rounds.close()
    return done, all_rounds.packages


def main(fuzz):
    """Fuzzes as the command line says."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float)
    parser.add_argument("--rounds", type=int)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1 << 40))
    options = parser.parse_args()
    print(f"from seed {options.seed}", flush=True)
    try:
        seconds = options.seconds or (None if options.rounds else 600)
        print("%d rounds, %d packages, no finding" % fuzz(options.seed, seconds, options.rounds))
    except Finding as finding:
        sys.exit(f"finding: {finding}")


if __name__ == "__main__":
    main(fuzz)
