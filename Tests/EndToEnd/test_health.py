"""Health checks after a deployment: real servers behind an emulated gateway, asked at their URL and by invocation."""
import json
import signal

import pytest

import recording_proxy
import server_project
from command_line import TARGET, CommandLine
from failing_servers import SERVERS, write_components

# Says what it is asked, and is well once a file is there.
SERVER = """
const fs = require('fs')
require('http').createServer((request, response) => {
  const isWell = fs.existsSync(process.env.FLAG)
  console.log(`asked for ${request.url}; the token is ${process.env.API_TOKEN}`)
  if (!isWell) console.error('the database is gone')
  response.statusCode = isWell ? 200 : 503
  response.end(isWell ? 'all is well' : `no database for ${process.env.API_TOKEN}`)
}).listen(3000)
"""

# Greets, and answers a ping; in the plain sense, as API Gateway answers those of the protocol itself.
WEBSOCKET_SERVER = """
const { WebSocketServer } = require('ws')
new WebSocketServer({ port: 3000, handleProtocols: (offered) => offered.has('chat.v1') ? 'chat.v1' : false })
  .on('connection', (socket) => {
    socket.send('welcome')
    socket.on('message', (data) => socket.send(String(data) === 'ping' ? 'pong' : 'what?'))
  })
"""

TOKEN = "t0ken-of-the-database"


def health(project, check, flag=None):
    """Writes provision.yaml with a health check."""
    project.configure(extra=f"health: {check}")
    path = project.directory / "provision.yaml"
    if flag is not None:
        path.write_text(path.read_text().replace("      GREETING: hello", f"      FLAG: {flag}"))


def questions(proxy):
    """The requests that reached the server, by the gateway or by an invocation."""
    return [entry.path for entry in proxy.entries if "/_aws/execute-api/" in entry.path or entry.operation == "Invoke"]


def writes(proxy):
    """What changed something; an invocation does not."""
    return [entry.operation for entry in proxy.entries if entry.is_write and entry.operation != "Invoke"]


class TestRest:
    @pytest.fixture(autouse=True)
    def project(self, ministack, ministack_proxy, new_project, program, tmp_path):
        self.project = new_project(server=SERVER, secrets=True)
        self.proxy, self.flag = ministack_proxy, tmp_path / "well"
        self.command = program(self.project, ministack, ministack_proxy)
        self.command.run(
            "secrets", "set", "api_token", "--env", "development", "--component", "rest-api", input=TOKEN)
        self.proxy.reset()
        yield
        self.command.destroy()
        self.proxy.reset()

    def history(self):
        return [entry["status"] for entry in self.command.run(
            "history", "--env", "development", "--component", "rest-api", "--json").events if entry["type"] == "deployment"]

    def test_healthy(self):
        self.flag.touch()
        health(self.project, "{ path: /ready, body: is well }", self.flag)
        result = self.command.apply()
        assert result.summary["status"] == "completed"
        notes = [event["message"] for event in result.events if event["type"] == "phase"]
        assert any(note.startswith("healthy: GET http") and note.endswith("/ready answered 200") for note in notes), notes
        # Nothing to do: nobody is asked.
        self.proxy.reset()
        assert self.command.apply().summary["status"] == "unchanged"
        assert questions(self.proxy) == []

    @pytest.mark.parametrize("via", ["url", "invoke"])
    def test_unhealthy_until_it_is(self, via):
        health(self.project, f"{{ path: /health, grace: 2, via: {via} }}", self.flag)
        result = self.command.apply(expect=1)
        summary = result.summary
        assert summary["status"] == "failed" and summary["error"]["code"] == "Unhealthy"
        assert summary["changes"]["create"] == 10 and summary["outputs"]["url"]
        message = summary["error"]["message"]
        # The answer, the server's own words, and no secret in them.
        assert "answered 503" in message and "within 2 s" in message
        assert "the database is gone" in message and "the token is [secret]" in message
        assert TOKEN not in result.text
        assert (len(self.project.resources()), self.history()) == (12, ["failed"])

        # Nothing to do but to ask again; nothing is written in the cloud.
        self.proxy.reset()
        again = self.command.apply(expect=1)
        assert again.summary["error"]["code"] == "Unhealthy" and "create" not in again.summary["changes"]
        assert questions(self.proxy) and writes(self.proxy) == []

        self.flag.touch()
        self.proxy.reset()
        well = self.command.apply()
        assert well.summary["status"] == "completed" and writes(self.proxy) == []
        assert self.history() == ["completed", "failed", "failed"]
        self.proxy.reset()
        assert self.command.apply().summary["deployment"] == well.summary["deployment"]
        assert questions(self.proxy) == []

    def test_a_person_reads_it(self):
        health(self.project, "{ grace: 1 }", self.flag)
        result = self.command.run("apply", "--env", "development", "--yes", expect=1)
        assert "error rest-api: Unhealthy: rest-api is deployed and did not become healthy within 1 s" in result.stderr
        assert "The function says:\n  | asked for /health; the token is [secret]\n  | the database is gone" in result.stderr
        assert "rest-api failed (10 created)" in result.stderr and TOKEN not in result.text

    @pytest.mark.parametrize("number, status", [(signal.SIGINT, 130), (signal.SIGKILL, -9)])
    def test_interrupted_while_it_waits(self, number, status):
        health(self.project, "{ grace: 15m }", self.flag)
        process = self.command.start("apply", *TARGET, "--yes", "--json")
        try:
            assert any("not healthy yet" in line for line in process.stdout)
            process.send_signal(number)
            rest = process.communicate(timeout=60)[0]
        finally:
            process.kill()
        assert process.returncode == status
        if number == signal.SIGINT:
            summary = json.loads(rest.splitlines()[-1])
            assert summary["error"]["code"] == "Interrupted" and summary["changes"] == {"create": 10} and summary["outputs"]["url"]
        # Everything is in the state, and the next run asks again.
        self.flag.touch()
        self.proxy.reset()
        assert self.command.apply().summary["status"] == "completed" and writes(self.proxy) == []
        assert self.history() == ["completed", "failed"]

    def test_no_permission_to_invoke(self):
        def deny(entry):
            if entry.operation == "Invoke":
                raise recording_proxy.access_denied("lambda", "lambda:InvokeFunction")

        self.proxy.before = deny
        health(self.project, "{ via: invoke }", self.flag)
        result = self.command.apply(expect=1)
        assert result.summary["error"]["code"] == "AccessDeniedException"
        assert "lambda:InvokeFunction" in result.summary["error"]["message"]


@pytest.fixture
def socket(ministack, new_project):
    if not server_project.has_ws():
        pytest.skip("needs Debian's node-ws: apt-get install --no-install-recommends node-ws")
    project = new_project(server=WEBSOCKET_SERVER, kind="websocket")
    command = CommandLine(
        project.directory, ministack.url, access_key=ministack.access_key, secret_key=ministack.secret_key)

    def apply(check, expect=0):
        health(project, check)
        return command.apply(expect=expect)

    yield apply
    command.destroy()


class TestWebSocket:
    def test_an_echo(self, socket):
        result = socket("{ send: ping, expect: pong }")
        notes = [event["message"] for event in result.events if event["type"] == "phase"]
        assert any(note.startswith("healthy: ws://") and '"pong" over WebSocket' in note for note in notes), notes

    def test_another_answer_and_then_the_right_question(self, socket):
        message = socket("{ send: hello, expect: pong, grace: 3 }", expect=1).summary["error"]["message"]
        assert "took the connection, but a message with \"pong\" after \"hello\" was sent did not come" in message
        # The question is changed, nothing else: that is not a deployment, but the last one is asked again.
        assert socket("{ expect: welcome }").summary["status"] == "completed"

    def test_by_invocation(self, socket):
        result = socket("{ via: invoke, protocol: chat.v1 }")
        notes = [event["message"] for event in result.events if event["type"] == "phase"]
        assert any(note.startswith("healthy: $connect by an invocation of") for note in notes), notes


NEVER_UP = ("never", "throws", "three")


@pytest.fixture(scope="module")
def failures(ministack, tmp_path_factory):
    """What one apply says of all servers that do not come up."""
    directory = tmp_path_factory.mktemp("never-up") / "project"
    lines = ["project: never-up", "components:", *write_components(directory, NEVER_UP, "    health: { grace: 1 }")]
    (directory / "provision.yaml").write_text("\n".join([*lines, ""]))
    command = CommandLine(directory, ministack.url, access_key=ministack.access_key, secret_key=ministack.secret_key)
    result = command.run("apply", "--env", "development", "--yes", "--json", expect=1, timeout=600)
    yield {component["component"]: component for component in result.summary["components"]}
    command.run("destroy", "--env", "development", "--yes", "--json", timeout=300)


@pytest.mark.parametrize("name", NEVER_UP)
@pytest.mark.parametrize("kind", ["rest", "websocket"])
def test_apply_says_why_a_server_does_not_come_up(failures, kind, name):
    component = failures[f"{kind}-{name}"]
    assert component["status"] == "failed" and component["error"]["code"] == "Unhealthy", json.dumps(component)
    for text in SERVERS[name][1]:
        assert text in component["error"]["message"], component["error"]["message"]
