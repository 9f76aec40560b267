"""What an emulator holds, as boto3 lists it."""


def pages(client, operation, key, **arguments):
    if client.can_paginate(operation):
        for page in client.get_paginator(operation).paginate(**arguments):
            yield from page[key]
    else:
        yield from getattr(client, operation)(**arguments)[key]


def everything(emulator):
    """Each thing that a deployment can create, as text."""
    found = set()
    iam = emulator.client("iam")
    for role in pages(iam, "list_roles", "Roles"):
        found.add(f"role {role['RoleName']}")
        for policy in pages(iam, "list_attached_role_policies", "AttachedPolicies", RoleName=role["RoleName"]):
            found.add(f"attachment {role['RoleName']} {policy['PolicyArn']}")
        for policy in pages(iam, "list_role_policies", "PolicyNames", RoleName=role["RoleName"]):
            found.add(f"inline policy {role['RoleName']} {policy}")
    for table in pages(emulator.client("dynamodb"), "list_tables", "TableNames"):
        found.add(f"table {table}")
    functions = emulator.client("lambda")
    for function in pages(functions, "list_functions", "Functions"):
        name = function["FunctionName"]
        found.add(f"function {name}")
        for alias in pages(functions, "list_aliases", "Aliases", FunctionName=name):
            found.add(f"alias {name} {alias['Name']}")
    for group in pages(emulator.client("logs"), "describe_log_groups", "logGroups"):
        found.add(f"log group {group['logGroupName']}")
    gateway = emulator.client("apigatewayv2")
    for api in pages(gateway, "get_apis", "Items"):
        identifier = api["ApiId"]
        found.add(f"api {api['Name']} {identifier}")
        for kind, key in (("integrations", "IntegrationId"), ("routes", "RouteId"), ("stages", "StageName")):
            for item in pages(gateway, f"get_{kind}", "Items", ApiId=identifier):
                found.add(f"{kind} {identifier} {item[key]}")
    return found
