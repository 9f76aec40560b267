"""Runs the commands of the guides.

The comment before each block of commands says how it is tested:

    <!-- test: moto -->          run by bash against moto, the blocks of one guide in order and in one project
    <!-- test: workflow -->      YAML of GitHub Actions: its `run` steps are run likewise
    <!-- test: gitlab -->        YAML of GitLab: it must hold a script
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
            assert test in ("moto", "archive", "parse") or test.startswith("skip: "), test
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
