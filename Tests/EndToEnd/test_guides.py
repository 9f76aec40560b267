"""Runs the commands of the guides.

The comment before each block of commands says how it is tested:

    <!-- test: moto -->          run by bash against moto, the blocks of one guide in order and in one project
    <!-- test: workflow -->      YAML of GitHub Actions: its `run` steps are run likewise
    <!-- test: gitlab -->        YAML of GitLab: it must hold a script
    <!-- test: aws -->           commands of the AWS CLI, run with a stand-in on botocore's models
    <!-- test: archive -->       run by test_distribution.py beside the archive
    <!-- test: parse -->         only parsed by bash
    <!-- test: skip: why -->     not tested, and parsed

A block of ```sh without such a comment fails. Every block of YAML and JSON must parse.
"""
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys

import pytest
import yaml

from command_line import BINARY, ROOT, CommandLine
from server_project import Project

BLOCK = re.compile(r"(?:<!-- test: (?P<test>[^>]*?) -->\n)?^```(?P<kind>sh|yaml|json)\n(?P<text>.*?)^```$", re.M | re.S)
GUIDES = sorted(ROOT.glob("docs/*.md")) + [ROOT / "README.md"]


def blocks(guide):
    return [(match["kind"], match["test"], match["text"]) for match in BLOCK.finditer(guide.read_text())]


def bash(script, **options):
    return subprocess.run(["bash", *options.pop("flags", []), "-c", script], capture_output=True, text=True, **options)


@pytest.mark.parametrize("guide", GUIDES, ids=lambda path: path.name)
def test_blocks_parse_and_say_how_they_are_tested(guide):
    for kind, test, text in blocks(guide):
        if kind == "sh":
            assert test, f"{guide.name}: put a `<!-- test: … -->` before this block:\n{text}"
            assert test in ("moto", "aws", "archive", "parse") or test.startswith("skip: "), test
            parsed = bash(text, flags=["-n"])
            assert parsed.returncode == 0, f"{text}\n{parsed.stderr}"
        elif kind == "yaml":
            yaml.safe_load(text)
        else:
            json.loads(text)


@pytest.fixture
def shell(moto, tmp_path):
    """Runs scripts in a project with the program in the search path."""
    project = Project(tmp_path / "project", f"guide{os.getpid()}")
    # The guides deploy to production too.
    with open(project.directory / "provision.yaml", "a") as file:
        file.write("  production: { provider: aws, region: us-east-1 }\n")
    programs = tmp_path / "bin"
    programs.mkdir()
    for name in ("semantest-provision", "semantest-iac"):
        (programs / name).symlink_to(BINARY)
    environment = CommandLine(project.directory, moto.url).environment
    environment["PATH"] = f"{programs}:{environment['PATH']}"

    def run(script, **more):
        done = bash(script, flags=["-euo", "pipefail"], cwd=project.directory, env={**environment, **more})
        assert done.returncode == 0, f"{script}\n{done.stdout}\n{done.stderr}"
        return done.stdout

    return run


@pytest.mark.parametrize("guide", GUIDES, ids=lambda path: path.name)
def test_commands_run(guide, shell):
    scripts = [text for kind, test, text in blocks(guide) if test == "moto"]
    if not scripts:
        pytest.skip("the guide has no commands that an emulator can run")
    # Guides begin with a deployment where they need one; this is what their readers have.
    shell("semantest-provision apply --env development --yes --quiet")
    for script in scripts:
        shell(script)
    shell("semantest-provision destroy --env development --yes --quiet")


def test_workflow_of_github_runs(shell, tmp_path):
    page = tmp_path / "summary.md"
    workflows = [yaml.safe_load(text) for guide in GUIDES for _, test, text in blocks(guide) if test == "workflow"]
    assert workflows
    for workflow in workflows:
        assert workflow["permissions"]["id-token"] == "write"
        for job in workflow["jobs"].values():
            for step in job["steps"]:
                if "run" in step:
                    shell(step["run"], GITHUB_ACTIONS="true", GITHUB_STEP_SUMMARY=str(page), GITHUB_SHA="0123abc")
    text = page.read_text()
    assert "### Plan of rest-api: 10 to create" in text
    assert "### rest-api: completed" in text
    assert "| url |" in text
    shell("semantest-provision destroy --env production --yes --quiet")


def test_job_of_gitlab_has_a_script():
    jobs = [yaml.safe_load(text) for guide in GUIDES for _, test, text in blocks(guide) if test == "gitlab"]
    assert jobs
    for job in jobs:
        for line in job["deploy"]["script"]:
            assert bash(line, flags=["-n"]).returncode == 0, line


def test_commands_of_the_aws_cli_fit(moto, tmp_path):
    """The identity provider and the role of docs/ci.md, with the documents that the guides show."""
    documents = {
        "trust.json": next(text for kind, _, text in blocks(ROOT / "docs/ci.md") if kind == "json"),
        "permissions.json": next(text for kind, _, text in blocks(ROOT / "docs/aws.md") if kind == "json")}
    for name, text in documents.items():
        (tmp_path / name).write_text(text)
    program = tmp_path / "bin/aws"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec {sys.executable} {ROOT}/Tests/EndToEnd/aws_command.py "$@"\n')
    program.chmod(0o755)
    environment = CommandLine(tmp_path, moto.url).environment
    environment["PATH"] = f"{program.parent}:{environment['PATH']}"
    scripts = [text for guide in GUIDES for _, test, text in blocks(guide) if test == "aws"]
    assert scripts
    for script in scripts:
        done = bash(script, flags=["-euo", "pipefail"], cwd=tmp_path, env=environment)
        assert done.returncode == 0, f"{script}\n{done.stderr}"
    iam = moto.client("iam")
    role = iam.get_role(RoleName="deploy-shop")["Role"]
    [statement] = role["AssumeRolePolicyDocument"]["Statement"]
    providers = [item["Arn"] for item in iam.list_open_id_connect_providers()["OpenIDConnectProviderList"]]
    assert statement["Principal"]["Federated"] in providers
    [policy] = iam.list_role_policies(RoleName="deploy-shop")["PolicyNames"]
    allowed = iam.get_role_policy(RoleName="deploy-shop", PolicyName=policy)["PolicyDocument"]
    assert allowed == json.loads(documents["permissions.json"])
    iam.delete_role_policy(RoleName="deploy-shop", PolicyName=policy)
    iam.delete_role(RoleName="deploy-shop")
    for provider in providers:
        iam.delete_open_id_connect_provider(OpenIDConnectProviderArn=provider)
