"""Every key that shapes a resource: set, changed in place, taken away, each with the plan that announces it."""
import pytest

from command_line import TARGET


@pytest.fixture(scope="module")
def life(moto, _moto_proxy, new_project, program):
    project = new_project()
    command = program(project, moto, _moto_proxy, passphrase=None)
    command.apply()
    yield moto, project, command
    command.destroy()


def function(emulator, project):
    return emulator.client("lambda").get_function(FunctionName=f"{project.name}-rest-api-development")


def api(emulator, project):
    name = f"{project.name}-rest-api-development"
    return next(api for api in emulator.client("apigatewayv2").get_apis()["Items"] if api["Name"] == name)


def log_group(emulator, project):
    prefix = f"/aws/lambda/{project.name}-rest-api-development"
    return emulator.client("logs").describe_log_groups(logGroupNamePrefix=prefix)["logGroups"][0]


def concurrency(emulator, project):
    return function(emulator, project).get("Concurrency", {}).get("ReservedConcurrentExecutions")


def cors(emulator, project):
    return api(emulator, project).get("CorsConfiguration", {}).get("AllowOrigins", [])


def retention(emulator, project):
    return log_group(emulator, project).get("retentionInDays")


def architecture(emulator, project):
    return function(emulator, project)["Configuration"]["Architectures"]


# A line of the configuration, the resource and property that the plan names, what to look at, and its value.
STEPS = [
    ("instances: { max: 5 }", "function", "reservedConcurrentExecutions", concurrency, 5),
    ("instances: { max: 9 }", "function", "reservedConcurrentExecutions", concurrency, 9),
    ("", "function", "reservedConcurrentExecutions", concurrency, None),
    ("cors: { origins: ['https://a.example'] }", "api", "corsConfiguration", cors, ["https://a.example"]),
    ("cors: { origins: ['https://b.example'] }", "api", "corsConfiguration.allowOrigins", cors, ["https://b.example"]),
    ("", "api", "corsConfiguration", cors, []),
    ("logs: { retention: 30 }", "logs", "retentionInDays", retention, 30),
    ("logs: { retention: 0 }", "logs", "retentionInDays", retention, None),
    ("", "logs", "retentionInDays", retention, 14),
]


def test_arm64(moto, _moto_proxy, new_project, program):
    project = new_project()
    command = program(project, moto, _moto_proxy, passphrase=None)
    project.configure(extra="architecture: arm64")
    command.apply()
    assert architecture(moto, project) == ["arm64"]
    project.configure()
    # moto 5.2.1 does not take the architecture of UpdateFunctionCode, so the way back is only planned here.
    steps = next(event for event in command.plan().events if event["type"] == "plan")["steps"]
    assert any(
        step["action"] == "update" and [change["path"] for change in step["changes"]] == ["architectures"] for step in steps)
    command.destroy()


@pytest.mark.parametrize("line, resource, path, look, value", STEPS, ids=[f"{i}-{s[2]}" for i, s in enumerate(STEPS)])
def test_each_key_is_planned_and_applied_in_place(life, line, resource, path, look, value):
    emulator, project, command = life
    project.configure(extra=line)
    plan = command.plan("--detailed-exitcode", expect=2)
    steps = next(event for event in plan.events if event["type"] == "plan")["steps"]
    (step,) = [step for step in steps if step["name"] == f"{project.name}-rest-api-{resource}"]
    assert step["action"] == "update"
    assert path in [change["path"] for change in step["changes"]]
    assert command.apply().summary["status"] == "completed"
    assert look(emulator, project) == value
    assert command.plan("--refresh").summary["status"] == "unchanged"


def test_tags_change_in_place_everywhere(life):
    emulator, project, command = life
    file = project.directory / "provision.yaml"
    text = file.read_text()
    file.write_text(text.replace("{ Team: platform }", "{ Team: core, Owner: ops }"))
    steps = next(event for event in command.plan().events if event["type"] == "plan")["steps"]
    changed = {step["name"].removeprefix(f"{project.name}-rest-api-"): step["action"] for step in steps}
    # moto 5.2.1 fails inside TagResource for stages, so the stage is only planned here.
    assert changed == {name: "update" for name in ("role", "logs", "function", "api", "stage")}
    file.write_text(text)


def test_a_long_timeout_warns_and_provisioned_concurrency_is_refused(life):
    emulator, project, command = life
    file = project.directory / "provision.yaml"
    text = file.read_text()
    file.write_text(text.replace("timeout: 20", "timeout: 60"))
    (plan,) = [event for event in command.plan().events if event["type"] == "plan"]
    assert any("API Gateway" in warning and "30 s" in warning for warning in plan["warnings"])
    project.configure(extra="instances: { min: 1, max: 2 }")
    refused = command.plan(expect=65)
    assert "provisioned concurrency" in refused.text
    project.configure(extra="instances: { min: 3, max: 2 }")
    assert "above instances.max" in command.plan(expect=65).text
    file.write_text(text)


def test_another_project_name_is_another_stack(life):
    emulator, project, command = life
    file = project.directory / "provision.yaml"
    text = file.read_text()
    file.write_text(text.replace(f"project: {project.name}", f"project: {project.name}x"))
    plan = command.run("plan", *TARGET, "--json")
    assert plan.summary["changes"] == {"create": 10}
    file.write_text(text)
