"""Servers that do not come up: the invocation's result, the function's log and the gateway's answer say so, with the server's own words."""
import json

import pytest

import inventory
from command_line import CommandLine
from failing_servers import SERVERS, THREE, write_components
from public_url import call, until

websockets = pytest.importorskip("websockets", reason="needs websockets: pip install -r Tests/requirements.txt")
client_module = pytest.importorskip("websockets.sync.client")

EVENT = {
    "rest": {
        "version": "2.0", "rawPath": "/", "rawQueryString": "", "headers": {},
        "requestContext": {"http": {"method": "GET", "path": "/", "sourceIp": "127.0.0.1"}, "stage": "$default"}},
    "websocket": {
        "headers": {}, "requestContext": {
            "eventType": "CONNECT", "routeKey": "$connect", "connectionId": "c", "apiId": "a", "stage": "development",
            "identity": {"sourceIp": "127.0.0.1"}}}}


@pytest.fixture(scope="module")
def project(ministack, tmp_path_factory):
    directory = tmp_path_factory.mktemp("failures") / "project"
    lines = ["project: failures", "components:", *write_components(directory, SERVERS)]
    # PORT says which of three listeners is meant.
    lines += [
        "  rest-port:", "    kind: rest", "    source: ./servers/port", "    entry: server.js",
        "    environment: { PORT: \"9001\" }", "environments:", "  development: { provider: aws, region: us-east-1 }", ""]
    (directory / "servers" / "port").mkdir()
    (directory / "servers" / "port" / "server.js").write_text(THREE.replace("createServer()", "createServer((q, r) => r.end(`${port}`))"))
    (directory / "provision.yaml").write_text("\n".join(lines))
    command = CommandLine(
        directory, ministack.url, access_key=ministack.access_key, secret_key=ministack.secret_key)
    # Everything is made; whether that is a success is for a health probe to say.
    result = command.run("apply", "--env", "development", "--yes", "--json", expect=None, timeout=600)
    assert result.status in (0, 1), result
    command.urls = {}
    for api in inventory.pages(ministack.client("apigatewayv2"), "get_apis", "Items"):
        scheme, stage = ("ws", "development") if api["ProtocolType"] == "WEBSOCKET" else ("http", "$default")
        name = api["Name"].removeprefix("failures-").removesuffix("-development")
        command.urls[name] = f"{scheme}://127.0.0.1:{ministack.port}/_aws/execute-api/{api['ApiId']}/{stage}"
    yield command
    command.run("destroy", "--env", "development", "--yes", "--json", timeout=300)


@pytest.mark.parametrize("name", SERVERS)
@pytest.mark.parametrize("kind", EVENT)
class TestServersThatDoNotStart:
    def test_the_invocation_says_why(self, project, ministack, kind, name):
        answer = ministack.client("lambda").invoke(
            FunctionName=f"failures-{kind}-{name}-development", Qualifier="live", Payload=json.dumps(EVENT[kind]))
        assert answer["FunctionError"] == "Unhandled"
        message = json.loads(answer["Payload"].read())["errorMessage"]
        for text in SERVERS[name][1]:
            assert text in message

    def test_the_gateway_passes_nothing(self, project, ministack, kind, name):
        url = project.urls[f"{kind}-{name}"]
        if kind == "rest":
            assert call(url, "/").status >= 500
        else:
            with pytest.raises(websockets.InvalidStatus):
                client_module.connect(url, open_timeout=30, proxy=None)

    def test_the_log_says_why(self, project, ministack, kind, name):
        group = f"/aws/lambda/failures-{kind}-{name}-development"

        def text():
            events = ministack.client("logs").filter_log_events(logGroupName=group)["events"]
            return "\n".join(event["message"] for event in events)

        # ministack logs invocations: that of the first test is one.
        until(lambda: all(part in text() for part in SERVERS[name][1]), f"the log of {kind}-{name} says why:\n{text()}")


def test_port_chooses_among_three_listeners(project):
    answer = call(project.urls["rest-port"], "/")
    assert (answer.status, answer.body) == (200, b"9001")
