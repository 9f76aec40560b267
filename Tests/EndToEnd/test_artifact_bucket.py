"""Packages that are too large for a call go through the artifact bucket, on moto."""
import base64
import collections
import hashlib
import json
import os
import random
import re
import time

import pytest

from command_line import TARGET
from emulators import REGION
from public_url import call, until
from recording_proxy import Reply
from test_interruption import kill_when

BUCKET = f"semantest-artifacts-123456789012-{REGION}"
SETTING_UP = [
    "CreateBucket", "PutPublicAccessBlock", "PutBucketLifecycleConfiguration", "PutBucketTagging"]


def of_bucket(proxy):
    return [entry.operation for entry in proxy.entries if entry.service == "s3"]


def noise(project, megabytes, seed=1):
    (project.directory / "server/noise.bin").write_bytes(random.Random(seed).randbytes(megabytes * 1_000_000))


def packages(project):
    return list((project.directory / f"pulumi/{project.name}-rest-api/artifacts").glob("*.zip"))


def age(project):
    """Makes the packages look two hours old."""
    for path in packages(project):
        os.utime(path, (time.time() - 7200,) * 2)


def function_of(project):
    found = [entry for entry in project.resources() if entry["type"] == "aws:lambda/function:Function"]
    return found[0]


def keys(emulator):
    return {entry["Key"] for entry in emulator.client("s3").list_objects_v2(Bucket=BUCKET).get("Contents", [])}


@pytest.fixture(scope="class")
def life(request, moto, _moto_proxy, new_project, program):
    project = new_project()
    noise(project, 70)
    request.cls.project, request.cls.emulator = project, moto
    request.cls.command = program(project, moto, _moto_proxy, passphrase=None)


@pytest.mark.usefixtures("life")
class TestLifeWithABucket:
    def assert_stored(self):
        """Lambda has the bytes of the object, which are those of the package, and the state names it."""
        state = function_of(self.project)
        key = state["inputs"]["s3Key"]
        assert state["inputs"]["s3Bucket"] == state["outputs"]["s3Bucket"] == BUCKET
        assert "code" not in state["inputs"] and "code" not in state["outputs"]
        path = self.project.directory / f"pulumi/{self.project.name}-rest-api/artifacts/{key}"
        content = path.read_bytes()
        assert hashlib.sha256(content).hexdigest() + ".zip" == key
        found = self.emulator.client("s3").get_object(Bucket=BUCKET, Key=key)
        assert found["Body"].read() == content
        assert found["Metadata"] == {
            "semantest-project": f"{self.project.name}-rest-api", "semantest-stack": "aws-development"}
        function = self.emulator.client("lambda").get_function(
            FunctionName=f"{self.project.name}-rest-api-development", Qualifier="live")
        assert base64.b64decode(function["Configuration"]["CodeSha256"]) == hashlib.sha256(content).digest()
        return key

    def test_a_plan_only_asks_for_the_account(self, moto_proxy):
        self.command.plan()
        assert set(moto_proxy.operations) == {"GetCallerIdentity"}

    def test_the_first_apply_makes_a_private_bucket_and_uploads_in_parts(self, moto_proxy):
        assert self.command.apply().summary["status"] == "completed"
        seen = of_bucket(moto_proxy)
        assert [name for name in seen if name in SETTING_UP] == SETTING_UP
        assert collections.Counter(seen)["UploadPart"] == 9
        order = moto_proxy.operations
        assert order.index("CompleteMultipartUpload") < order.index("CreateRole")
        call = next(entry for entry in moto_proxy.entries if entry.operation == "CreateFunction")
        assert json.loads(call.body)["Code"] == {"S3Bucket": BUCKET, "S3Key": self.assert_stored()}
        for entry in moto_proxy.entries:
            if entry.service == "s3" and entry.operation != "CreateBucket":
                assert entry.headers["X-Amz-Expected-Bucket-Owner"] == "123456789012", entry.operation
        s3 = self.emulator.client("s3")
        assert all(s3.get_public_access_block(Bucket=BUCKET)["PublicAccessBlockConfiguration"].values())
        assert s3.get_bucket_tagging(Bucket=BUCKET)["TagSet"] == [{"Key": "semantest:artifacts", "Value": "1"}]
        rule, = s3.get_bucket_lifecycle_configuration(Bucket=BUCKET)["Rules"]
        assert rule["AbortIncompleteMultipartUpload"] == {"DaysAfterInitiation": 2}

    def test_a_second_apply_writes_nothing(self, moto_proxy):
        assert self.command.apply().summary["status"] == "unchanged"
        assert set(moto_proxy.operations) == {"GetCallerIdentity"}

    def test_another_setting_leaves_the_bucket_alone(self, moto_proxy):
        self.project.configure(memory=512)
        self.command.apply()
        assert of_bucket(moto_proxy) == []

    def test_new_code_is_one_object_and_one_update(self, moto_proxy):
        noise(self.project, 55)
        self.command.apply()
        assert of_bucket(moto_proxy) == ["HeadObject", "HeadBucket", "GetBucketTagging", "PutObject"]
        assert collections.Counter(moto_proxy.writes) == {"PutObject": 1, "UpdateFunctionCode": 1, "UpdateAlias": 1}
        self.assert_stored()

    def test_a_small_package_goes_with_the_call_again(self, moto_proxy):
        (self.project.directory / "server/noise.bin").unlink()
        self.command.apply()
        assert collections.Counter(moto_proxy.writes) == {"UpdateFunctionCode": 1, "UpdateAlias": 1}
        assert of_bucket(moto_proxy) == []
        state = function_of(self.project)
        assert "s3Key" not in state["inputs"] and "s3Key" not in state["outputs"]
        assert state["inputs"]["code"]["path"].startswith("artifacts/")

    def test_what_is_there_is_not_uploaded_again(self, moto_proxy):
        noise(self.project, 55)
        self.command.apply()
        assert of_bucket(moto_proxy) == ["HeadObject"]
        assert collections.Counter(moto_proxy.writes) == {"UpdateFunctionCode": 1, "UpdateAlias": 1}
        self.assert_stored()

    def test_refresh_sees_no_difference(self):
        assert self.command.run("refresh", *TARGET, "--json", "--detailed-exitcode").summary["status"] == "unchanged"

    def test_doctor_knows_that_the_bucket_is_used(self):
        report = self.command.run("doctor", "--json", "--env", "development", expect=None)
        purposes = [purpose for host in report.summary["hosts"] for purpose in host["purposes"]]
        assert "S3" in purposes, report

    def test_artifacts_are_listed_with_their_use(self):
        result = self.command.run("artifacts", "list", "--json")
        lines = [event for event in result.events if event["type"] == "artifact"]
        stored = [line for line in lines if line["location"] == f"s3://{BUCKET}"]
        mine = {entry["sha256"]: entry for entry in stored}
        current = function_of(self.project)["inputs"]["s3Key"].removesuffix(".zip")
        stack = f"organization/{self.project.name}-rest-api/aws-development"
        assert mine[current]["stacks"] == [stack]
        assert len(mine[current]["deployments"]) == 2
        assert len([line for line in lines if line["location"].startswith("pulumi/")]) == 3

    def test_prune_keeps_what_is_needed(self):
        before = keys(self.emulator)
        self.command.run("artifacts", "prune", "--yes")
        assert keys(self.emulator) == before

    def test_keep_1_removes_what_only_old_deployments_named(self, moto_proxy):
        path = self.project.directory / "provision.yaml"
        path.write_text("keep: 1\n" + path.read_text())
        age(self.project)
        shown = self.command.run("artifacts", "prune", "--dry-run", "--json")
        assert shown.summary["artifacts"] == 3 and shown.summary["status"] == "planned"
        assert moto_proxy.writes == []
        self.command.run("artifacts", "prune", "--yes", "--json")
        current = self.assert_stored()
        assert [path.name for path in packages(self.project)] == [current]
        assert current in keys(self.emulator)
        history = self.command.run("history", *TARGET, "--json").events
        assert len([event for event in history if event["type"] == "deployment"]) == 1
        assert self.command.apply().summary["status"] == "unchanged"

    def test_a_deployment_takes_the_one_before_along(self, moto_proxy):
        old = function_of(self.project)["inputs"]["s3Key"]
        age(self.project)
        noise(self.project, 55, seed=2)
        self.command.apply()
        assert old not in keys(self.emulator)
        assert collections.Counter(of_bucket(moto_proxy))["DeleteObjects"] == 1
        assert [path.name for path in packages(self.project)] == [self.assert_stored()]

    def test_destroy_leaves_the_bucket_and_prune_empties_it_but_for_others(self):
        s3 = self.emulator.client("s3")
        foreign = "0" * 64 + ".zip"
        s3.put_object(
            Bucket=BUCKET, Key=foreign, Body=b"theirs",
            Metadata={"semantest-project": "blog-api", "semantest-stack": "aws-development"})
        s3.put_object(Bucket=BUCKET, Key="1" * 64 + ".zip", Body=b"by hand")
        mine = function_of(self.project)["inputs"]["s3Key"]
        self.command.destroy()
        assert mine in keys(self.emulator)
        age(self.project)
        self.command.run("artifacts", "prune", "--yes")
        left = keys(self.emulator)
        assert mine not in left and {foreign, "1" * 64 + ".zip"} <= left
        assert packages(self.project) == []
        s3.delete_object(Bucket=BUCKET, Key=foreign)
        s3.delete_object(Bucket=BUCKET, Key="1" * 64 + ".zip")


@pytest.fixture
def large(moto, moto_proxy, new_project, program):
    project = new_project()
    noise(project, 70, seed=3)
    return project, program(project, moto, moto_proxy, passphrase=None)


def forget_bucket(emulator):
    s3 = emulator.client("s3")
    if BUCKET in {bucket["Name"] for bucket in s3.list_buckets()["Buckets"]}:
        for key in keys(emulator):
            s3.delete_object(Bucket=BUCKET, Key=key)
        # moto keeps the tags of a bucket beyond its end.
        s3.delete_bucket_tagging(Bucket=BUCKET)
        s3.delete_bucket(Bucket=BUCKET)


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("operation, count", [
    ("HeadObject", 1), ("CreateBucket", 1), ("PutPublicAccessBlock", 1), ("PutBucketLifecycleConfiguration", 1),
    ("PutBucketTagging", 1), ("CreateMultipartUpload", 1), ("UploadPart", 5), ("CompleteMultipartUpload", 1),
    ("CreateFunction", 1)])
def test_kill_during_the_first_upload(large, moto, moto_proxy, operation, count, moment):
    project, command = large
    forget_bucket(moto)
    seen = []

    def matches(entry):
        if entry.operation == operation:
            seen.append(entry)
        return len(seen) >= count

    assert kill_when(command, moto_proxy, moment, matches)
    moto_proxy.reset()
    assert command.apply().summary["status"] == "completed"
    s3 = moto.client("s3")
    assert s3.list_multipart_uploads(Bucket=BUCKET).get("Uploads", []) == []
    assert all(s3.get_public_access_block(Bucket=BUCKET)["PublicAccessBlockConfiguration"].values())
    assert s3.get_bucket_tagging(Bucket=BUCKET)["TagSet"] == [{"Key": "semantest:artifacts", "Value": "1"}]
    assert len(s3.get_bucket_lifecycle_configuration(Bucket=BUCKET)["Rules"]) == 1
    key = function_of(project)["inputs"]["s3Key"]
    content = s3.get_object(Bucket=BUCKET, Key=key)["Body"].read()
    assert hashlib.sha256(content).hexdigest() + ".zip" == key
    assert command.apply().summary["status"] == "unchanged"
    command.destroy()


def test_a_bucket_that_refuses_changes_nothing(large, moto_proxy):
    project, command = large

    def trap(entry):
        if entry.operation == "HeadObject":
            raise Reply(403, {}, "")

    moto_proxy.before = trap
    result = command.run("apply", *TARGET, "--yes", expect=1)
    assert "ArtifactBucketDenied" in result.stderr and BUCKET in result.stderr
    assert "s3:ListBucket" in result.stderr
    assert not re.search("Create|Put|Upload", " ".join(moto_proxy.operations))
    assert [entry["type"] for entry in project.resources() if entry.get("custom")] == []


@pytest.mark.parametrize("megabytes", [55, 70])
def test_a_large_server_runs_from_the_bucket_with_signatures_verified(
        megabytes, ministack, ministack_proxy, new_project, program):
    project = new_project()
    noise(project, megabytes, seed=megabytes)
    command = program(project, ministack, ministack_proxy, passphrase=None)
    url = command.apply().summary["outputs"]["url"]
    until(lambda: call(url, "/").body == b"version one", "the page")
    command.destroy()
    command.run("artifacts", "prune", "--yes")
    age(project)
    assert command.run("artifacts", "list", "--json").events[-1]["artifacts"] == 1
