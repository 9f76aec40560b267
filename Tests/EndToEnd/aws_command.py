"""Stands in for the AWS CLI in tests of the guides: `aws SERVICE OPERATION --option value…`, on botocore's models.

Unknown services, operations, options and values of the wrong shape are refused as the AWS CLI does; `file://` reads a file.
"""
import pathlib
import sys

import botocore.session
from botocore import xform_name


def value(shape, words):
    words = [pathlib.Path(word[7:]).read_text() if word.startswith("file://") else word for word in words]
    if shape.type_name == "list":
        return words
    [word] = words
    return int(word) if shape.type_name in ("integer", "long") else word


def main():
    service, command, *rest = sys.argv[1:]
    session = botocore.session.get_session()
    model = session.get_service_model(service)
    names = {xform_name(name, "-"): name for name in model.operation_names}
    operation = model.operation_model(names[command])
    members = {f"--{xform_name(name, '-')}": (name, shape) for name, shape in operation.input_shape.members.items()}
    options, words = {}, []
    for word in rest:
        if word.startswith("--"):
            words = options.setdefault(word, [])
        else:
            words.append(word)
    arguments = {members[option][0]: value(members[option][1], words) for option, words in options.items()}
    getattr(session.create_client(service, region_name="us-east-1"), xform_name(names[command]))(**arguments)


if __name__ == "__main__":
    main()
