"""Checks recorded requests against botocore's service models.

Usage: check_requests.py REQUESTS

Each line of REQUESTS is a JSON object: name (`service.Operation`), method, url, headers (pairs), body (text).
Every difference is printed: a wrong method or path, a member unknown, missing, of another type or outside of its enum.
"""

import base64
import datetime
import json
import re
import sys
import xml.etree.ElementTree as ElementTree
from unittest import mock
from urllib.parse import parse_qsl, unquote, urlsplit

import botocore.auth
import botocore.session
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

SESSION = botocore.session.get_session()
MODELS = {}


def model(service):
    if service not in MODELS:
        MODELS[service] = SESSION.get_service_model(service)
    return MODELS[service]


class Checker:
    def __init__(self, operation, report):
        self.operation = operation
        self.report = report
        self.location_names = operation.service_model.metadata["protocol"] == "rest-json"

    def check(self, shape, value, path):
        kind = shape.type_name
        if kind == "structure":
            self.structure(shape, value, path)
        elif kind == "list":
            if not isinstance(value, list):
                return self.report(f"{path}: a list is expected")
            for index, item in enumerate(value):
                self.check(shape.member, item, f"{path}[{index}]")
        elif kind == "map":
            if not isinstance(value, dict):
                return self.report(f"{path}: a map is expected")
            for key, item in value.items():
                self.check(shape.key, key, f"{path} key")
                self.check(shape.value, item, f"{path}[{key}]")
        else:
            self.scalar(shape, kind, value, path)

    def structure(self, shape, value, path, given=()):
        if not isinstance(value, dict):
            return self.report(f"{path}: a structure is expected")
        names = {}
        for name, member in shape.members.items():
            if "location" in member.serialization:
                continue
            names[member.serialization.get("name", name) if self.location_names else name] = (name, member)
        seen = set(given)
        for key, item in value.items():
            if key not in names:
                self.report(f"{path}.{key}: no such member of {shape.name}")
                continue
            seen.add(names[key][0])
            self.check(names[key][1], item, f"{path}.{key}")
        for name in shape.required_members:
            if name not in seen:
                self.report(f"{path}.{name}: required")

    def scalar(self, shape, kind, value, path):
        wanted = {
            "string": str, "character": str, "blob": str, "integer": int, "long": int, "boolean": bool,
            "double": (int, float), "float": (int, float), "timestamp": (str, int, float),
        }[kind]
        if not isinstance(value, wanted) or (isinstance(value, bool) and kind != "boolean"):
            return self.report(f"{path}: {kind} is expected, not {value!r}")
        if kind == "blob":
            base64.b64decode(value, validate=True)
        if getattr(shape, "enum", None) and value not in shape.enum:
            self.report(f"{path}: {value!r} is none of {shape.enum}")
        size = len(value) if isinstance(value, str) else value
        if kind in ("string", "integer", "long"):
            if "min" in shape.metadata and size < shape.metadata["min"]:
                self.report(f"{path}: below {shape.metadata['min']}")
            if "max" in shape.metadata and size > shape.metadata["max"]:
                self.report(f"{path}: above {shape.metadata['max']}")
        pattern = shape.metadata.get("pattern")
        if pattern and isinstance(value, str):
            try:
                matches = re.fullmatch(pattern, value, re.ASCII) or re.match(pattern, value)
            except re.error:
                return  # a pattern of Java that Python can't read
            if not matches:
                self.report(f"{path}: {value!r} does not match {pattern}")


def typed(shape, text):
    """A text of a URL, header or form as its shape's type."""
    if shape.type_name in ("integer", "long"):
        return int(text)
    if shape.type_name == "boolean":
        return {"true": True, "false": False}[text]
    return text


def form_value(shape, fields, prefix):
    """Rebuilds a member from the flattened fields of the query protocol and removes those fields."""
    if shape.type_name == "list":
        items = []
        while any(name == f"{prefix}.member.{len(items) + 1}" or name.startswith(f"{prefix}.member.{len(items) + 1}.")
                  for name in fields):
            items.append(form_value(shape.member, fields, f"{prefix}.member.{len(items) + 1}"))
        return items or None
    if shape.type_name == "structure":
        members = {name: form_value(member, fields, f"{prefix}.{name}") for name, member in shape.members.items()}
        return {name: value for name, value in members.items() if value is not None} or None
    text = fields.pop(prefix, None)
    return None if text is None else typed(shape, text)


def check_query(request, operation, report):
    fields = dict(parse_qsl(request["body"], keep_blank_values=True, strict_parsing=True))
    if fields.pop("Action", None) != operation.name:
        report("wrong Action")
    if fields.pop("Version", None) != operation.service_model.metadata["apiVersion"]:
        report("wrong Version")
    shape = operation.input_shape
    value = {}
    if shape is not None:
        for name, member in shape.members.items():
            item = form_value(member, fields, name)
            if item is not None:
                value[name] = item
        Checker(operation, report).check(shape, value, operation.name)
    for name in fields:
        report(f"{name}: no such field")


def check_json(request, operation, report):
    headers = {name.lower(): value for name, value in request["headers"]}
    target = f"{operation.service_model.metadata['targetPrefix']}.{operation.name}"
    if headers.get("x-amz-target") != target:
        report(f"X-Amz-Target is not {target}")
    if headers.get("content-type") != "application/x-amz-json-" + operation.service_model.metadata["jsonVersion"]:
        report("wrong Content-Type")
    Checker(operation, report).check(operation.input_shape, json.loads(request["body"]), operation.name)


def check_rest(request, operation, report):
    checker = Checker(operation, report)
    shape = operation.input_shape
    parts = urlsplit(request["url"])
    template = operation.http["requestUri"].split("?")[0].rstrip("/")
    pattern = re.sub(r"\\\{([^}]*)\\\}", lambda found: f"(?P<{found[1].replace('-', '_')}>[^/]+)", re.escape(template).replace("\\-", "-"))
    found = re.fullmatch(pattern, parts.path.rstrip("/"))
    if not found:
        return report(f"the path {parts.path} is not {template}")
    by_location = {}
    for name, member in shape.members.items():
        location = member.serialization.get("location")
        if location:
            by_location[location, member.serialization.get("name", name).lower()] = (name, member)
    given = set()

    def take(location, key, text):
        name, member = by_location[location, key.lower()]
        given.add(name)
        element = member.member if member.type_name == "list" else member
        checker.check(element, typed(element, text), name)

    for key, text in found.groupdict().items():
        take("uri", key.replace("_", "-") if ("uri", key.replace("_", "-").lower()) in by_location else key, unquote(text))
    for key, text in parse_qsl(parts.query, keep_blank_values=True):
        if ("querystring", key.lower()) not in by_location:
            report(f"?{key}: no such parameter")
        else:
            take("querystring", key, text)
    for key, text in request["headers"]:
        if key.lower().startswith("x-amz-") and key.lower() not in (
                "x-amz-date", "x-amz-security-token", "x-amz-content-sha256"):
            if ("header", key.lower()) not in by_location:
                report(f"{key}: no such header")
            else:
                take("header", key, text)
    payload = shape.serialization.get("payload")
    if payload:
        return
    body = json.loads(request["body"]) if request["body"] else {}
    checker.structure(shape, body, operation.name, given)


def xml_value(shape, element, report, path):
    """The content of an XML element as a value of its shape."""
    if shape.type_name == "list":
        return report(f"{path}: a list outside of a structure")
    if shape.type_name != "structure":
        return typed(shape, element.text or "")
    names = {member.serialization.get("name", name): (name, member) for name, member in shape.members.items()}
    for name, member in shape.members.items():
        # A flattened list has the name of its items.
        if member.type_name == "list" and member.serialization.get("flattened"):
            names[member.serialization.get("name", member.member.serialization.get("name", name))] = (name, member)
    value = {}
    for child in element:
        tag = child.tag.split("}")[-1]
        if tag not in names:
            report(f"{path}.{tag}: no such element of {shape.name}")
            continue
        name, member = names[tag]
        if member.type_name == "list" and member.serialization.get("flattened"):
            value.setdefault(name, []).append(xml_value(member.member, child, report, f"{path}.{tag}"))
        elif member.type_name == "list":
            wanted = member.member.serialization.get("name", "member")
            for item in child:
                if item.tag.split("}")[-1] != wanted:
                    report(f"{path}.{tag}: {item.tag} is not {wanted}")
            value[name] = [xml_value(member.member, item, report, f"{path}.{tag}") for item in child]
        elif name in value:
            report(f"{path}.{tag}: given twice")
        else:
            value[name] = xml_value(member, child, report, f"{path}.{tag}")
    return value


def check_s3_signature(request, report):
    """Signs the recorded request with botocore: the signatures must be the same."""
    headers = dict(request["headers"])
    authorization = headers.pop("Authorization", "")
    moment = datetime.datetime.strptime(headers.pop("X-Amz-Date"), "%Y%m%dT%H%M%SZ").replace(tzinfo=datetime.timezone.utc)
    hashed = headers["x-amz-content-sha256"]
    signed = AWSRequest(method=request["method"], url=request["url"], headers=headers)
    auth = botocore.auth.S3SigV4Auth(Credentials("AKIDEXAMPLE", "secret"), "s3", "us-east-1")
    auth.payload = lambda _: hashed
    with mock.patch.object(botocore.auth, "get_current_datetime", lambda remove_tzinfo=True: moment):
        auth.add_auth(signed)
    if signed.headers["Authorization"] != authorization:
        report(f"signed {authorization}, botocore signs {signed.headers['Authorization']}")


def check_rest_xml(request, operation, report):
    checker = Checker(operation, report)
    shape = operation.input_shape
    parts = urlsplit(request["url"])
    template, _, fixed = operation.http["requestUri"].partition("?")
    has_key = "{Key+}" in template
    if has_key != (parts.path != "/"):
        report(f"the path {parts.path} is not {template}")
    given = {"Bucket"}
    checker.check(shape.members["Bucket"], parts.hostname.split(".")[0], "Bucket")
    if has_key:
        given.add("Key")
        checker.check(shape.members["Key"], unquote(parts.path[1:]), "Key")
    by_location = {
        (member.serialization["location"], member.serialization.get("name", name).lower()): (name, member)
        for name, member in shape.members.items() if "location" in member.serialization}
    query = parse_qsl(parts.query, keep_blank_values=True)
    for pair in parse_qsl(fixed, keep_blank_values=True):
        if pair not in query:
            report(f"?{pair[0]}={pair[1]}: missing")
        else:
            query.remove(pair)
    trait = operation.http_checksum or {}
    headers = {name.lower(): text for name, text in request["headers"]}
    standard = {
        "x-amz-date", "x-amz-security-token", "x-amz-content-sha256", "authorization", "content-type", "host"}
    found = [("querystring", name, text) for name, text in query]
    found += [("header", name, text) for name, text in headers.items()]
    metadata = next((name for name, member in shape.members.items() if member.serialization.get("location") == "headers"), None)
    for location, name, text in found:
        if (location, name.lower()) in by_location:
            member_name, member = by_location[location, name.lower()]
            given.add(member_name)
            checker.check(member, typed(member, text), member_name)
        elif location == "header" and (name in standard or metadata and name.startswith("x-amz-meta-")):
            continue
        elif location == "header" and name == "x-amz-checksum-sha256" and trait.get("requestAlgorithmMember"):
            if len(base64.b64decode(text, validate=True)) != 32:
                report(f"{name}: not 32 bytes")
        else:
            report(f"{location} {name}: no such member")
    if trait.get("requestChecksumRequired") and "x-amz-checksum-sha256" not in headers:
        report("the checksum is missing")
    if operation.name != "CreateBucket" and headers.get("x-amz-expected-bucket-owner") != "123456789012":
        report("the owner is missing")
    payload = shape.serialization.get("payload")
    if request["body"]:
        if not payload:
            return report("a body, and the operation has none")
        member = shape.members[payload]
        root = ElementTree.fromstring(request["body"])
        namespace = member.serialization.get("xmlNamespace", {}).get("uri", "")
        if root.tag != "{" + namespace + "}" + member.serialization.get("name", payload):
            report(f"the root {root.tag} is not {member.serialization} {payload}")
        checker.check(member, xml_value(member, root, report, payload), payload)
        given.add(payload)
    for name in shape.required_members:
        if name not in given:
            report(f"{name}: required")
    check_s3_signature(request, report)


def main():
    failures = 0
    count = 0
    with open(sys.argv[1], encoding="utf-8") as lines:
        for line in lines:
            request = json.loads(line)
            service, name = request["name"].split(".")
            operation = model(service).operation_model(name)
            problems = []
            if request["method"] != operation.http["method"]:
                problems.append(f"the method is {request['method']}, not {operation.http['method']}")
            protocol = operation.service_model.metadata["protocol"]
            {"query": check_query, "json": check_json, "rest-json": check_rest, "rest-xml": check_rest_xml}[protocol](
                request, operation, problems.append)
            for problem in problems:
                print(f"{request['name']}: {problem}")
            failures += len(problems)
            count += 1
    print(f"{count} requests checked, {failures} problems")
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
