"""init and package: they need no cloud."""
import json
import zipfile

import pytest

from command_line import CommandLine, TARGET


@pytest.fixture
def command(new_project):
    project = new_project()
    # Nothing listens there: a request would fail.
    command = CommandLine(project.directory, "http://127.0.0.1:1", passphrase=None)
    command.project = project
    return command


def test_init_writes_a_configuration_that_works(command):
    configuration = command.project.directory / "server/provision.yaml"
    command.directory = command.project.directory / "server"
    command.run("init")
    text = configuration.read_text()
    assert f"project: {command.project.name}\n" in text
    assert "entry: server.js" in text
    command.run("package", *TARGET)


def test_init_keeps_what_is_there(command):
    configuration = command.project.directory / "provision.yaml"
    text = configuration.read_text()
    command.run("init", expect=65)
    assert configuration.read_text() == text


def test_packages_are_identical(command, tmp_path):
    def package():
        result = command.run("package", *TARGET, "--json")
        return result.summary

    first = package()
    for path in (command.project.directory / "server").rglob("*"):
        path.touch()
    assert package() == first
    text = json.dumps(first)
    assert any(len(word) == 64 for word in text.replace("/", '"').replace(".", '"').split('"')), text


def test_a_package_holds_the_server(command):
    command.run("package", *TARGET)
    archives = [path for path in command.project.directory.rglob("*.zip") if ".provision" not in path.parts]
    assert len(archives) == 1
    with zipfile.ZipFile(archives[0]) as archive:
        names = archive.namelist()
        assert "server.js" in names
        assert names == sorted(names)
        assert archive.testzip() is None


def test_an_unresolved_require_is_reported(command):
    command.project.server.write_text("require('express')().listen(3000)")
    result = command.run("package", *TARGET, expect=None)
    assert "express" in result.text
    assert "server.js" in result.text


def test_schema_is_json(command):
    schema = json.loads(command.run("schema").stdout)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
