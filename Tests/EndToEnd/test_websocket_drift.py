"""Changes behind the program's back to what only WebSocket components have: shown, written into the state, undone."""
import json

import pytest

from command_line import TARGET
from test_drift import drift_of


class Cloud:
    """What the tests change behind the program's back."""

    def __init__(self, emulator, project):
        self.name = f"{project.name}-rest-api-development"
        self.table_name = f"{self.name}-connections"
        self.tables, self.iam = emulator.client("dynamodb"), emulator.client("iam")
        self.gateway = emulator.client("apigatewayv2")
        self.api = next(api["ApiId"] for api in self.gateway.get_apis()["Items"] if api["Name"] == self.name)

    def _route(self, key):
        return next(
            item["RouteId"] for item in self.gateway.get_routes(ApiId=self.api)["Items"] if item["RouteKey"] == key)

    def expiry(self):
        self.tables.update_time_to_live(
            TableName=self.table_name, TimeToLiveSpecification={"AttributeName": "ttl", "Enabled": False})

    def table_tags(self):
        arn = self.tables.describe_table(TableName=self.table_name)["Table"]["TableArn"]
        self.tables.tag_resource(ResourceArn=arn, Tags=[{"Key": "Team", "Value": "other"}])

    def no_table(self):
        self.tables.delete_table(TableName=self.table_name)

    def policy(self):
        statement = {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}
        self.iam.put_role_policy(
            RoleName=self.name, PolicyName="connections",
            PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [statement]}))

    def no_policy(self):
        self.iam.delete_role_policy(RoleName=self.name, PolicyName="connections")

    def no_connect_route(self):
        self.gateway.delete_route(ApiId=self.api, RouteId=self._route("$connect"))

    def disconnect_route(self):
        self.gateway.update_route(ApiId=self.api, RouteId=self._route("$disconnect"), RouteKey="other")

    def stage(self):
        made = self.gateway.create_deployment(ApiId=self.api)["DeploymentId"]
        self.gateway.update_stage(ApiId=self.api, StageName="development", DeploymentId=made)


# What is changed, the resource and the paths of the drift; no paths: the resource is gone.
CHANGES = [
    ("expiry", "connections", ["ttl"]),
    ("table_tags", "connections", ["tags.Team"]),
    ("no_table", "connections", []),
    ("policy", "access", ["policy"]),
    ("no_policy", "access", []),
    ("no_connect_route", "connect-route", []),
    ("disconnect_route", "disconnect-route", ["routeKey"]),
    ("stage", "stage", ["deploymentId"]),
]


@pytest.fixture(scope="module")
def deployed(ministack, ministack_proxy, new_project, program):
    """A deployed WebSocket component, with a proxy that records. (moto 5.2.1 has no deployments of API Gateway v2.)"""
    project = new_project(kind="websocket")
    command = program(project, ministack, ministack_proxy, passphrase=None)
    command.apply()
    yield ministack, ministack_proxy, project, command
    assert command.plan("--refresh").summary["status"] == "unchanged"
    command.destroy()


@pytest.mark.parametrize("change, resource, paths", CHANGES, ids=[change for change, _, _ in CHANGES])
def test_drift_is_shown_written_and_undone(deployed, change, resource, paths):
    emulator, proxy, project, command = deployed
    getattr(Cloud(emulator, project), change)()
    proxy.reset()
    try:
        plan = command.plan("--refresh", "--detailed-exitcode", expect=2)
        (found,) = drift_of(plan)
        assert found["name"] == f"{project.name}-rest-api-{resource}"
        assert found["drift"] == ("changed" if paths else "gone")
        for path, wanted in zip([item["path"] for item in found["changes"]], paths, strict=True):
            assert path.startswith(wanted), plan
        refreshed = command.run("refresh", *TARGET, "--json", "--detailed-exitcode", expect=2)
        assert drift_of(refreshed) == drift_of(plan)
        assert proxy.writes == []
    finally:
        applied = command.apply("--refresh")
    assert applied.summary["status"] == "completed"
    assert command.plan("--refresh").summary["status"] == "unchanged"
