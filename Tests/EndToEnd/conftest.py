import itertools
import os
import pathlib

import pytest

from command_line import BINARY, CommandLine
from emulators import start_ministack, start_moto
from recording_proxy import RecordingProxy
from server_project import Project

_numbers = itertools.count(1)


def pytest_configure(config):
    if not BINARY.exists():
        raise pytest.UsageError(f"{BINARY} is not there: run `swift build`, or set SEMANTEST_BINARY")


@pytest.fixture(scope="session")
def moto(tmp_path_factory):
    emulator = start_moto(tmp_path_factory.mktemp("moto"))
    yield emulator
    emulator.stop()


@pytest.fixture(scope="session")
def ministack(tmp_path_factory):
    emulator = start_ministack(tmp_path_factory.mktemp("ministack"))
    yield emulator
    emulator.stop()


def _proxy(emulator):
    proxy = RecordingProxy(emulator.port)
    yield proxy
    proxy.stop()


@pytest.fixture(scope="session")
def _moto_proxy(moto):
    yield from _proxy(moto)


@pytest.fixture
def moto_proxy(_moto_proxy):
    """The proxy before moto, with nothing recorded."""
    _moto_proxy.reset()
    yield _moto_proxy
    _moto_proxy.reset()


@pytest.fixture(scope="session")
def ministack_proxy(ministack):
    yield from _proxy(ministack)


@pytest.fixture(scope="session")
def new_project(tmp_path_factory):
    """Makes projects with names of their own, so that tests do not meet in an emulator."""

    def make(**options):
        directory = tmp_path_factory.mktemp("project") / "project"
        return Project(directory, f"shop{next(_numbers)}", **options)

    return make


@pytest.fixture(scope="session")
def program():
    """Makes command lines for a project and an emulator behind a proxy."""

    def make(project, emulator, proxy, **options):
        return CommandLine(
            project.directory, proxy.url, access_key=emulator.access_key, secret_key=emulator.secret_key, **options)

    return make


@pytest.fixture(scope="session")
def shared_reference():
    """The reference folder with Pulumi's schemas; tests that need it skip without it."""
    root = pathlib.Path(__file__).resolve().parent.parent.parent
    folder = pathlib.Path(os.environ.get("SEMANTEST_SHARED", root.parent / "shared"))
    if not (folder / "reference").exists():
        pytest.skip(f"no reference folder at {folder}: set SEMANTEST_SHARED")
    return folder / "reference"
