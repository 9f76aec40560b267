"""doctor against emulators that sign, answer and evaluate policies on their own."""
import json
import re

import pytest

from command_line import ROOT, CommandLine


@pytest.fixture
def caller(ministack, new_project):
    """Makes users with a policy, and a command line that signs as one."""
    iam = ministack.client("iam")
    project = new_project()

    def make(name, policy):
        policy = policy(project.name) if callable(policy) else policy
        iam.create_user(UserName=name)
        iam.put_user_policy(UserName=name, PolicyName="policy", PolicyDocument=json.dumps(policy))
        key = iam.create_access_key(UserName=name)["AccessKey"]
        command = CommandLine(
            project.directory, ministack.url, access_key=key["AccessKeyId"], secret_key=key["SecretAccessKey"])
        command.project = project
        return command

    return make


def documented_policy(project):
    """The policy of docs/aws.md for another project than `shop`."""
    [text] = re.findall(r"^## Permissions$.*?^```json\n(.*?)^```$", (ROOT / "docs/aws.md").read_text(), re.M | re.S)
    return json.loads(text.replace("shop-", f"{project}-"))


def check(result, name):
    [found] = [event for event in result.events if event.get("name") == name]
    return found


def simulating(policy):
    statement = {"Effect": "Allow", "Action": "iam:SimulatePrincipalPolicy", "Resource": "*"}
    return {**policy, "Statement": [*policy["Statement"], statement]}


def test_the_documented_policy_is_enough(caller):
    command = caller("documented", lambda project: simulating(documented_policy(project)))
    result = command.run("doctor", "--env", "development", "--json")
    assert check(result, "permissions")["status"] == "ok", str(result)
    assert "user/documented" in check(result, "credentials")["detail"]
    assert check(result, "clock")["status"] in ("ok", "note")
    assert result.summary["status"] == "completed"


def test_each_missing_permission_is_named_with_its_statement(caller):
    everything = {"Effect": "Allow", "Action": "*", "Resource": "*"}
    refused = {"Effect": "Deny", "Action": ["lambda:CreateFunction", "lambda:PublishVersion"], "Resource": "*"}
    command = caller("limited", {"Version": "2012-10-17", "Statement": [everything, refused]})
    result = command.run("doctor", "--env", "development", "--json", expect=1)
    failed = check(result, "permissions")
    assert failed["status"] == "failed"
    assert "lambda:CreateFunction, lambda:PublishVersion denied" in failed["detail"]
    statement = json.loads(failed["advice"].split("\n", 1)[1])
    assert statement["Action"] == ["lambda:CreateFunction", "lambda:PublishVersion"]
    assert statement["Resource"].endswith(f":function:{command.project.name}-rest-api-development")


def test_who_may_not_simulate_gets_a_note(caller):
    everything = {"Effect": "Allow", "Action": "*", "Resource": "*"}
    refused = {"Effect": "Deny", "Action": "iam:SimulatePrincipalPolicy", "Resource": "*"}
    command = caller("unsure", {"Version": "2012-10-17", "Statement": [everything, refused]})
    result = command.run("doctor", "--env", "development", "--json")
    assert check(result, "permissions")["status"] == "note"


def test_wrong_keys_are_a_failure(ministack, new_project):
    command = CommandLine(
        new_project().directory, ministack.url, access_key="AKIAIOSFODNN7EXAMPLE", secret_key="canary")
    result = command.run("doctor", "--env", "development", "--json", expect=None)
    assert "canary" not in result.text
    assert check(result, "credentials")["detail"].startswith("from environment, key AKIAIOSFODNN7EXAMPLE")
