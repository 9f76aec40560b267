"""What `make install` and `make dist` lay down, made from the binary under test."""
import gzip
import hashlib
import os
import pathlib
import re
import shutil
import subprocess
import tarfile

import pytest

from command_line import BINARY, ROOT
from emulators import clean_environment
from test_guides import blocks

EPOCH = "1700000000"


def run(*arguments, **options):
    done = subprocess.run(
        [str(argument) for argument in arguments], capture_output=True, text=True,
        env=clean_environment(SOURCE_DATE_EPOCH=EPOCH, **options.pop("environment", {})), **options)
    assert done.returncode == 0, f"{arguments}\n{done.stdout}\n{done.stderr}"
    return done


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    root = tmp_path_factory.mktemp("installed") / "usr/local"
    run(ROOT / "Scripts/stage.sh", BINARY, root)
    return root


def test_both_names_start(installed):
    versions = {run(installed / "bin" / name, "--version").stdout for name in ("semantest-provision", "semantest-iac")}
    assert len(versions) == 1


def test_licence_guides_and_completions_are_installed(installed):
    share = installed / "share"
    assert "Apache License" in (share / "doc/semantest-provision/LICENSE").read_text()
    assert (share / "doc/semantest-provision/docs/troubleshooting.md").exists()
    assert (share / "zsh/vendor-completions/_semantest-provision").read_text().startswith("#compdef")
    assert "complete -c" in (share / "fish/vendor_completions.d/semantest-iac.fish").read_text()
    for name in ("semantest-provision", "semantest-iac"):
        file = share / "bash-completion/completions" / name
        run("bash", "-c", f"source '{file}' && complete -p {name}")


def test_bash_completes_commands(installed):
    file = installed / "share/bash-completion/completions/semantest-provision"
    script = f"""
        source '{file}'
        COMP_WORDS=(semantest-provision doc); COMP_CWORD=1; COMP_LINE='semantest-provision doc'; COMP_POINT=23
        function="$(complete -p semantest-provision | sed -E 's/.*-F ([^ ]+).*/\\1/')"
        "$function" semantest-provision doc semantest-provision
        echo "${{COMPREPLY[@]}}"
    """
    assert "doctor" in run("bash", "-c", script).stdout


@pytest.fixture(scope="module")
def manual(installed):
    return gzip.decompress((installed / "share/man/man1/semantest-provision.1.gz").read_bytes()).decode()


def test_manual_names_every_command(manual):
    for words in (".SS doctor", ".SS state unlock", ".SS secrets get", "\\-\\-detailed\\-exitcode", ".B 130", "2023\\-11\\-14",
                  "semantest\\-iac"):
        assert words in manual or words.replace("\\-", "-") in manual, words


@pytest.mark.skipif(shutil.which("groff") is None, reason="groff is not installed")
def test_manual_has_no_roff_warnings(manual):
    done = subprocess.run(["groff", "-man", "-ww", "-z"], input=manual, capture_output=True, text=True)
    assert done.returncode == 0 and done.stderr == ""


@pytest.mark.skipif(shutil.which("man") is None, reason="man is not installed")
def test_man_shows_the_manual(installed):
    shown = run("man", "-l", installed / "share/man/man1/semantest-iac.1.gz", environment={"MANWIDTH": "100"}).stdout
    assert "semantest-provision" in shown or "No manual page" in shown


@pytest.fixture(scope="module")
def distributions(tmp_path_factory):
    """The same binary, without its debugging symbols, distributed twice."""
    directory = tmp_path_factory.mktemp("distributions")
    binary = directory / "semantest-provision"
    run("strip", "-o", binary, BINARY)
    for name in ("one", "two"):
        run(ROOT / "Scripts/dist.sh", binary, directory / name)
    return directory / "one", directory / "two"


def test_distributions_are_reproducible(distributions):
    one, two = distributions
    names = sorted(path.name for path in one.iterdir())
    assert names == sorted(path.name for path in two.iterdir())
    assert len(names) == 4
    for name in names:
        assert (one / name).read_bytes() == (two / name).read_bytes(), name


def test_checksums_fit(distributions):
    for file in distributions[0].glob("*.sha256"):
        digest, name = file.read_text().split()
        assert hashlib.sha256((file.parent / name).read_bytes()).hexdigest() == digest


def test_package_is_one_of_debian(distributions, tmp_path):
    [package] = distributions[0].glob("*.deb")
    fields = run("dpkg-deb", "--field", package).stdout
    for dependency in ("libcurl4", "libssl3", "libstdc++6", "libgcc-s1", "ca-certificates"):
        assert dependency in fields
    listing = run("dpkg-deb", "--contents", package).stdout
    assert "./usr/bin/semantest-provision" in listing
    assert "./usr/bin/semantest-iac -> semantest-provision" in listing
    assert all(line.split()[1] in ("root/root", "0/0") for line in listing.splitlines())
    run("dpkg-deb", "--extract", package, tmp_path)
    assert run(tmp_path / "usr/bin/semantest-iac", "--version").stdout


def test_archive_holds_the_closure_of_libcurl(distributions):
    [archive] = distributions[0].glob("*.tar.gz")
    with tarfile.open(archive) as tar:
        members = tar.getmembers()
    assert {(member.uid, member.gid, member.mtime) for member in members} == {(0, 0, int(EPOCH))}
    assert [member.name for member in members] == sorted(member.name for member in members)
    libraries = {pathlib.PurePath(member.name).name for member in members if "/lib/" in member.name}
    assert {"libcurl.so.4", "libcrypto.so.3", "libssl.so.3", "libstdc++.so.6", "libgcc_s.so.1"} <= libraries
    assert not {"libc.so.6", "libm.so.6"} & libraries
    licences = {pathlib.PurePath(member.name).name for member in members if "/licenses/" in member.name}
    assert {"libcurl4", "libssl3"} <= licences


def test_only_requests_load_libcurl(tmp_path):
    def loaded(*arguments):
        done = subprocess.run(
            [str(BINARY), *arguments], cwd=tmp_path, capture_output=True, text=True,
            env=clean_environment(LD_DEBUG="files", AWS_EC2_METADATA_DISABLED="true"))
        return "libcurl.so" in done.stderr

    assert not loaded("--version")
    assert not loaded("--help")
    assert not loaded("plan", "--env", "nowhere")
    assert loaded("doctor")


def test_a_missing_libcurl_is_named(tmp_path):
    """The loader finds an empty file in place of libcurl: `doctor` says so, and what to install."""
    (tmp_path / "libcurl.so.4").write_bytes(b"")
    done = subprocess.run(
        [str(BINARY), "doctor"], cwd=tmp_path, capture_output=True, text=True,
        env=clean_environment(LD_LIBRARY_PATH=str(tmp_path), AWS_REGION="us-east-1", AWS_EC2_METADATA_DISABLED="true"))
    assert done.returncode == 1
    assert "failed  libcurl" in done.stdout
    assert "apt-get install libcurl4" in done.stdout
    assert os.fspath(tmp_path) in done.stdout


def test_the_guide_unpacks_the_archive(distributions, tmp_path):
    """The commands of docs/air-gapped.md, beside the archive of this version."""
    scripts = [text for _, test, text in blocks(ROOT / "docs/air-gapped.md") if test == "archive"]
    assert scripts
    [archive] = distributions[0].glob("*.tar.gz")
    for script in scripts:
        for name in set(re.findall(r"semantest-provision-[\w.-]+?\.tar\.gz", script)):
            script = script.replace(name, archive.name)
        project = tmp_path / "project"
        project.mkdir()
        script += f"command -v semantest-provision\ncd {project}\nsemantest-provision doctor --hosts\n"
        (project / "provision.yaml").write_text(
            "project: shop\ncomponents: { api: { kind: rest, source: . } }\n"
            "environments: { development: { provider: aws, region: us-east-1 } }\n")
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", script], cwd=archive.parent, env=clean_environment(HOME=str(tmp_path)),
            capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        assert f"{tmp_path}/.local/semantest/bin/semantest-provision" in done.stdout
        assert "lambda.us-east-1.amazonaws.com:443" in done.stdout
