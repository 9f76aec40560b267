"""The whole life of a WebSocket component: an untouched `ws` server behind an emulated API Gateway, used by real clients."""
import collections
import contextlib
import json

import pytest

import inventory
import server_project
from public_url import until

websockets = pytest.importorskip("websockets", reason="needs websockets: pip install -r Tests/requirements.txt")
client_module = pytest.importorskip("websockets.sync.client")

# API Gateway never says why a handshake was refused or with which code a server closed.
PATIENCE = 20


@contextlib.contextmanager
def client(url, name):
    """A client that has been greeted."""
    with client_module.connect(f"{url}?name={name}", open_timeout=PATIENCE, proxy=None) as connection:
        assert connection.recv(PATIENCE).endswith(f"welcomes {name}")
        yield connection


def silent(connection, seconds=1.0):
    """Whether nothing comes."""
    try:
        return connection.recv(seconds) is None
    except TimeoutError:
        return True


@pytest.fixture(scope="class")
def life(request, ministack, ministack_proxy, new_project, program):
    """One deployment that the tests of the class lead from its first apply to its end, in their order."""
    if not server_project.has_ws():
        pytest.skip("needs Debian's node-ws: apt-get install --no-install-recommends node-ws")
    project = new_project(server=server_project.WEBSOCKET_SERVER, kind="websocket")
    request.cls.before = inventory.everything(ministack)
    request.cls.project, request.cls.emulator, request.cls.proxy = project, ministack, ministack_proxy
    request.cls.command = program(project, ministack, ministack_proxy)
    ministack_proxy.reset()


@pytest.mark.usefixtures("life")
class TestWebSocketOnMinistack:
    url = None

    @property
    def writes(self):
        """What the deployer wrote; the function's own requests go through the proxy, too."""
        return [
            entry.operation for entry in self.proxy.entries
            if entry.is_write and f"Credential={self.emulator.access_key}/" in entry.headers.get("Authorization", "")]

    def test_plan_before_the_first_apply_changes_nothing(self):
        result = self.command.plan("--detailed-exitcode", expect=2)
        assert result.summary["changes"] == {"create": 15}
        assert "own memory" in result.text
        assert self.writes == []

    def test_first_apply(self):
        result = self.command.apply()
        assert result.summary["status"] == "completed"
        url = result.summary["outputs"]["url"]
        assert url.startswith(f"ws://127.0.0.1:{self.proxy.port}/_aws/execute-api/") and url.endswith("/development")
        # The recording proxy knows no upgrades.
        type(self).url = url.replace(str(self.proxy.port), str(self.emulator.port))

    def test_connect_and_greeting(self):
        with client(self.url, "ann"):
            pass

    def test_echo(self):
        with client(self.url, "ann") as ann:
            ann.send("echo grüße")
            assert ann.recv(PATIENCE) == "echo grüße"

    def test_environment(self):
        with client(self.url, "ann") as ann:
            ann.send("greeting")
            assert ann.recv(PATIENCE) == "hello"

    def test_answer_after_300_ms(self):
        with client(self.url, "ann") as ann:
            ann.send("later is fine")
            assert ann.recv(PATIENCE) == "later is fine"

    def test_a_message_reaches_everybody_once(self):
        with client(self.url, "ann") as ann, client(self.url, "bob") as bob, client(self.url, "cem") as cem:
            bob.send("all hands")
            for connection in (ann, bob, cem):
                assert connection.recv(PATIENCE) == "bob: all hands"
            assert all(silent(connection) for connection in (ann, bob, cem))

    def test_the_client_closes(self):
        with client(self.url, "ann") as ann:
            with client(self.url, "leaver"):
                pass
            assert ann.recv(PATIENCE) == "leaver left"

    def test_the_server_closes(self):
        with client(self.url, "ann") as ann:
            ann.send("close please")
            with pytest.raises(websockets.ConnectionClosed):
                ann.recv(PATIENCE)

    def test_the_server_refuses(self):
        with pytest.raises((websockets.InvalidStatus, websockets.ConnectionClosed)):
            with client(self.url, "stranger"):
                pass

    def test_no_rows_stay(self):
        table = f"{self.project.name}-rest-api-development-connections"
        database = self.emulator.client("dynamodb")

        def rows():
            return [row for row in database.scan(TableName=table)["Items"] if "path" in row]

        until(lambda: not rows(), "the connection table is empty")

    def test_the_table_forgets_by_itself(self):
        table = f"{self.project.name}-rest-api-development-connections"
        described = self.emulator.client("dynamodb").describe_time_to_live(TableName=table)["TimeToLiveDescription"]
        assert (described["TimeToLiveStatus"], described["AttributeName"]) == ("ENABLED", "ttl")

    def test_the_role_may_do_no_more_than_it_needs(self):
        name = f"{self.project.name}-rest-api-development"
        policy = self.emulator.client("iam").get_role_policy(RoleName=name, PolicyName="connections")["PolicyDocument"]
        policy = json.loads(policy) if isinstance(policy, str) else policy
        resources = {
            action: statement["Resource"] for statement in policy["Statement"]
            for action in ([statement["Action"]] if isinstance(statement["Action"], str) else statement["Action"])}
        assert resources["execute-api:ManageConnections"].endswith("/development/*/@connections/*")
        assert resources["dynamodb:Scan"].endswith(f":table/{name}-connections")
        assert all(name in resource for resource in resources["lambda:InvokeFunction"])

    def test_second_apply_writes_nothing(self):
        self.proxy.reset()
        result = self.command.apply()
        assert self.writes == []
        assert result.summary["status"] == "unchanged"

    def test_new_code_is_one_code_update_and_one_alias_update(self):
        self.project.server.write_text(self.project.server.read_text().replace("version one", "version two"))
        self.proxy.reset()
        self.command.apply()
        assert collections.Counter(self.writes) == {"UpdateFunctionCode": 1, "UpdateAlias": 1}
        # ministack goes on using the instances that it has for the alias, so the gateway cannot show the new code.
        function = f"{self.project.name}-rest-api-development"
        functions = self.emulator.client("lambda")
        assert functions.get_alias(FunctionName=function, Name="live")["FunctionVersion"] == "2"
        with client(self.url, "ann"):
            pass

    def test_state_is_sound(self):
        self.command.run("state", "verify", "--env", "development", "--component", "rest-api")

    def test_destroy_leaves_nothing(self):
        self.command.destroy()
        assert inventory.everything(self.emulator) == self.before
        assert not [kind for kind in self.project.resources() if not kind["type"].startswith("pulumi:")]
