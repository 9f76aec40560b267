"""The state is Pulumi's: its schemas, its provider's names, its encryption, its layout."""
import hashlib
import json

import jsonschema
import pulumi_crypto
import pytest
import referencing
import yaml

import pulumi_wheel
from command_line import PASSPHRASE, TARGET

SECRET = "a secret of the state test"
SECRET_MARK = "4dabf18193072939515e22adb298388d"
SECRET_SIGNATURE = "1b47061264138c4ac30d75fd1eb44270"


@pytest.fixture(scope="module")
def stack(moto, _moto_proxy, new_project, program):
    """A deployed stack with a secret: the project, the command line and the export."""
    project = new_project(secrets=True)
    command = program(project, moto, _moto_proxy)
    command.run("secrets", "set", "api_token", *TARGET, input=SECRET)
    command.apply()
    export = json.loads(command.run("state", "export", *TARGET).stdout)
    yield project, command, export
    command.destroy()


def secrets_in(value):
    if isinstance(value, dict):
        if value.get(SECRET_MARK) == SECRET_SIGNATURE:
            yield value
        else:
            for item in value.values():
                yield from secrets_in(item)
    elif isinstance(value, list):
        for item in value:
            yield from secrets_in(item)


def test_the_layout_is_pulumis(stack):
    project, _, _ = stack
    assert (project.directory / ".pulumi/meta.yaml").read_text() == "version: 1\n"
    assert project.stack_file.exists()
    assert project.stack_file.with_suffix(".json.bak").exists()
    assert list(project.lock_directory.glob("*.json")) == []


def test_the_export_equals_the_checkpoint(stack):
    project, _, export = stack
    assert export["version"] == 3
    assert export["deployment"]["resources"] == project.resources()
    assert not export["deployment"].get("pending_operations")


def test_the_manifest_is_sound(stack):
    manifest = stack[2]["deployment"]["manifest"]
    assert manifest["magic"] == hashlib.sha256(manifest["version"].encode()).hexdigest()


def test_resources_are_in_order(stack):
    seen = set()
    for resource in stack[2]["deployment"]["resources"]:
        needed = set(resource.get("dependencies", []))
        if "parent" in resource:
            needed.add(resource["parent"])
        if "provider" in resource:
            needed.add(resource["provider"].rsplit("::", 1)[0])
        for names in resource.get("propertyDependencies", {}).values():
            needed.update(names or [])
        assert needed <= seen, resource["urn"]
        assert resource["urn"] not in seen
        seen.add(resource["urn"])


def test_pulumis_schemas_accept_the_export(stack, shared_reference):
    export = json.loads(json.dumps(stack[2]))
    for resource in export["deployment"]["resources"]:
        resource.pop("created", None)
        resource.pop("modified", None)
    registry = referencing.Registry()
    schemas = {}
    for name in ("deployments", "resources", "property-values"):
        schemas[name] = json.loads((shared_reference / f"pulumi/schemas/{name}.json").read_text())
        registry = registry.with_resource(schemas[name]["$id"], referencing.Resource.from_contents(schemas[name]))
    validator = jsonschema.Draft202012Validator(schemas["deployments"], registry=registry)
    assert [error.message for error in validator.iter_errors(export)] == []
    # The validator does look inside: a resource with an unknown member is refused.
    export["deployment"]["resources"][0]["unknownMember"] = 1
    assert not validator.is_valid(export)


def test_tokens_and_properties_are_the_providers(stack):
    wheel = pulumi_wheel.find()
    if wheel is None:
        pytest.skip("no wheel: pip download --no-deps -d .venv-lab/wheels pulumi-aws==7.51.1")
    known = pulumi_wheel.properties(wheel)
    checked = 0
    for resource in stack[2]["deployment"]["resources"]:
        if resource["type"].startswith("pulumi:"):
            continue
        assert resource["type"] in known, resource["type"]
        for part in ("inputs", "outputs"):
            names = {name for name in resource.get(part, {}) if not name.startswith("__")} - {"id"}
            assert names <= known[resource["type"]], (resource["type"], part, names - known[resource["type"]])
            checked += len(names)
    assert checked > 50


def test_pulumi_crypto_opens_the_secrets(stack):
    project, _, export = stack
    provider = export["deployment"]["secrets_providers"]
    assert provider["type"] == "passphrase"
    cipher = pulumi_crypto.PassphraseCipher(PASSPHRASE, provider["state"]["salt"])
    found = list(secrets_in(export["deployment"]["resources"]))
    assert found
    opened = {cipher.decrypt(secret["ciphertext"]) for secret in found}
    assert any(SECRET in text for text in opened)
    settings = yaml.safe_load(project.settings_file.read_text())
    assert settings["encryptionsalt"] == provider["state"]["salt"]
    configured = [value["secure"] for value in settings["config"].values() if isinstance(value, dict)]
    assert SECRET in {cipher.decrypt(text) for text in configured}


def test_secrets_are_secret_in_inputs_and_outputs(stack):
    function = next(
        resource for resource in stack[2]["deployment"]["resources"]
        if resource["type"] == "aws:lambda/function:Function")
    for part in ("inputs", "outputs"):
        assert list(secrets_in(function[part])), part
    assert SECRET not in json.dumps(stack[2])


def test_verify_accepts_and_finds_damage(stack):
    project, command, _ = stack
    command.run("state", "verify", *TARGET)
    good = project.stack_file.read_text()
    try:
        damaged = json.loads(good)
        damaged["checkpoint"]["latest"]["resources"].reverse()
        project.stack_file.write_text(json.dumps(damaged))
        result = command.run("state", "verify", *TARGET, expect=None)
        assert result.status in (1, 65), result
    finally:
        project.stack_file.write_text(good)
    command.run("state", "verify", *TARGET)


def test_a_wrong_passphrase_is_refused_before_any_request(stack, moto, moto_proxy, program):
    project, _, _ = stack
    command = program(project, moto, moto_proxy, passphrase="wrong")
    result = command.apply(expect=65)
    assert "passphrase" in result.text
    assert moto_proxy.entries == []
