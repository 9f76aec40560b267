"""The same life on a second, independent control plane, with every request counted and named."""
import collections

import pytest

import inventory

FIRST_APPLY = {
    "CreateRole": 1, "AttachRolePolicy": 1, "CreateLogGroup": 1, "PutRetentionPolicy": 1, "CreateFunction": 1,
    "CreateAlias": 1, "CreateApi": 1, "CreateIntegration": 1, "CreateRoute": 1, "CreateStage": 1, "AddPermission": 1,
}


@pytest.fixture(scope="class")
def life(request, moto, _moto_proxy, new_project, program):
    project = new_project()
    request.cls.project, request.cls.emulator = project, moto
    request.cls.command = program(project, moto, _moto_proxy, passphrase=None)
    request.cls.before = inventory.everything(moto)


@pytest.mark.usefixtures("life")
class TestLifeOnMoto:
    def test_first_apply_makes_at_most_13_requests(self, moto_proxy):
        result = self.command.apply()
        assert result.summary["status"] == "completed"
        assert collections.Counter(moto_proxy.writes) == FIRST_APPLY
        assert len(moto_proxy.entries) <= 13, moto_proxy.operations

    def test_everything_is_tagged(self):
        lambdas, name = self.emulator.client("lambda"), f"{self.project.name}-rest-api-development"
        function = lambdas.get_function(FunctionName=name)
        expected = {
            "semantest:project": self.project.name, "semantest:component": "rest-api",
            "semantest:environment": "development", "semantest:stack": "aws-development", "Team": "platform"}
        assert expected.items() <= function["Tags"].items()
        roles = self.emulator.client("iam").list_role_tags(RoleName=function["Configuration"]["Role"].split("/")[-1])
        assert expected.items() <= {tag["Key"]: tag["Value"] for tag in roles["Tags"]}.items()
        api = next(
            api for api in self.emulator.client("apigatewayv2").get_apis()["Items"]
            if api["Tags"].get("semantest:project") == self.project.name)
        assert expected.items() <= api["Tags"].items()

    def test_integration_and_permission_point_at_the_alias(self):
        name = f"{self.project.name}-rest-api-development"
        lambdas, gateway = self.emulator.client("lambda"), self.emulator.client("apigatewayv2")
        alias = lambdas.get_alias(FunctionName=name, Name="live")
        assert alias["FunctionVersion"] == "1"
        api = next(
            api for api in gateway.get_apis()["Items"]
            if api["Tags"].get("semantest:project") == self.project.name)
        integration = gateway.get_integrations(ApiId=api["ApiId"])["Items"][0]
        assert alias["AliasArn"] in integration["IntegrationUri"]
        assert integration["PayloadFormatVersion"] == "2.0"
        assert [route["RouteKey"] for route in gateway.get_routes(ApiId=api["ApiId"])["Items"]] == ["$default"]
        stage = gateway.get_stages(ApiId=api["ApiId"])["Items"][0]
        assert (stage["StageName"], stage["AutoDeploy"]) == ("$default", True)

    def test_second_apply_writes_nothing(self, moto_proxy):
        result = self.command.apply()
        assert result.summary["status"] == "unchanged"
        assert moto_proxy.writes == []

    def test_more_memory_is_one_configuration_update(self, moto_proxy):
        self.project.configure(memory=512)
        self.command.apply()
        assert collections.Counter(moto_proxy.writes) == {
            "UpdateFunctionConfiguration": 1, "PublishVersion": 1, "UpdateAlias": 1}

    def test_new_code_is_one_code_update_and_one_alias_update(self, moto_proxy):
        self.project.server.write_text(self.project.server.read_text().replace("one", "two"))
        self.command.apply()
        assert collections.Counter(moto_proxy.writes) == {"UpdateFunctionCode": 1, "UpdateAlias": 1}

    def test_a_comment_in_the_configuration_changes_nothing(self, moto_proxy):
        path = self.project.directory / "provision.yaml"
        path.write_text("# a comment\n" + path.read_text().replace("256", "512"))
        assert self.command.apply().summary["status"] == "unchanged"
        assert moto_proxy.writes == []

    def test_deploy_is_the_same_use_case(self, moto_proxy):
        result = self.command.run(
            "deploy", "--component", "rest-api", "--provider", "aws", "--env", "dev", "--yes", "--json")
        assert result.summary["status"] == "unchanged"
        assert moto_proxy.writes == []

    def test_destroy_leaves_nothing(self, moto_proxy):
        self.command.destroy()
        assert inventory.everything(self.emulator) == self.before
        deletes = moto_proxy.writes
        assert deletes.index("DeleteFunction") < deletes.index("DeleteLogGroup")

    def test_destroy_again_writes_nothing(self, moto_proxy):
        self.command.destroy()
        assert moto_proxy.writes == []
