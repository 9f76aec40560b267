"""Finds the operations that the service clients call and no test checks.

Usage: uncovered_calls.py SERVICES NAMES

SERVICES is the folder of the service clients, one folder a service; NAMES has a line for each checked call
(`service.Operation`). An operation counts as called when its name, as botocore knows it, stands in a string of the sources.
"""

import pathlib
import re
import sys

import botocore.session

FOLDERS = {
    "APIGatewayV2": ["apigatewayv2"], "CloudWatchLogs": ["logs"], "DynamoDB": ["dynamodb"], "IAM": ["iam"],
    "Lambda": ["lambda"], "S3": ["s3"], "SSO": ["sso", "sso-oidc"], "STS": ["sts"],
}


def main():
    folder = pathlib.Path(sys.argv[1])
    checked = set(pathlib.Path(sys.argv[2]).read_text(encoding="utf-8").split())
    session = botocore.session.get_session()
    called, problems = set(), []
    for path in sorted(folder.iterdir()):
        if path.name not in FOLDERS:
            problems.append(f"{path.name}: which service of botocore is it? Name it in uncovered_calls.py")
            continue
        words = set()
        for source in path.rglob("*.swift"):
            words |= set(re.findall(r'"([A-Z][A-Za-z0-9]+)"', source.read_text(encoding="utf-8")))
        for service in FOLDERS[path.name]:
            called |= {f"{service}.{name}" for name in session.get_service_model(service).operation_names if name in words}
    problems += [f"{name}: called, but not checked" for name in sorted(called - checked)]
    problems += [f"{name}: checked, but not called" for name in sorted(checked - called)]
    for problem in problems:
        print(problem)
    print(f"{len(called)} operations called, {len(problems)} problems")
    sys.exit(1 if problems else 0)


if __name__ == "__main__":
    main()
