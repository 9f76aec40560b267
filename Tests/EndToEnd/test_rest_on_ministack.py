"""The whole life of a REST component, with verified signatures and real Node."""
import collections
import hashlib
import os

import pytest

import inventory
import server_project
from command_line import TARGET
from public_url import call, until

SECRET = "s3cr3t-token-of-the-test"


@pytest.fixture(scope="class")
def life(request, ministack, ministack_proxy, new_project, program):
    """One deployment that the tests of the class lead from its first apply to its end, in their order."""
    if not server_project.has_express():
        pytest.skip("needs Debian's node-express: apt-get install --no-install-recommends node-express")
    project = new_project(server=server_project.EXPRESS_SERVER, with_express=True, secrets=True)
    command = program(project, ministack, ministack_proxy)
    request.cls.before = inventory.everything(ministack)
    request.cls.project, request.cls.command, request.cls.proxy = project, command, ministack_proxy
    request.cls.emulator, request.cls.outputs = ministack, []
    ministack_proxy.reset()


@pytest.mark.usefixtures("life")
class TestLifeOnMinistack:
    url = None

    def keep(self, result):
        type(self).outputs.append(result.text)
        return result

    def test_a_wrong_secret_key_is_refused(self):
        environment = self.command.environment
        self.command.environment = {**environment, "AWS_SECRET_ACCESS_KEY": "wrong"}
        try:
            self.keep(self.command.run("secrets", "set", "api_token", *TARGET, input=SECRET))
            result = self.keep(self.command.apply(expect=None))
        finally:
            self.command.environment = environment
        assert result.status in (1, 77), result
        assert inventory.everything(self.emulator) == self.before

    def test_secrets_are_listed_without_values(self):
        result = self.keep(self.command.run("secrets", "list", *TARGET))
        assert "api_token" in result.stdout

    def test_plan_before_the_first_apply_changes_nothing(self):
        self.proxy.reset()
        result = self.keep(self.command.plan("--detailed-exitcode", expect=2))
        assert result.summary["changes"].get("create", 0) >= 10
        assert self.proxy.writes == []

    def test_first_apply(self):
        result = self.keep(self.command.apply())
        assert result.summary["status"] == "completed"
        assert result.summary["deployment"].startswith("dep_")
        type(self).url = result.summary["outputs"]["url"]

    def test_the_url_answers(self):
        until(lambda: call(self.url, "/").status == 200, "the URL answers 200")
        answer = call(self.url, "/?a=1&b=%C3%BC").json()
        assert answer == {"version": "one", "path": "/", "query": {"a": "1", "b": "ü"}}

    def test_json_body(self):
        answer = call(self.url, "/json", "POST", '{"ä": [1, null]}'.encode(), {"Content-Type": "application/json"})
        assert (answer.status, answer.json()) == (201, {"received": {"ä": [1, None]}})

    def test_binary_both_ways(self):
        body = bytes(range(256)) * 8
        answer = call(self.url, "/binary", "POST", body, {"Content-Type": "application/octet-stream"})
        assert (answer.status, answer.body) == (200, body[::-1])

    def test_unknown_route(self):
        assert call(self.url, "/nowhere").status == 404

    def test_two_cookies_each_way(self):
        answer = call(self.url, "/cookies", headers={"Cookie": "a=1; b=2"})
        assert [cookie.split(";")[0] for cookie in answer.all("Set-Cookie")] == ["first=1", "second=two%20words"]
        assert answer.body == b"a=1; b=2"

    def test_redirect(self):
        answer = call(self.url, "/moved")
        assert (answer.status, answer.all("Location")) == (302, ["/"])

    def test_large_answer(self):
        assert call(self.url, "/large").body == b"x" * (1 << 20)

    def test_environment_and_secret(self):
        answer = call(self.url, "/environment").json()
        assert answer == {"greeting": "hello", "secret": hashlib.sha256(SECRET.encode()).hexdigest()}

    def test_second_apply_writes_nothing(self):
        self.proxy.reset()
        result = self.keep(self.command.apply())
        assert self.proxy.writes == []
        assert result.summary["status"] == "unchanged"
        assert result.summary["deployment"].startswith("dep_")

    def test_plan_says_no_changes(self):
        result = self.keep(self.command.plan("--detailed-exitcode"))
        assert sum(result.summary.get("changes", {}).values()) == 0

    def test_status_and_outputs(self):
        outputs = self.keep(self.command.run("outputs", *TARGET, "--json"))
        assert self.url in outputs.stdout
        status = self.keep(self.command.run("status", *TARGET, "--json"))
        assert "completed" in status.stdout

    def test_more_memory_is_one_configuration_update(self):
        self.project.configure(memory=512)
        self.proxy.reset()
        self.keep(self.command.apply())
        assert collections.Counter(self.proxy.writes) == {
            "UpdateFunctionConfiguration": 1, "PublishVersion": 1, "UpdateAlias": 1}
        assert call(self.url, "/").status == 200

    def test_new_code_is_one_code_update_and_one_alias_update(self):
        self.project.server.write_text(self.project.server.read_text().replace("'one'", "'two'"))
        self.proxy.reset()
        self.keep(self.command.apply())
        assert collections.Counter(self.proxy.writes) == {"UpdateFunctionCode": 1, "UpdateAlias": 1}
        until(lambda: call(self.url, "/").json()["version"] == "two", "the new code answers")

    def test_state_is_sound(self):
        self.keep(self.command.run("state", "verify", *TARGET))

    def test_destroy_leaves_nothing(self):
        self.keep(self.command.destroy())
        assert inventory.everything(self.emulator) == self.before
        kinds = {resource["type"] for resource in self.project.resources()}
        assert not {kind for kind in kinds if not kind.startswith("pulumi:")}

    def test_no_output_shows_the_secret(self):
        assert len(self.outputs) > 8
        assert not [text for text in self.outputs if SECRET in text]

    def test_no_file_holds_the_secret(self):
        for folder, _, names in os.walk(self.project.directory):
            for name in names:
                with open(os.path.join(folder, name), "rb") as file:
                    assert SECRET.encode() not in file.read(), name


def test_the_guard_works(ministack):
    """A package without node_modules must fail in the emulator as it does on AWS."""
    import io
    import json
    import zipfile

    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("index.js", "require('express'); exports.handler = async () => 'found'")
    iam, functions = ministack.client("iam"), ministack.client("lambda")
    role = iam.create_role(RoleName="guard", AssumeRolePolicyDocument="{}")["Role"]["Arn"]
    try:
        functions.create_function(
            FunctionName="guard", Role=role, Runtime="nodejs22.x", Handler="index.handler",
            Code={"ZipFile": buffer.getvalue()})
        functions.get_waiter("function_active_v2").wait(FunctionName="guard", WaiterConfig={"Delay": 1})
        answer = json.loads(functions.invoke(FunctionName="guard")["Payload"].read())
        assert "Cannot find module 'express'" in json.dumps(answer)
    finally:
        functions.delete_function(FunctionName="guard")
        iam.delete_role(RoleName="guard")
