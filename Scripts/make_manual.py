"""Writes the man page from what the program says of itself.

Usage: semantest-provision --experimental-dump-help | make_manual.py VERSION DATE > semantest-provision.1
"""
import json
import sys

COMMON = {"--config", "--json", "--quiet", "--verbose", "--color", "--version", "--help"}
EXIT_CODES = [
    (0, "done"), (1, "an operation failed"), (2, "\"plan --detailed-exitcode\" found changes"), (64, "wrong command line"),
    (65, "wrong configuration or input"), (75, "the stack is locked by another run"), (77, "no usable credentials"),
    (130, "interrupted"),
]
ENVIRONMENT = [
    ("AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN, AWS_PROFILE, AWS_REGION", "credentials and region, as the AWS SDKs read them"),
    ("AWS_ENDPOINT_URL, AWS_ENDPOINT_URL_<SERVICE>", "other endpoints"),
    ("AWS_CA_BUNDLE, SSL_CERT_FILE, CURL_CA_BUNDLE, SSL_CERT_DIR", "the certificates that servers are checked with"),
    ("HTTPS_PROXY, HTTP_PROXY, ALL_PROXY, NO_PROXY", "proxies"),
    ("PULUMI_CONFIG_PASSPHRASE, PULUMI_CONFIG_PASSPHRASE_FILE", "the passphrase of the secrets"),
    ("NO_COLOR", "no colours when it is not empty"),
    ("GITHUB_ACTIONS, GITHUB_STEP_SUMMARY", "annotations and a summary page in GitHub Actions"),
]
FILES = [
    ("provision.yaml", "the configuration"),
    (".pulumi/", "the state, as Pulumi's own backend of files keeps it"),
    ("pulumi/<project>/Pulumi.<stack>.yaml", "secrets and provider configuration of a stack"),
    (".provision/", "records of deployments and events"),
]


def text(words):
    """Plain text as roff: nothing in it is a request or an escape."""
    escaped = words.replace("\\", "\\e").replace("-", "\\-").replace("'", "\\(aq").replace("`", "\\(ga")
    return "\n".join("\\&" + line if line[:1] in (".", "\\") and not line.startswith("\\-") else line
                     for line in escaped.split("\n"))


def names(argument):
    return [("--" if name["kind"] == "long" else "-") + name["name"] for name in argument.get("names", [])]


def label(argument):
    value = argument.get("valueName", "value")
    if argument["kind"] == "positional":
        return f"\\fI{text(value)}\\fR"
    written = ", ".join(f"\\fB{text(name)}\\fR" for name in names(argument))
    return written if argument["kind"] == "flag" else f"{written} \\fI{text(value)}\\fR"


def describe(argument):
    words = argument.get("abstract", "")
    if argument.get("allValues"):
        words += f" One of: {', '.join(argument['allValues'])}."
    if argument.get("defaultValue"):
        words += f" Default: {argument['defaultValue']}."
    return words.strip()


def is_common(argument):
    return bool(COMMON & set(names(argument)))


def arguments(command, common):
    return [a for a in command.get("arguments", []) if a.get("shouldDisplay", True) and is_common(a) == common]


def leaves(command, path=()):
    for sub in command.get("subcommands", []):
        if sub["commandName"] == "help" or not sub.get("shouldDisplay", True):
            continue
        if sub.get("subcommands"):
            yield from leaves(sub, (*path, sub["commandName"]))
        else:
            yield (*path, sub["commandName"]), sub


def synopsis(argument):
    # The name that is told first among the long ones.
    long = [name for name in names(argument) if name.startswith("--")][:1] or names(argument)[:1]
    shown = label({**argument, "names": [{"kind": "long" if n.startswith("--") else "short", "name": n.lstrip("-")} for n in long]})
    return f"[{shown}]" if argument.get("isOptional") else shown


def page(command, version, date):
    name = command["commandName"]
    lines = [
        f'.TH "{name.upper()}" 1 "{date}" "{name} {version}" "User Commands"', ".SH NAME",
        f"{text(name)} \\- {text(command['abstract'].rstrip('.'))}", ".SH SYNOPSIS",
        f".B {text(name)}", "\\fIcommand\\fR [\\fIoptions\\fR]", ".br", ".B semantest\\-iac", "\\fIcommand\\fR [\\fIoptions\\fR]",
        ".SH COMMANDS",
    ]
    found = list(leaves(command))
    for path, sub in found:
        words = " ".join(path)
        lines += [f".SS {text(words)}", text(sub["abstract"])]
        own = arguments(sub, common=False)
        if own:
            lines += [".PP", f"\\fB{text(words)}\\fR " + " ".join(synopsis(a) for a in own)]
        if sub.get("discussion"):
            lines += [".PP", ".nf", text(sub["discussion"]), ".fi"]
        for argument in own:
            lines += [".TP", label(argument), text(describe(argument))]
    lines += [".SH COMMON OPTIONS"]
    for argument in arguments(found[0][1], common=True):
        lines += [".TP", label(argument), text(describe(argument))]
    lines += [".SH EXIT STATUS"]
    for code, meaning in EXIT_CODES:
        lines += [".TP", f".B {code}", text(meaning)]
    for title, entries in (("ENVIRONMENT", ENVIRONMENT), ("FILES", FILES)):
        lines += [f".SH {title}"]
        for entry, meaning in entries:
            lines += [".TP", f".B {text(entry)}", text(meaning)]
    lines += [".SH SEE ALSO", "\\fBpulumi\\fR(1), the guides in docs/"]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.stdout.write(page(json.load(sys.stdin)["command"], sys.argv[1], sys.argv[2]))
