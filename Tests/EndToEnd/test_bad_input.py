"""Wrong input is found before any cloud is touched: exit code, place, advice, and no request."""

import pytest

from command_line import PASSPHRASE, TARGET

APPLY = ("apply", *TARGET, "--yes")


@pytest.fixture
def project(new_project):
    return new_project()


@pytest.fixture
def command(project, moto, moto_proxy, program):
    command = program(project, moto, moto_proxy, passphrase=None)
    yield command
    assert moto_proxy.entries == []


def edit(project, old, new):
    path = project.directory / "provision.yaml"
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


@pytest.mark.parametrize("old, new, messages", [
    ("memory: 256", "memroy: 256", ["provision.yaml:8:5: unknown key `memroy`; did you mean `memory`?"]),
    ("memory: 256", "memory: lots", ["provision.yaml:8:13:", "128 to 10240", "lots"]),
    ("memory: 256", "memory: 64", ["provision.yaml:8:13:", "128 to 10240"]),
    ("kind: rest", "kind: rset", ["provision.yaml:5:11:", "did you mean `rest`?"]),
    ("provider: aws", "provider: azure", ["azure is not supported"]),
    ("timeout: 20", "rollback: true", ["provision.yaml:9:5: `rollback` is not supported"]),
    ("timeout: 20", "health: { pth: / }", ["provision.yaml:9:15: unknown key `pth`; did you mean `path`?"]),
    ("timeout: 20", "health: { expect: pong }", ["provision.yaml:9:15: `expect` does not count for a component of kind rest"]),
    ("project: ", "state: s3://bucket\nproject: ", ["provision.yaml:1:8:", "`s3://` state is not supported"]),
    ("project: ", "project: x\nproject: ", ["provision.yaml:2:1:", "given twice"]),
    ("  rest-api:", "\trest-api:", ["provision.yaml:4:1:"]),
    ("entry: server.js", "entry: gone.js", ["gone.js"]),
    ("entry: server.js", "entry: ../provision.yaml", ["../provision.yaml"]),
    ("source: ./server", "source: ./nowhere", ["nowhere"]),
    ("rest-api:", "web:", ["no component `rest-api`"]),
    ("development:", "production:", ["no environment `development`"]),
    ("hello", "\"${secrets.absent}\"", ["absent"]),
    ("hello", "\"${secret.absent}\"", ["provision.yaml:11:17:", "${secrets.NAME}"]),
])
def test_configuration(old, new, messages, project, command):
    edit(project, old, new)
    result = command.run(*APPLY, expect=65)
    for message in messages:
        assert message in result.stderr, result


def test_every_error_at_once(project, command):
    edit(project, "memory: 256", "memory: lots")
    edit(project, "timeout: 20", "timeout: 5000")
    result = command.run(*APPLY, expect=65)
    assert result.stderr.count("provision.yaml:") == 2


def test_no_configuration_file(project, command):
    (project.directory / "provision.yaml").unlink()
    result = command.run(*APPLY, expect=65)
    assert "semantest-provision init" in result.stderr


@pytest.mark.parametrize("arguments", [
    ("aply",), ("apply", "--no-such-option"), ("apply", "--provider", "gcp", *TARGET, "--yes"), ("secrets", "set"),
    ("deploy", "--env", "development", "--yes"),
])
def test_usage(arguments, command):
    command.run(*arguments, expect=64)


def test_without_yes_and_terminal(command):
    result = command.run("apply", *TARGET, expect=64)
    assert "--yes" in result.text


def test_another_provider(command):
    result = command.run(*APPLY, "--provider", "azure", expect=65)
    assert "--provider azure" in result.stderr


def test_no_passphrase(project, command):
    edit(project, "hello", '"${secrets.api_token}"')
    command.environment["PULUMI_CONFIG_PASSPHRASE"] = PASSPHRASE
    command.run("secrets", "set", "api_token", *TARGET, input="x")
    del command.environment["PULUMI_CONFIG_PASSPHRASE"]
    result = command.run(*APPLY, expect=65)
    assert "PULUMI_CONFIG_PASSPHRASE" in result.text


def test_a_secret_without_value(project, command):
    edit(project, "hello", '"${secrets.api_token}"')
    result = command.run(*APPLY, expect=65)
    assert "semantest-provision secrets set api_token --env development --component rest-api" in result.text


def test_a_link_out_of_the_root(project, command):
    (project.directory / "server/outside.txt").symlink_to("/etc/hostname")
    result = command.run(*APPLY, expect=65)
    assert "outside.txt" in result.stderr


def test_no_credentials(project, command):
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        del command.environment[name]
    result = command.run(*APPLY, expect=77)
    for source in ("AWS_ACCESS_KEY_ID", "credentials"):
        assert source in result.stderr, result


def test_half_a_credential(command):
    del command.environment["AWS_SECRET_ACCESS_KEY"]
    result = command.run(*APPLY, expect=77)
    assert "AWS_SECRET_ACCESS_KEY" in result.stderr


def test_an_unknown_profile(command):
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        del command.environment[name]
    command.environment["AWS_PROFILE"] = "absent"
    result = command.run(*APPLY, expect=77)
    assert "absent" in result.stderr


def test_larger_than_lambda_allows_unpacked(project, command):
    """262,144,000 bytes unpacked (docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html)."""
    with open(project.directory / "server/large.bin", "wb") as file:
        file.truncate(263_000_000)
    result = command.run(*APPLY, expect=65)
    assert "250.8 MB" in result.stderr and "at most 250.0 MB" in result.stderr
    assert "large.bin" in result.stderr
