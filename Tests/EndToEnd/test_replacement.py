"""Changes that cannot be made in place: the new resource is made, what depends on it follows, the old one goes."""
import json
import re

import inventory
from command_line import TARGET

WRITES = re.compile("^(Create|Add|Attach|Delete|Remove|Detach)")


def plan_steps(command):
    (plan,) = [event for event in command.plan().events if event["type"] == "plan"]
    return {step["name"]: step["action"] for step in plan["steps"]}


def order(proxy):
    """The operations that make or remove something, in the order of their answers' requests."""
    return [name for name in proxy.operations if WRITES.match(name)]


def renamed(document, old, new):
    """A state whose resources are known by another project's name; in the cloud they are called as before."""

    def visit(value):
        if isinstance(value, dict):
            return {visit(key): visit(item) for key, item in value.items()}
        if isinstance(value, list):
            return [visit(item) for item in value]
        if isinstance(value, str) and value.startswith("urn:pulumi:"):
            return value.replace(old, new)
        return value

    return visit(document)


def test_a_renamed_project_replaces_what_is_called_after_it(ministack, ministack_proxy, new_project, program, tmp_path):
    """`state export`, another name, `state import`: role, log group and function are replaced, the API is renamed in place.

    (moto 5.2.1 cannot tag stages.)
    """
    emulator, proxy = ministack, ministack_proxy
    project = new_project()
    command = program(project, emulator, proxy, passphrase=None)
    before = inventory.everything(emulator)
    command.apply()
    url = command.run("outputs", "url", *TARGET).stdout
    command.run("state", "export", *TARGET, "--output", str(tmp_path / "state.json"))

    old, new = project.name, f"{project.name}x"
    document = renamed(json.loads((tmp_path / "state.json").read_text()), old, new)
    (tmp_path / "renamed.json").write_text(json.dumps(document))
    project.name = new
    project.configure()
    command.run("state", "import", *TARGET, "--file", str(tmp_path / "renamed.json"), "--yes")

    steps = plan_steps(command)
    expected = {
        "role": "replace", "policy": "replace", "logs": "replace", "function": "replace", "alias": "replace",
        "permission": "replace", "api": "update", "integration": "update", "stage": "update"}
    assert steps == {f"{new}-rest-api-{name}": action for name, action in expected.items()}
    proxy.reset()
    assert command.apply().summary["status"] == "completed"
    done = order(proxy)
    for made, removed in [
        ("CreateRole", "DeleteRole"), ("CreateFunction", "DeleteFunction"), ("CreateLogGroup", "DeleteLogGroup"),
        ("AttachRolePolicy", "DetachRolePolicy"), ("AddPermission", "RemovePermission"), ("CreateAlias", "DeleteAlias"),
    ]:
        # What goes together with its function needs no request of its own.
        if removed in done:
            assert done.index(made) < done.index(removed), done
    assert done.index("CreateFunction") < done.index("DeleteFunction") < done.index("DeleteLogGroup"), done
    assert done.index("DeleteFunction") < done.index("DeleteRole"), done

    things = inventory.everything(emulator) - before
    named = {thing for thing in things if old in thing}
    assert named and all(f"{new}-rest-api-development" in thing for thing in named), things
    gateway = emulator.client("apigatewayv2")
    (api,) = [api for api in gateway.get_apis()["Items"] if api["Name"] == f"{new}-rest-api-development"]
    # ministack's GetApi does not show the tags of TagResource.
    tags = gateway.get_tags(ResourceArn=f"arn:aws:apigateway:us-east-1::/apis/{api['ApiId']}")["Tags"]
    assert tags["semantest:project"] == new
    (integration,) = gateway.get_integrations(ApiId=api["ApiId"])["Items"]
    assert f"function:{new}-rest-api-development:live" in integration["IntegrationUri"]
    # The address stays, as the API does.
    assert command.run("outputs", "url", *TARGET).stdout == url
    proxy.reset()
    assert command.apply().summary["status"] == "unchanged"
    assert proxy.writes == []
    command.destroy()
    assert inventory.everything(emulator) == before


def test_another_kind_replaces_the_api_and_what_belongs_to_it(ministack, ministack_proxy, new_project, program):
    """HTTP API to WebSocket API and back: nobody's traffic is cut before the other API stands."""
    emulator, proxy = ministack, ministack_proxy
    project = new_project()
    command = program(project, emulator, proxy, passphrase=None)
    before = inventory.everything(emulator)
    command.apply()
    for kind, protocol in (("websocket", "WEBSOCKET"), ("rest", "HTTP")):
        project.kind = kind
        project.configure()
        steps = plan_steps(command)
        assert steps[f"{project.name}-rest-api-api"] == "replace"
        assert steps[f"{project.name}-rest-api-function"] == "update"
        proxy.reset()
        assert command.apply().summary["status"] == "completed"
        done = order(proxy)
        assert done.index("CreateApi") < done.index("DeleteApi"), done
        assert done.index("CreateStage") < done.index("DeleteApi"), done
        (api,) = [
            api for api in emulator.client("apigatewayv2").get_apis()["Items"]
            if api["Name"] == f"{project.name}-rest-api-development"]
        assert api["ProtocolType"] == protocol
        proxy.reset()
        assert command.apply().summary["status"] == "unchanged"
        assert proxy.writes == []
    command.destroy()
    assert inventory.everything(emulator) == before
