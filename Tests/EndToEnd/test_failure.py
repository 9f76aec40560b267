"""A request that fails for good: the error says what and why, the state knows what is there, the next run completes."""
import pytest

import inventory
from command_line import TARGET
from recording_proxy import access_denied
from test_interruption import assert_nothing_is_forgotten
from test_rest_on_moto import FIRST_APPLY


@pytest.mark.parametrize("operation", FIRST_APPLY)
def test_a_denied_request_during_the_first_apply(operation, moto, moto_proxy, new_project, program):
    project = new_project()
    command = program(project, moto, moto_proxy, passphrase=None)
    before = inventory.everything(moto)

    def deny(entry):
        if entry.operation == operation:
            raise access_denied(entry.service, operation)

    moto_proxy.before = deny
    result = command.apply(expect=None)
    assert result.status in (1, 77), result
    assert result.summary["status"] == "failed"
    for word in (operation, "AccessDenied", "denied-1"):
        assert word in result.text, result
    assert_nothing_is_forgotten(project, moto_proxy)
    assert list(project.lock_directory.glob("*.json")) == []
    moto_proxy.reset()
    assert command.apply().summary["status"] == "completed"
    moto_proxy.reset()
    assert command.apply().summary["status"] == "unchanged"
    assert moto_proxy.writes == []
    command.destroy()
    assert inventory.everything(moto) == before


@pytest.mark.parametrize("operation", ["DeleteApi", "DeleteFunction", "DeleteLogGroup", "DetachRolePolicy", "DeleteRole"])
def test_a_denied_request_during_destroy(operation, moto, moto_proxy, new_project, program):
    project = new_project()
    command = program(project, moto, moto_proxy, passphrase=None)
    before = inventory.everything(moto)
    command.apply()

    def deny(entry):
        if entry.operation == operation:
            raise access_denied(entry.service, operation)

    moto_proxy.before = deny
    result = command.destroy(expect=None)
    assert result.status in (1, 77), result
    assert operation in result.text
    moto_proxy.reset()
    command.destroy()
    assert inventory.everything(moto) == before


def test_denied_credentials_change_nothing(moto, moto_proxy, new_project, program):
    project = new_project()
    command = program(project, moto, moto_proxy, passphrase=None)
    before = inventory.everything(moto)

    def deny(entry):
        raise access_denied(entry.service, entry.operation)

    moto_proxy.before = deny
    result = command.run("apply", *TARGET, "--yes", expect=None)
    assert result.status in (1, 77), result
    assert inventory.everything(moto) == before
