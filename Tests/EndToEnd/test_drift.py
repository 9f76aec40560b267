"""Changes behind the program's back: each is shown, written into the state, and undone by the next apply."""
import io
import json
import zipfile

import pytest

from command_line import TARGET


class Cloud:
    """What the tests change behind the program's back."""

    def __init__(self, emulator, project):
        self.client, self.name = emulator.client, f"{project.name}-rest-api-development"
        self.lambdas, self.gateway = self.client("lambda"), self.client("apigatewayv2")
        self.logs, self.iam = self.client("logs"), self.client("iam")
        self.api = next(api["ApiId"] for api in self.gateway.get_apis()["Items"] if api["Name"] == self.name)

    @property
    def group(self):
        return f"/aws/lambda/{self.name}"

    def memory(self):
        self.lambdas.update_function_configuration(FunctionName=self.name, MemorySize=1024)

    def environment(self):
        self.lambdas.update_function_configuration(
            FunctionName=self.name, Environment={"Variables": {"GREETING": "changed", "ADDED": "x"}})

    def code(self):
        content = io.BytesIO()
        with zipfile.ZipFile(content, "w") as archive:
            archive.writestr("index.js", "exports.handler = async () => 'other'")
        self.lambdas.update_function_code(FunctionName=self.name, ZipFile=content.getvalue())

    def concurrency(self):
        self.lambdas.put_function_concurrency(FunctionName=self.name, ReservedConcurrentExecutions=3)

    def function_tags(self):
        arn = self.lambdas.get_function(FunctionName=self.name)["Configuration"]["FunctionArn"]
        self.lambdas.tag_resource(Resource=arn, Tags={"Team": "other"})

    def alias(self):
        self.lambdas.update_alias(FunctionName=self.name, Name="live", FunctionVersion="$LATEST")

    def no_function(self):
        self.lambdas.delete_function(FunctionName=self.name)

    def no_integration(self):
        found = self.gateway.get_integrations(ApiId=self.api)["Items"][0]
        self.gateway.delete_integration(ApiId=self.api, IntegrationId=found["IntegrationId"])

    def no_api(self):
        self.gateway.delete_api(ApiId=self.api)

    def no_alias(self):
        self.lambdas.delete_alias(FunctionName=self.name, Name="live")

    def no_permission(self):
        self.lambdas.remove_permission(
            FunctionName=self.name, StatementId="AllowInvokeFromAPIGateway", Qualifier="live")

    def retention(self):
        self.logs.put_retention_policy(logGroupName=self.group, retentionInDays=30)

    def no_retention(self):
        self.logs.delete_retention_policy(logGroupName=self.group)

    def log_tags(self):
        groups = self.logs.describe_log_groups(logGroupNamePrefix=self.group)["logGroups"]
        self.logs.untag_resource(resourceArn=groups[0]["arn"].removesuffix(":*"), tagKeys=["Team"])

    def no_logs(self):
        self.logs.delete_log_group(logGroupName=self.group)

    def role_tags(self):
        self.iam.tag_role(RoleName=self.name, Tags=[{"Key": "Owner", "Value": "someone"}])

    def trust(self):
        statement = {"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}
        self.iam.update_assume_role_policy(
            RoleName=self.name, PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [statement]}))

    def no_policy(self):
        policy = self.iam.list_attached_role_policies(RoleName=self.name)["AttachedPolicies"][0]
        self.iam.detach_role_policy(RoleName=self.name, PolicyArn=policy["PolicyArn"])

    def cors(self):
        self.gateway.update_api(ApiId=self.api, CorsConfiguration={"AllowOrigins": ["*"], "AllowMethods": ["GET"]})

    def api_tags(self):
        self.gateway.tag_resource(
            ResourceArn=f"arn:aws:apigateway:us-east-1::/apis/{self.api}", Tags={"Team": "other"})

    def integration(self):
        found = self.gateway.get_integrations(ApiId=self.api)["Items"][0]
        self.gateway.update_integration(
            ApiId=self.api, IntegrationId=found["IntegrationId"], PayloadFormatVersion="1.0")

    def route(self):
        found = self.gateway.get_routes(ApiId=self.api)["Items"][0]
        self.gateway.update_route(ApiId=self.api, RouteId=found["RouteId"], RouteKey="GET /only")

    def no_route(self):
        found = self.gateway.get_routes(ApiId=self.api)["Items"][0]
        self.gateway.delete_route(ApiId=self.api, RouteId=found["RouteId"])

    def stage(self):
        self.gateway.update_stage(ApiId=self.api, StageName="$default", StageVariables={"a": "1"})

    def no_stage(self):
        self.gateway.delete_stage(ApiId=self.api, StageName="$default")


# What is changed, the resource and the paths of the drift; no paths: the resource is gone.
CHANGES = [
    ("memory", "function", ["memorySize"]),
    (
        "environment", "function",
        [f"environment.variables.{name}" for name in ("ADDED", "API_TOKEN", "GREETING")]),
    ("code", "function", ["code"]),
    ("concurrency", "function", ["reservedConcurrentExecutions"]),
    ("function_tags", "function", ["tags.Team"]),
    ("no_function", "function", []),
    ("alias", "alias", ["functionVersion"]),
    ("no_alias", "alias", []),
    ("no_permission", "permission", []),
    ("retention", "logs", ["retentionInDays"]),
    ("no_retention", "logs", ["retentionInDays"]),
    ("log_tags", "logs", ["tags.Team"]),
    ("no_logs", "logs", []),
    ("role_tags", "role", ["tags.Owner"]),
    ("trust", "role", ["assumeRolePolicy"]),
    ("no_policy", "policy", []),
    ("cors", "api", ["corsConfiguration"]),
    ("api_tags", "api", ["tags.Team"]),
    ("integration", "integration", ["payloadFormatVersion"]),
    ("no_integration", "integration", []),
    ("no_api", "api", []),
    ("route", "route", ["routeKey"]),
    ("no_route", "route", []),
    ("stage", "stage", ["stageVariables"]),
    ("no_stage", "stage", []),
]


@pytest.fixture(scope="module", params=["moto", "ministack"])
def deployed(request, new_project, program):
    """A deployed component on each emulator, with a proxy that records."""
    emulator = request.getfixturevalue(request.param)
    proxy = request.getfixturevalue("_moto_proxy" if request.param == "moto" else "ministack_proxy")
    project = new_project(secrets=True)
    command = program(project, emulator, proxy)
    command.run("secrets", "set", "api_token", *TARGET, input="s3cr3t-token")
    command.apply()
    yield emulator, proxy, project, command
    assert command.plan("--refresh").summary["status"] == "unchanged"
    command.destroy()


def drift_of(result):
    (drift,) = [event for event in result.events if event["type"] == "drift"]
    return drift["resources"]


def test_without_drift_nothing_is_reported_or_written(deployed):
    emulator, proxy, project, command = deployed
    state = project.stack_file.read_bytes()
    proxy.reset()
    result = command.run("refresh", *TARGET, "--json", "--detailed-exitcode")
    assert result.summary["status"] == "unchanged"
    assert drift_of(result) == []
    assert proxy.writes == []
    plan = command.plan("--refresh", "--detailed-exitcode")
    assert drift_of(plan) == [] and plan.summary["status"] == "unchanged"
    assert command.apply("--refresh").summary["status"] == "unchanged"
    assert proxy.writes == []
    assert "no drift" in command.run("refresh", *TARGET).stdout
    assert project.stack_file.read_bytes() == state


# What an emulator does not do.
UNABLE = {
    ("moto", "stage"): "moto 5.2.1 fails inside UpdateStage",
    ("ministack", "api_tags"): "ministack's GetApi does not show the tags of TagResource",
}
# What goes with a resource that is gone.
ALONG = {
    "no_alias": ["permission"], "no_function": ["alias", "permission"], "no_api": ["integration", "route", "stage"]}


@pytest.mark.parametrize("change, resource, paths", CHANGES, ids=[change for change, _, _ in CHANGES])
def test_drift_is_shown_written_and_undone(deployed, change, resource, paths):
    emulator, proxy, project, command = deployed
    if (emulator.name, change) in UNABLE:
        pytest.skip(UNABLE[emulator.name, change])
    cloud = Cloud(emulator, project)
    getattr(cloud, change)()
    proxy.reset()
    try:
        plan = command.plan("--refresh", "--detailed-exitcode", expect=2)
        found = {item["name"].removeprefix(f"{project.name}-rest-api-"): item for item in drift_of(plan)}
        assert set(found) == {resource, *ALONG.get(change, [])}, plan
        assert found[resource]["drift"] == ("changed" if paths else "gone")
        assert [item["path"] for item in found[resource]["changes"]] == paths
        refreshed = command.run("refresh", *TARGET, "--json", "--detailed-exitcode", expect=2)
        assert drift_of(refreshed) == drift_of(plan)
        assert refreshed.summary["status"] == "completed"
        assert proxy.writes == []
        assert "s3cr3t-token" not in plan.text + refreshed.text
        entries = {item["urn"].split("::")[-1] for item in project.resources()}
        assert (found[resource]["name"] in entries) == bool(paths)
    finally:
        applied = command.apply("--refresh")
    assert applied.summary["status"] == "completed"
    assert not [event for event in applied.events if event["type"] == "drift"]
