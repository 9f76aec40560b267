"""kill -9 at every request: the state stays whole, nothing is orphaned, the next run converges."""
import json
import os
import signal
import threading

import pytest

import inventory
from command_line import TARGET
from public_url import until
from recording_proxy import DropConnection

TOKENS = {
    "CreateRole": "aws:iam/role:Role", "AttachRolePolicy": "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
    "CreateLogGroup": "aws:cloudwatch/logGroup:LogGroup", "CreateFunction": "aws:lambda/function:Function",
    "CreateAlias": "aws:lambda/alias:Alias", "CreateApi": "aws:apigatewayv2/api:Api",
    "CreateIntegration": "aws:apigatewayv2/integration:Integration", "CreateRoute": "aws:apigatewayv2/route:Route",
    "CreateStage": "aws:apigatewayv2/stage:Stage", "AddPermission": "aws:lambda/permission:Permission",
}


def kill_when(command, proxy, moment, matches, verb="apply"):
    """Runs a command and kills it at the first request that matches, `before` the cloud hears of it or `after` it answered.

    Returns whether it was killed; when no request matches it ends by itself.
    """
    started, killed, processes = threading.Event(), threading.Event(), []

    def trap(entry):
        if matches(entry) and not killed.is_set():
            started.wait(10)
            os.kill(processes[0].pid, signal.SIGKILL)
            killed.set()
        if killed.is_set():
            raise DropConnection

    proxy.reset()
    setattr(proxy, moment, trap)
    processes.append(command.start(verb, *TARGET, "--yes", "--json"))
    started.set()
    processes[0].communicate(timeout=120)
    proxy.before = proxy.after = None
    return killed.is_set() and processes[0].returncode == -signal.SIGKILL


def assert_nothing_is_forgotten(project, proxy):
    """Every resource that the cloud created is in the state or named as pending there."""
    checkpoint = project.checkpoint()
    known = {resource["type"] for resource in checkpoint.get("resources") or [] if resource.get("id")}
    known |= {operation["resource"]["type"] for operation in checkpoint.get("pending_operations") or []}
    for entry in proxy.entries:
        if entry.operation in TOKENS and 200 <= entry.status < 300:
            assert TOKENS[entry.operation] in known, entry.operation


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("number", range(1, 14))
def test_kill_during_the_first_apply(number, moment, moto, moto_proxy, new_project, program):
    project = new_project()
    command = program(project, moto, moto_proxy, passphrase=None)
    before = inventory.everything(moto)
    if not kill_when(command, moto_proxy, moment, lambda entry: entry.number == number):
        command.destroy()
        pytest.skip(f"the apply makes fewer than {number} requests")
    assert_nothing_is_forgotten(project, moto_proxy)
    moto_proxy.reset()
    assert command.apply().summary["status"] == "completed"
    assert not project.checkpoint().get("pending_operations")
    counts = {}
    for thing in inventory.everything(moto) - before:
        counts[thing.split(" ")[0]] = counts.get(thing.split(" ")[0], 0) + 1
    assert counts == {
        "role": 1, "attachment": 1, "log": 1, "function": 1, "alias": 1, "api": 1, "integrations": 1, "routes": 1,
        "stages": 1}
    moto_proxy.reset()
    assert command.apply().summary["status"] == "unchanged"
    assert moto_proxy.writes == []
    command.destroy()
    assert inventory.everything(moto) == before


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("operation", ["UpdateFunctionConfiguration", "PublishVersion", "UpdateAlias"])
def test_kill_during_an_update(operation, moment, moto, moto_proxy, new_project, program):
    project = new_project()
    command = program(project, moto, moto_proxy, passphrase=None)
    before = inventory.everything(moto)
    command.apply()
    project.configure(memory=512)
    assert kill_when(command, moto_proxy, moment, lambda entry: entry.operation == operation)
    project.checkpoint()
    moto_proxy.reset()
    assert command.apply().summary["status"] in ("completed", "unchanged")
    name = f"{project.name}-rest-api-development"
    lambdas = moto.client("lambda")
    alias = lambdas.get_alias(FunctionName=name, Name="live")
    live = lambdas.get_function_configuration(FunctionName=name, Qualifier=alias["FunctionVersion"])
    assert live["MemorySize"] == 512
    moto_proxy.reset()
    assert command.apply().summary["status"] == "unchanged"
    assert moto_proxy.writes == []
    command.destroy()
    assert inventory.everything(moto) == before


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("number", [1, 2, 4, 6, 8, 10])
def test_kill_during_destroy(number, moment, moto, moto_proxy, new_project, program):
    project = new_project()
    command = program(project, moto, moto_proxy, passphrase=None)
    before = inventory.everything(moto)
    command.apply()
    kill_when(command, moto_proxy, moment, lambda entry: entry.number == number, verb="destroy")
    project.checkpoint()
    moto_proxy.reset()
    command.destroy()
    assert inventory.everything(moto) == before


def interrupt(command, proxy, operation, number, verb="apply"):
    """Sends a signal while a request is under way; returns the ended process and its output."""
    box, started, sent = [], threading.Event(), threading.Event()

    def trap(entry):
        if entry.operation == operation and not sent.is_set():
            sent.set()
            started.wait(10)
            os.kill(box[0].pid, number)

    proxy.reset()
    proxy.before = trap
    box.append(command.start(verb, *TARGET, "--yes", "--json"))
    started.set()
    output, error = box[0].communicate(timeout=60)
    assert sent.is_set(), output + error
    # The cloud may answer when the program is gone.
    until(lambda: all(entry.status for entry in proxy.entries), "every request is answered")
    proxy.before = None
    return box[0], output, error


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("operation", ["CreateRole", "CreateFunction", "CreateStage"])
def test_an_interrupt_ends_cleanly(operation, number, moto, moto_proxy, new_project, program):
    """Exit code 130, the lock is gone, the state says what is, the next apply completes."""
    project = new_project()
    command = program(project, moto, moto_proxy, passphrase=None)
    before = inventory.everything(moto)
    process, output, error = interrupt(command, moto_proxy, operation, number)
    assert process.returncode == 130, output + error
    assert "Interrupted" in output
    summary = json.loads(output.splitlines()[-1])
    assert summary["type"] == "summary" and summary["status"] == "failed"
    assert_nothing_is_forgotten(project, moto_proxy)
    assert list(project.lock_directory.glob("*.json")) == []
    moto_proxy.reset()
    assert command.apply().summary["status"] == "completed"
    assert not project.checkpoint().get("pending_operations")
    moto_proxy.reset()
    assert command.apply().summary["status"] == "unchanged"
    assert moto_proxy.writes == []
    command.destroy()
    assert inventory.everything(moto) == before


@pytest.mark.parametrize("operation", ["DeleteApi", "DeleteFunction", "DeleteRole"])
def test_an_interrupted_destroy_can_be_finished(operation, moto, moto_proxy, new_project, program):
    project = new_project()
    command = program(project, moto, moto_proxy, passphrase=None)
    before = inventory.everything(moto)
    command.apply()
    process, output, error = interrupt(command, moto_proxy, operation, signal.SIGINT, verb="destroy")
    assert process.returncode == 130, output + error
    assert list(project.lock_directory.glob("*.json")) == []
    command.destroy()
    assert inventory.everything(moto) == before
