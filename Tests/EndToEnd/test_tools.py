"""The tools of these tests work themselves."""
import boto3

from emulators import REGION


def test_the_proxy_keeps_signatures_and_names_operations(ministack, ministack_proxy):
    ministack_proxy.reset()

    def client(service):
        return boto3.client(
            service, endpoint_url=ministack_proxy.url, region_name=REGION,
            aws_access_key_id=ministack.access_key, aws_secret_access_key=ministack.secret_key)

    client("sts").get_caller_identity()
    client("iam").list_roles()
    client("logs").create_log_group(logGroupName="proxied")
    client("logs").delete_log_group(logGroupName="proxied")
    client("lambda").list_functions()
    api = client("apigatewayv2").create_api(Name="proxied", ProtocolType="HTTP")["ApiId"]
    client("apigatewayv2").update_api(ApiId=api, Name="renamed")
    client("apigatewayv2").delete_api(ApiId=api)
    assert ministack_proxy.operations == [
        "GetCallerIdentity", "ListRoles", "CreateLogGroup", "DeleteLogGroup", "ListFunctions", "CreateApi", "UpdateApi",
        "DeleteApi"]
    assert ministack_proxy.writes == ["CreateLogGroup", "DeleteLogGroup", "CreateApi", "UpdateApi", "DeleteApi"]
    assert all(entry.status < 300 for entry in ministack_proxy.entries)


def test_ministack_refuses_a_wrong_signature(ministack, ministack_proxy):
    client = boto3.client(
        "lambda", endpoint_url=ministack_proxy.url, region_name=REGION, aws_access_key_id=ministack.access_key,
        aws_secret_access_key="wrong")
    ministack_proxy.reset()
    try:
        client.list_functions()
    except client.exceptions.ClientError as error:
        assert error.response["ResponseMetadata"]["HTTPStatusCode"] == 403
    else:
        raise AssertionError("a wrong signature was accepted")
