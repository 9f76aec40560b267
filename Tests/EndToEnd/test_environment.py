"""A whole environment: components side by side, each in a stack of its own."""
import pytest

import inventory


@pytest.fixture
def two(moto, moto_proxy, new_project, program):
    project = new_project()
    path = project.directory / "provision.yaml"
    path.write_text(path.read_text().replace(
        "environments:\n", "  admin: { kind: rest, source: ./server, memory: 128 }\nenvironments:\n"))
    return project, program(project, moto, moto_proxy, passphrase=None)


def test_apply_and_destroy_of_everything(two, moto, moto_proxy):
    project, command = two
    before = inventory.everything(moto)
    result = command.run("apply", "--env", "development", "--yes", "--json")
    components = {part["component"]: part for part in result.summary["components"]}
    assert set(components) == {"rest-api", "admin"}
    assert {part["status"] for part in components.values()} == {"completed"}
    assert len({part["outputs"]["url"] for part in components.values()}) == 2
    for component in components:
        assert (project.directory / f".pulumi/stacks/{project.name}-{component}/aws-development.json").exists()
    moto_proxy.reset()
    command.run("apply", "--env", "development", "--yes", "--json")
    assert moto_proxy.writes == []
    command.run("destroy", "--env", "development", "--yes")
    assert inventory.everything(moto) == before


def test_the_environment_may_override(two, moto):
    project, command = two
    path = project.directory / "provision.yaml"
    path.write_text(path.read_text().replace(
        "region: us-east-1 }", "region: us-east-1, components: { admin: { memory: 192 } } }"))
    command.run("apply", "--env", "dev", "--component", "admin", "--yes")
    function = moto.client("lambda").get_function_configuration(FunctionName=f"{project.name}-admin-development")
    assert function["MemorySize"] == 192
    command.run("destroy", "--env", "dev", "--component", "admin", "--yes")
