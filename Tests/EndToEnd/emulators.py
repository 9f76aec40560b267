"""Starts the two AWS emulators on free loopback ports and stops them by process id."""
import http.client
import json
import os
import pathlib
import signal
import socket
import subprocess
import sys
import time

import boto3

HERE = pathlib.Path(__file__).resolve().parent
# Refuses modules of Debian's own module folders, which a Lambda does not have, and writes to the package.
GUARD = HERE.parent / "Bridges" / "guard.cjs"
REGION = "us-east-1"


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def clean_environment(**more):
    """The environment of a child: nothing of AWS, proxies, Pulumi or CA bundles from outside."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR") if name in os.environ}
    return {**kept, **more}


class Emulator:
    """A server process on a loopback port."""

    def __init__(self, name, command, port, environment, log):
        self.name, self.port, self.log = name, port, pathlib.Path(log)
        self.url = f"http://127.0.0.1:{port}"
        self.access_key, self.secret_key = "test", "test"
        with open(self.log, "wb") as output:
            self.process = subprocess.Popen(
                command, env=environment, stdin=subprocess.DEVNULL, stdout=output, stderr=output,
                start_new_session=True)
        self._wait()

    def _wait(self):
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                break
            try:
                connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=2)
                connection.request("GET", "/")
                connection.getresponse().read()
                connection.close()
                return
            except OSError:
                time.sleep(0.05)
        self.stop()
        raise RuntimeError(f"{self.name} did not answer on {self.url}:\n{self.log.read_text()[-4000:]}")

    def client(self, service):
        """A boto3 client that speaks to the emulator itself, past any proxy."""
        return boto3.client(
            service, endpoint_url=self.url, region_name=REGION, aws_access_key_id=self.access_key,
            aws_secret_access_key=self.secret_key)

    def stop(self):
        """Ends the process and the workers that it started (they share its process group)."""
        for number in (signal.SIGTERM, signal.SIGKILL):
            try:
                os.killpg(self.process.pid, number)
            except ProcessLookupError:
                break
            try:
                self.process.wait(5)
            except subprocess.TimeoutExpired:
                continue
        self.process.wait(5)


def start_moto(directory):
    port = free_port()
    emulator = Emulator(
        "moto", [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)], port,
        clean_environment(MOTO_IAM_LOAD_MANAGED_POLICIES="true"), directory / "moto.log")
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request(
        "POST", "/moto-api/config", json.dumps({"lambda": {"use_docker": False}}), {"Content-Type": "application/json"})
    assert connection.getresponse().status < 300
    connection.close()
    return emulator


def start_ministack(directory):
    port = free_port()
    program = pathlib.Path(sys.executable).parent / "ministack"
    emulator = Emulator(
        "ministack", [str(program)], port,
        clean_environment(
            AUTH="true", GATEWAY_PORT=str(port), BIND_HOST="127.0.0.1", MINISTACK_HOST="localhost",
            MINISTACK_REGION=REGION, LAMBDA_EXECUTOR="local", SFTP_ENABLED="0", IOT_MTLS_ENABLED="0",
            DOCKER_HOST="unix:///nonexistent.sock", MINISTACK_AUTOCREATE_AWS_MANAGED="1", AWS_ACCESS_KEY_ID="test",
            AWS_SECRET_ACCESS_KEY="test", NODE_OPTIONS=f"--require {GUARD}"),
        directory / "ministack.log")
    try:
        # The root key is never verified; the key of an IAM user is.
        iam = emulator.client("iam")
        iam.create_user(UserName="deployer")
        statement = {"Effect": "Allow", "Action": "*", "Resource": "*"}
        iam.put_user_policy(
            UserName="deployer", PolicyName="all",
            PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [statement]}))
        key = iam.create_access_key(UserName="deployer")["AccessKey"]
        emulator.access_key, emulator.secret_key = key["AccessKeyId"], key["SecretAccessKey"]
    except Exception:
        emulator.stop()
        raise
    return emulator
