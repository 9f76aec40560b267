"""Certificates: what no authority vouches for is refused before anything is sent, and a company's own authority is heeded."""
import pathlib
import re
import shutil

import pytest

import inventory
import tls
from command_line import TARGET
from recording_proxy import RecordingProxy

pytestmark = pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is absent")


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    return tls.Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture
def secure(moto, authority, new_project, program):
    """Makes a command line whose AWS is moto behind TLS."""
    proxies = []

    def make(**options):
        proxy = RecordingProxy(moto.port)
        proxies.append(proxy)
        tls.encrypt(proxy, authority.context(f"server{len(proxies)}", **options))
        project = new_project()
        command = program(project, moto, proxy, passphrase=None)
        command.project, command.proxy = project, proxy
        return command

    yield make
    for proxy in proxies:
        proxy.stop()


def refused(command, *texts):
    result = command.run("apply", *TARGET, "--yes", expect=1)
    for text in texts:
        assert text in result.text, result
    assert command.proxy.entries == []
    # The state names what may begin, and nothing that exists.
    assert all(resource["type"].startswith("pulumi:") for resource in command.project.resources())
    return result


def test_an_untrusted_certificate_is_refused_and_the_bundle_is_named(secure, authority, moto):
    before = inventory.everything(moto)
    command = secure()
    # Without a bundle of the user's own it is that of the system, by its path.
    result = refused(command, "localhost", "certificate", "point AWS_CA_BUNDLE or SSL_CERT_FILE at a bundle")
    (bundle,) = set(re.findall("The CA bundle in use is (/[^;]+);", result.text))
    assert pathlib.Path(bundle).exists()
    assert inventory.everything(moto) == before


def test_a_bundle_that_does_not_hold_the_authority_is_named(secure, tmp_path):
    command = secure()
    other = tls.Authority(tmp_path)
    command.environment["AWS_CA_BUNDLE"] = str(other.certificate)
    refused(command, f"The CA bundle in use is {other.certificate}")


def test_a_certificate_for_another_host_is_refused(secure, authority):
    command = secure(alternative="DNS:aws.example")
    command.environment["AWS_CA_BUNDLE"] = str(authority.certificate)
    refused(command, "localhost")


def test_a_certificate_that_has_ended_is_refused(secure, authority):
    command = secure(days=-1)
    command.environment["AWS_CA_BUNDLE"] = str(authority.certificate)
    refused(command, "expired")


@pytest.mark.parametrize("variable", ["AWS_CA_BUNDLE", "SSL_CERT_FILE"])
def test_a_companys_own_authority_is_heeded(variable, secure, authority, moto):
    """A whole life through a proxy that breaks TLS open, as companies have them."""
    command = secure()
    command.environment[variable] = str(authority.certificate)
    assert command.apply().summary["status"] == "completed"
    doctor = command.run("doctor", "--env", "development", "--json", expect=None)
    (host,) = [event for event in doctor.events if event.get("name") == "host"]
    assert host["status"] == "ok" and "certificate trusted" in host["detail"], doctor
    command.destroy()
