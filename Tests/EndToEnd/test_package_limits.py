"""What the system does not give to a packager: permission, room on the disk; and links without end."""
import os
import pathlib
import shutil
import subprocess
import tempfile

import pytest

from command_line import BINARY, CommandLine
from package_fuzz import CONFIGURATION, read_archive

NOBODY = 65534
ROOT_ONLY = pytest.mark.skipif(os.geteuid() != 0, reason="only root can mount and become somebody else")


@pytest.fixture
def project():
    """A project that everybody may enter."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix="package-limits-"))
    folder.chmod(0o755)
    directory = folder / "project"
    (directory / "tree/lib").mkdir(parents=True)
    (directory / "provision.yaml").write_text(CONFIGURATION % "./tree")
    (directory / "tree/server.js").write_text("require('http').createServer((q, r) => r.end('ok')).listen(3000)\n")
    (directory / "tree/lib/a.js").write_text("exports.a = 1\n")
    yield directory
    shutil.rmtree(folder)


def package(project, *options, output="out", **more):
    command = CommandLine(project, "http://127.0.0.1:9", passphrase=None)
    return subprocess.run(
        [str(BINARY), "package", "--output", str(output), *options], cwd=project, env=command.environment, capture_output=True,
        text=True, timeout=120, **more)


@ROOT_ONLY
@pytest.mark.parametrize("name, mode, verb", [
    ("lib/a.js", 0o000, "could not read"), ("lib", 0o000, "could not read the directory"), ("lib", 0o444, "could not look at")])
def test_what_cannot_be_read(project, name, mode, verb):
    """It is refused by its name, with and without a cache that has it; a rule leaves it out."""
    if subprocess.run(["test", "-x", BINARY], user=NOBODY, group=NOBODY, extra_groups=[]).returncode != 0:
        pytest.skip(f"{BINARY} is not for everybody")
    for path in [project, *project.rglob("*")]:
        os.chown(path, NOBODY, NOBODY)
    somebody = {"user": NOBODY, "group": NOBODY, "extra_groups": []}
    assert package(project, **somebody).returncode == 0
    path = project / "tree" / name
    path.chmod(mode)
    for option in ([], ["--no-cache"]):
        shutil.rmtree(project / "out")
        done = package(project, *option, **somebody)
        assert done.returncode == 65 and f"error FileSystem: {verb} {path}" in done.stderr, done.stderr
        assert not list((project / "out").glob("*"))
    (project / "tree/.provisionignore").write_text("lib\n")
    done = package(project, **somebody)
    assert done.returncode == 0, done.stderr
    assert "lib/a.js" not in read_archive(done.stdout.strip())
    path.chmod(0o755)


@pytest.fixture
def disk(project):
    """A disk with room for little."""
    folder = project / "disk"
    folder.mkdir()
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", folder], capture_output=True, text=True)
    if done.returncode != 0:
        pytest.skip(f"no file system can be mounted here: {done.stderr.strip()}")
    yield folder
    subprocess.run(["umount", folder], check=True)


@ROOT_ONLY
def test_a_full_disk(project, disk):
    """No room for the zip is an error that leaves nothing; no room for the cache is none."""
    (project / "tree/random").write_bytes(os.urandom(300_000))
    done = package(project, output=disk)
    assert done.returncode == 65 and "error FileSystem: could not write" in done.stderr, done.stderr
    assert "No space left on device" in done.stderr and not list(disk.iterdir())
    shutil.rmtree(project / ".provision", ignore_errors=True)
    (project / ".provision").mkdir()
    (disk / "cache").mkdir()
    (project / ".provision/cache").symlink_to(disk / "cache")
    for _ in range(2):
        done = package(project)
        assert done.returncode == 0, done.stderr
        assert read_archive(str(project / done.stdout.strip()))["random"][0] == (project / "tree/random").read_bytes()
        assert sum(path.stat().st_size for path in (disk / "cache").iterdir()) < 4096


def test_links_that_double(project):
    """Forty directories with two links each to the next are 2^40: refused, before the memory is full."""
    for number in range(40):
        directory = project / f"tree/d{number}"
        directory.mkdir()
        for name in "xy":
            (directory / name).symlink_to(f"../d{number + 1}")
    (project / "tree/d40").mkdir()
    (project / "tree/d40/file").write_text("1")
    done = package(project)
    assert done.returncode == 65 and "error LinkLoop: symbolic links, the last of them" in done.stderr, done.stderr
