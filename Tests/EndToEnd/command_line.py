"""Runs semantest-provision and reads its event stream."""
import dataclasses
import json
import os
import pathlib
import subprocess

from emulators import REGION, clean_environment

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
BINARY = pathlib.Path(os.environ.get("SEMANTEST_BINARY", ROOT / ".build/debug/semantest-provision")).absolute()
PASSPHRASE = "correct horse battery staple"


@dataclasses.dataclass
class Result:
    arguments: tuple
    status: int
    stdout: str
    stderr: str

    @property
    def events(self):
        """Every line of the stream; each must be an object of version 1."""
        events = [json.loads(line) for line in self.stdout.splitlines()]
        assert all(event["v"] == 1 and event["type"] for event in events), self.stdout
        return events

    @property
    def summary(self):
        last = self.events[-1]
        assert last["type"] == "summary", self.stdout
        return last

    @property
    def text(self):
        return self.stdout + self.stderr

    def __str__(self):
        return f"{' '.join(self.arguments)} -> {self.status}\n{self.stdout}\n{self.stderr}"


class CommandLine:
    """The program in one directory with one environment."""

    def __init__(self, directory, endpoint, access_key="test", secret_key="test", passphrase=PASSPHRASE):
        self.directory = pathlib.Path(directory)
        home = self.directory.parent / "home"
        home.mkdir(exist_ok=True)
        self.environment = clean_environment(
            HOME=str(home), AWS_ACCESS_KEY_ID=access_key, AWS_SECRET_ACCESS_KEY=secret_key, AWS_REGION=REGION,
            AWS_ENDPOINT_URL=endpoint, AWS_EC2_METADATA_DISABLED="true")
        if passphrase is not None:
            self.environment["PULUMI_CONFIG_PASSPHRASE"] = passphrase

    def start(self, *arguments):
        return subprocess.Popen(
            [str(BINARY), *arguments], cwd=self.directory, env=self.environment, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def run(self, *arguments, input="", expect=0, timeout=120):
        done = subprocess.run(
            [str(BINARY), *arguments], cwd=self.directory, env=self.environment, input=input, capture_output=True,
            text=True, timeout=timeout)
        result = Result(arguments, done.returncode, done.stdout, done.stderr)
        if expect is not None:
            assert result.status == expect, f"expected exit code {expect}\n{result}"
        return result

    def apply(self, *more, **options):
        return self.run("apply", *TARGET, "--yes", "--json", *more, **options)

    def plan(self, *more, **options):
        return self.run("plan", *TARGET, "--json", *more, **options)

    def destroy(self, *more, **options):
        return self.run("destroy", *TARGET, "--yes", "--json", *more, **options)


TARGET = ("--env", "development", "--component", "rest-api")
