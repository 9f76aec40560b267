"""Writes random requests and botocore's signatures of them, one JSON object a line.

Usage: make_vectors.py OUTPUT [COUNT] [SEED]
"""

import datetime
import json
import random
import sys
from hashlib import sha256
from unittest import mock
from urllib.parse import quote

import botocore.auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

WORDS = [
    "a", "Z", "0", "key", "Key", "key-1", "übung", "日本", "🦉", "a b", "a+b", "a/b", "a=b", "a&b", "100%", "%41", "%2F",
    "~._-", "!*'()", ":@,;", "[x]", "\"q\"", "<t>", "$LATEST", "é", "\u0301", "x" * 300,
]
SEGMENTS = WORDS + ["", "", ".", "..", "...", " ", "."]


def url_path(rng, is_s3):
    segments = [rng.choice(SEGMENTS) for _ in range(rng.randint(0, 6))]
    if is_s3:
        # S3 keys: encoded once by the client, never normalised.
        return "/" + "/".join(quote(segment, safe="~") for segment in segments)
    style = rng.randint(0, 2)
    if style == 0:
        return "/" + "/".join(quote(segment, safe="~") for segment in segments)
    if style == 1:
        return "/" + "/".join(quote(segment, safe="~:@$!*'(),;=+&") for segment in segments)
    # As an unencoded path: what would end it is left out.
    return "/" + "/".join(segment.replace("?", "").replace("#", "") for segment in segments)


def query(rng):
    pairs = []
    for _ in range(rng.choice([0, 0, 1, 2, 3, 8])):
        pairs.append((rng.choice(WORDS), rng.choice(WORDS + ["", ""])))
        if rng.random() < 0.3:
            pairs.append((pairs[-1][0], rng.choice(WORDS + [""])))
    return "&".join(quote(k, safe="-_.~") + "=" + quote(v, safe="-_.~") for k, v in pairs)


def vector(rng, number):
    is_s3 = rng.random() < 0.35
    service = "s3" if is_s3 else rng.choice(["lambda", "iam", "logs", "apigateway", "sts", "execute-api"])
    region = rng.choice(["us-east-1", "eu-west-3", "cn-north-1", "us-gov-west-1"])
    token = rng.choice([None, "token/" + "%x" % rng.getrandbits(256) + "+="])
    key_id = "AKIA%016X" % rng.getrandbits(64)
    secret = "".join(rng.choice("abcXYZ019/+") for _ in range(40))
    host = rng.choice(["example.amazonaws.com", "Bucket.s3.amazonaws.com", "127.0.0.1:4566", "host.test:443"])
    url = "https://" + host + url_path(rng, is_s3)
    text = query(rng)
    if text:
        url += "?" + text
    headers = []
    for _ in range(rng.randint(0, 5)):
        name = rng.choice(["X-Amz-Meta-One", "x-amz-target", "Content-Type", "Zeta", "accept", "User-Agent", "Expect"])
        value = rng.choice(["a", "  a  b\t c ", "", "text/plain; charset=utf-8", "\"a   b\"", "VALUE,other"])
        headers.append((name, value))
    body = rng.choice([b"", b"{}", "übung 日本".encode(), bytes(rng.getrandbits(8) for _ in range(200))])
    method = rng.choice(["GET", "POST", "PUT", "DELETE", "PATCH", "HEAD"])
    seconds = rng.randint(0, 4_000_000_000)
    moment = datetime.datetime.fromtimestamp(seconds, datetime.timezone.utc)

    request = AWSRequest(method=method, url=url, data=body)
    for name, value in headers:
        request.headers.add_header(name, value)
    auth_type = botocore.auth.S3SigV4Auth if is_s3 else botocore.auth.SigV4Auth
    auth = auth_type(Credentials(key_id, secret, token), service, region)
    canonical = []
    original = auth.canonical_request

    def keep(signed):
        canonical.append(original(signed))
        return canonical[-1]

    auth.canonical_request = keep
    with mock.patch.object(botocore.auth, "get_current_datetime", lambda remove_tzinfo=True: moment):
        auth.add_auth(request)
    authorization = request.headers["Authorization"]
    # botocore keeps one value of a repeated key when it presigns: those are left to the header signature.
    unique = dict(pair.split("=") for pair in text.split("&")) if text else {}
    plain = url.partition("?")[0] + ("?" + "&".join(f"{k}={v}" for k, v in unique.items()) if unique else "")
    presigned = AWSRequest(method=method, url=plain)
    query_type = botocore.auth.S3SigV4QueryAuth if is_s3 else botocore.auth.SigV4QueryAuth
    with mock.patch.object(botocore.auth, "get_current_datetime", lambda remove_tzinfo=True: moment):
        query_type(Credentials(key_id, secret, token), service, region, expires=900).add_auth(presigned)
    return {
        "plainURL": plain, "presignedURL": presigned.url,
        "number": number, "s3": is_s3, "service": service, "region": region, "accessKeyID": key_id,
        "secretAccessKey": secret, "sessionToken": token, "method": method, "url": url, "headers": headers,
        "payloadHash": sha256(body).hexdigest(), "epochSeconds": seconds, "canonicalRequest": canonical[0],
        "signature": authorization.rsplit("=", 1)[1], "authorization": authorization,
        "date": request.headers["X-Amz-Date"],
    }


def main():
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 2000
    rng = random.Random(int(sys.argv[3]) if len(sys.argv) > 3 else 20261123)
    with open(sys.argv[1], "w", encoding="utf-8") as output:
        for number in range(count):
            output.write(json.dumps(vector(rng, number), ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
