"""Names the AWS operation of a recorded request with the help of botocore's own service models."""
import functools
import re
import urllib.parse

import botocore.loaders

READ_PREFIXES = ("Get", "List", "Describe", "Head", "Simulate", "Lookup")


@functools.lru_cache(maxsize=None)
def _routes(service):
    model = botocore.loaders.Loader().load_service_model(service, "service-2")
    routes = []
    for name, operation in model["operations"].items():
        template = operation["http"]["requestUri"].split("?")[0]
        pattern = re.sub(r"\{[^}]+\+\}", ".+", re.sub(r"\{[^}+]+\}", "[^/]+", template))
        literal = len(re.sub(r"\{[^}]+\}", "", template))
        routes.append((literal, operation["http"]["method"], re.compile(f"^{pattern.rstrip('/')}/?$"), name))
    return sorted(routes, key=lambda route: -route[0])


@functools.lru_cache(maxsize=None)
def _buckets():
    """The operations of S3: method, whether on an object, query parameters that must be there, name."""
    model = botocore.loaders.Loader().load_service_model("s3", "service-2")
    routes = []
    for name, operation in model["operations"].items():
        template, _, query = operation["http"]["requestUri"].partition("?")
        shape = model["shapes"][operation["input"]["shape"]] if "input" in operation else {"members": {}}
        wanted = {part.partition("=")[0] for part in query.split("&") if part}
        wanted |= {
            shape["members"][member]["locationName"] for member in shape.get("required", [])
            if shape["members"][member].get("location") == "querystring"}
        copies = any(member.startswith("CopySource") for member in shape.get("required", []))
        if "{Bucket}" in template and not copies:
            routes.append((operation["http"]["method"], "{Key+}" in template, frozenset(wanted), name))
    return routes


def _bucket_operation(method, bare, query):
    names = set(urllib.parse.parse_qs(query, keep_blank_values=True))
    has_key = bare.strip("/").count("/") > 0
    found = [
        (len(wanted), name) for verb, keyed, wanted, name in _buckets()
        if verb == method and keyed == has_key and wanted <= names]
    most = max((count for count, _ in found), default=0)
    # A plain listing and PutBucket… of old have newer twins.
    best = sorted(name for count, name in found if count == most)
    return best[-1] if best else f"{method} {bare}"


def service_of(headers):
    """The service of the credential scope in a SigV4 Authorization header."""
    found = re.search(r"Credential=[^/]+/\d{8}/[^/]+/([^/]+)/aws4_request", headers.get("Authorization", ""))
    return found.group(1) if found else "unsigned"


def operation_of(service, method, path, headers, body):
    target = headers.get("X-Amz-Target")
    if target:
        return target.split(".")[-1]
    bare, _, query = path.partition("?")
    if service in ("iam", "sts"):
        form = urllib.parse.parse_qs(query) | urllib.parse.parse_qs(body.decode("latin-1"))
        return form.get("Action", ["?"])[0]
    if service == "s3":
        return _bucket_operation(method, bare, query)
    model = {"lambda": "lambda", "apigateway": "apigatewayv2"}.get(service)
    if model:
        for _, wanted, pattern, name in _routes(model):
            if wanted == method and pattern.match(bare):
                return name
    return f"{method} {bare}"


def is_write(operation):
    return not operation.startswith(READ_PREFIXES + ("GET ", "HEAD "))
