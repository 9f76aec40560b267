"""The six shapes of servers, unmodified, as REST and as WebSocket components: deployed in one run and used by real clients."""
import concurrent.futures
import contextlib
import json

import pytest

import inventory
import server_project
from command_line import CommandLine
from public_url import call, until
from shapes_project import ENTRIES, ShapesProject, both_kinds

websockets = pytest.importorskip("websockets", reason="needs websockets: pip install -r Tests/requirements.txt")
client_module = pytest.importorskip("websockets.sync.client")

PATIENCE = 30
CLIENTS = 50
REST = [f"rest-{shape}" for shape in ENTRIES] + ["rest-function"]
WEBSOCKET = [f"ws-{shape}" for shape in ENTRIES]


@pytest.fixture(scope="module")
def project(ministack, tmp_path_factory):
    """All shapes, deployed by one apply and gone after one destroy."""
    if not (server_project.has_express() and server_project.has_ws()):
        pytest.skip("needs Debian's node-express and node-ws: Scripts/setup.sh")
    project = ShapesProject(tmp_path_factory.mktemp("shapes") / "project", "shapes", both_kinds())
    before = inventory.everything(ministack)
    # Straight to the emulator: fifty clients at once would only wait for the recording proxy.
    project.command = CommandLine(
        project.directory, ministack.url, access_key=ministack.access_key, secret_key=ministack.secret_key)
    summary = project.command.run("apply", "--env", "development", "--yes", "--json", timeout=300).summary
    assert summary["status"] == "completed", summary
    project.urls = {entry["component"]: entry["outputs"]["url"] for entry in summary["components"]}
    yield project
    project.command.run("destroy", "--env", "development", "--yes", "--json", timeout=300)
    assert inventory.everything(ministack) == before


# ------------------------------------------------------------------------------------------------------------------ REST


@pytest.mark.parametrize("component", REST)
class TestREST:
    """What a real client sees through the gateway."""

    @pytest.fixture(autouse=True)
    def _url(self, project, component):
        self.url, self.shape = project.urls[component], project.components[component].shape

    def test_round_trips(self):
        answer = call(self.url, "/?a=1&b=%C3%BC")
        assert answer.json() == {"shape": self.shape, "path": "/", "query": {"a": "1", "b": "ü"}}
        answer = call(self.url, "/json", "POST", '{"ä": [1, null]}'.encode(), {"Content-Type": "application/json"})
        assert (answer.status, answer.json()) == (201, {"received": {"ä": [1, None]}})
        body = bytes(range(256)) * 8
        answer = call(self.url, "/binary", "POST", body, {"Content-Type": "application/octet-stream"})
        assert (answer.status, answer.body) == (200, body[::-1])
        answer = call(self.url, "/cookies", headers={"Cookie": "a=1; b=2"})
        assert [cookie.split(";")[0] for cookie in answer.all("Set-Cookie")] == ["first=1", "second=two%20words"]
        assert answer.body == b"a=1; b=2"

    def test_other_answers(self):
        answer = call(self.url, "/moved")
        assert (answer.status, answer.all("Location")) == (302, ["/"])
        assert call(self.url, "/large").body == b"x" * (1 << 20)
        assert call(self.url, "/nowhere").json() == {"error": "not found"}
        answer = call(self.url, "/item", "DELETE")
        assert (answer.status, answer.body) == (204, b"")
        answer = call(self.url, "/", "HEAD")
        assert (answer.status, answer.body) == (200, b"")


def test_requests_at_the_same_time_have_instances_of_their_own(project):
    url = project.urls["rest-async-main"]
    with concurrent.futures.ThreadPoolExecutor(3) as pool:
        answers = list(pool.map(lambda _: call(url, "/later"), range(3)))
    assert [answer.status for answer in answers] == [200] * 3
    assert len({answer.json()["instance"] for answer in answers}) > 1


def test_a_ready_handler_gets_the_events(project):
    answer = call(project.urls["rest-handler"], "/?a=1")
    assert (answer.status, answer.json()) == (200, {"shape": "handler", "path": "/", "query": {"a": "1"}})
    assert call(project.urls["rest-handler"], "/nowhere").status == 404


def test_the_server_that_makes_a_folder_of_logs_has_it(project):
    """Although its package is read-only, which the guard sees to."""
    url = project.urls["rest-outside"]
    assert call(url, "/write").body == b"EROFS"
    assert call(url, "/nowhere").status == 404
    until(lambda: b"GET /nowhere\n" in call(url, "/log").body, "the log has the request")


# -------------------------------------------------------------------------------------------------------------- WebSocket


def send(connection, **message):
    connection.send(json.dumps(message))


def receive(connection, kind, seconds=PATIENCE):
    """The next message, which must be of this type."""
    message = json.loads(connection.recv(seconds))
    assert message["type"] == kind, message
    return message


@contextlib.contextmanager
def client(url, name):
    """A client that has been greeted."""
    with client_module.connect(f"{url}?name={name}", open_timeout=PATIENCE, proxy=None) as connection:
        connection.welcome = receive(connection, "welcome")
        assert connection.welcome["name"] == name
        yield connection


def assert_nothing_before_an_echo(*connections):
    """What a client gets next is the answer to its own question: nothing else was on its way."""
    for number, connection in enumerate(connections):
        send(connection, type="echo", text=str(number))
    for number, connection in enumerate(connections):
        assert receive(connection, "echo")["text"] == str(number)


@pytest.mark.parametrize("component", WEBSOCKET)
class TestWebSocket:
    """What real clients see through the gateway."""

    @pytest.fixture(autouse=True)
    def _url(self, project, ministack, component):
        self.url, self.shape = project.urls[component], project.components[component].shape
        self.name, self.emulator = f"{project.name}-{component}-development", ministack

    def test_greeting_echo_and_a_late_answer(self):
        with client(self.url, "ann") as ann:
            assert (ann.welcome["shape"], ann.welcome["address"]) == (self.shape, "127.0.0.1")
            send(ann, type="echo", text="grüße 🌱")
            assert receive(ann, "echo")["text"] == "grüße 🌱"
            send(ann, type="later", text="300 ms")
            assert receive(ann, "later")["text"] == "300 ms"

    def test_two_messages_in_flight(self):
        with client(self.url, "ann") as ann:
            send(ann, type="later", text="one")
            send(ann, type="echo", text="two")
            assert {json.loads(ann.recv(PATIENCE))["text"] for _ in range(2)} == {"one", "two"}

    def test_a_message_reaches_everybody_once(self):
        with client(self.url, "ann") as ann, client(self.url, "bob") as bob:
            send(bob, type="all", text="hands")
            for connection in (ann, bob):
                message = receive(connection, "all")
                assert (message["name"], message["text"]) == ("bob", "hands")
            assert_nothing_before_an_echo(ann, bob)

    def test_coming_and_going_are_told_once(self):
        with client(self.url, "ann") as ann:
            with client(self.url, "loud"):
                assert receive(ann, "joined")["name"] == "loud"
            assert receive(ann, "left")["name"] == "loud"
            assert_nothing_before_an_echo(ann)

    def test_the_server_closes(self):
        with client(self.url, "ann") as ann:
            with client(self.url, "loud") as loud:
                receive(ann, "joined")
                receive(loud, "joined")
                send(loud, type="close")
                with pytest.raises(websockets.ConnectionClosed):
                    loud.recv(PATIENCE)
            assert receive(ann, "left")["name"] == "loud"
            assert_nothing_before_an_echo(ann)

    def test_the_server_refuses(self):
        with pytest.raises(websockets.InvalidStatus):
            with client(self.url, "stranger"):
                pass

    def test_two_instances(self):
        """The gateway's events reach one instance; an invocation like the gateway's for a message runs in another one."""
        with client(self.url, "ann") as ann, client(self.url, "bob") as bob:
            send(ann, type="echo", text="who")
            first = receive(ann, "echo")["instance"]
            self.invoke_as("bob", type="all", text="from the other")
            others = set()
            for connection in (ann, bob):
                message = receive(connection, "all")
                assert (message["name"], message["text"]) == ("bob", "from the other")
                others.add(message["instance"])
            assert len(others) == 1 and first not in others
            send(ann, type="all", text="from the first")
            for connection in (ann, bob):
                assert receive(connection, "all")["instance"] == first
            # One that the second instance hears of only now.
            with client(self.url, "cem") as cem:
                self.invoke_as("ann", type="all", text="again")
                for connection in (ann, bob, cem):
                    assert receive(connection, "all")["text"] == "again"
                assert_nothing_before_an_echo(ann, bob, cem)

    def test_fifty_clients(self):
        with contextlib.ExitStack() as stack, concurrent.futures.ThreadPoolExecutor(CLIENTS) as pool:
            managers = [client(self.url, f"client{number}") for number in range(CLIENTS)]
            connections = list(pool.map(stack.enter_context, managers))
            send(connections[7], type="all", text="to fifty")
            for message in pool.map(lambda connection: receive(connection, "all"), connections):
                assert (message["name"], message["text"]) == ("client7", "to fifty")
            assert_nothing_before_an_echo(*connections)

    def invoke_as(self, name, **message):
        """Invokes the function as the gateway does for a message of this client; ministack keeps other workers for that."""
        rows = self.emulator.client("dynamodb").scan(TableName=f"{self.name}-connections")["Items"]
        row = next(row for row in rows if row.get("query", {}).get("S") == f"name={name}")
        event = {
            "requestContext": {
                "eventType": "MESSAGE", "routeKey": "$default", "connectionId": row["connectionId"]["S"],
                "apiId": row["apiId"]["S"], "stage": row["stage"]["S"], "identity": {"sourceIp": "127.0.0.1"}},
            "body": json.dumps(message), "isBase64Encoded": False}
        answer = self.emulator.client("lambda").invoke(
            FunctionName=self.name, Qualifier="live", Payload=json.dumps(event))
        assert "FunctionError" not in answer, answer["Payload"].read()
        assert json.loads(answer["Payload"].read())["statusCode"] == 200


def test_an_http_event_reaches_the_clients(project, ministack):
    """A server with both can be told something over HTTP: here by an invocation, since a WebSocket API has no requests."""
    name = f"{project.name}-ws-attached-development"
    with client(project.urls["ws-attached"], "ann") as ann, client(project.urls["ws-attached"], "bob") as bob:
        event = {
            "version": "2.0", "rawPath": "/events", "rawQueryString": "", "headers": {"content-type": "application/json"},
            "requestContext": {"http": {"method": "POST", "path": "/events", "sourceIp": "127.0.0.1"}, "stage": "$default"},
            "body": json.dumps({"type": "news"}), "isBase64Encoded": False}
        answer = ministack.client("lambda").invoke(FunctionName=name, Qualifier="live", Payload=json.dumps(event))
        assert json.loads(json.loads(answer["Payload"].read())["body"]) == {"clients": 2}
        for connection in (ann, bob):
            receive(connection, "news")
        assert_nothing_before_an_echo(ann, bob)


def test_nobody_stays_in_a_table(project, ministack):
    database = ministack.client("dynamodb")

    def rows(component):
        table = f"{project.name}-{component}-development-connections"
        return [row for row in database.scan(TableName=table)["Items"] if "path" in row]

    for component in WEBSOCKET:
        until(lambda component=component: not rows(component), f"the table of {component} is empty", 60)
