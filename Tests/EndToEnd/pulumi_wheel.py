"""The tokens and property names of the official provider, read from the text inside its wheel."""
import pathlib
import re
import sys
import zipfile


def find():
    """The wheel beside this Python: .venv-lab/wheels in the project."""
    return next(iter(sorted((pathlib.Path(sys.prefix) / "wheels").glob("pulumi_aws-7.51.1-*.whl"))), None)


def properties(wheel):
    """The property names of every resource by its token."""
    result = {}
    with zipfile.ZipFile(wheel) as archive:
        for name in archive.namelist():
            if not name.endswith(".py"):
                continue
            text = archive.read(name).decode()
            for match in re.finditer(r'@pulumi\.type_token\("(aws:[^"]+)"\)\nclass \w+\(pulumi\.CustomResource\)', text):
                found = set()
                pattern = r'@pulumi\.getter(?:\(name="(\w+)"\))?\n    def (\w+)\(self\)'
                for getter in re.finditer(pattern, text[match.end():]):
                    found.add(getter.group(1) or getter.group(2))
                result[match.group(1)] = found
    return result
