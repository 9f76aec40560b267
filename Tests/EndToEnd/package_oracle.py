"""What a package of a tree must hold with `prune: none`, worked out from the documentation by other means than the program's own."""
import dataclasses
import fnmatch
import os
import re
import stat
import unicodedata

# docs/servers.md, "What goes in": (pattern, only directories, only at the top).
DEFAULTS = [
    (".git", False, False), (".hg", False, False), (".svn", False, False), (".provision", True, False),
    (".pulumi", True, False), ("pulumi", True, True), ("provision.yaml", False, True), (".provisionignore", False, False),
    (".env*", False, False), ("*.log", False, False), ("coverage", True, False), (".nyc_output", True, False),
    (".DS_Store", False, False), ("*.zip", False, True)]
RESERVED = {
    "semantest-bridge.cjs", "semantest-bridge-rest.cjs", "semantest-bridge.mjs", "semantest-bridge.config.json",
    "semantest-bridge.js", "semantest-bridge.json"}


@dataclasses.dataclass
class Expectation:
    """Files by their paths with content and whether they can be executed, and what may be refused: (code, part of the message)."""
    files: dict
    refusals: list


class Oracle:
    """Looks at a tree.

    `rules` are lines of .provisionignore as (pattern, only directories, only at the top, brings back), the last of which decides.
    """

    def __init__(self, root, rules=(), destination=None):
        self.root = os.fsencode(os.path.realpath(root))
        self.destination = os.fsencode(os.path.realpath(destination)) if destination else None
        self.rules = [(*rule, False) for rule in DEFAULTS] + list(rules)
        self.files, self.refusals = {}, []

    def expect(self):
        self.visit(self.root, "", (self.root,))
        for path in self.files:
            if path in RESERVED:
                self.refusals.append(("ReservedName", path))
        return Expectation(self.files, self.refusals)

    def left_out(self, path, is_directory):
        decision = False
        for pattern, directories, top, brings_back in self.rules:
            if directories and not is_directory or top and "/" in path:
                continue
            if fnmatch.fnmatchcase(path.rsplit("/", 1)[-1], pattern):
                decision = not brings_back
        parts = path.split("/")
        # Two defaults have two segments.
        if is_directory and parts[-2:] in (["node_modules", ".cache"], ["node_modules", ".bin"]) and not decision:
            decision = not any(
                brings_back and fnmatch.fnmatchcase(parts[-1], pattern) for pattern, _, top, brings_back in self.rules if not top)
        return decision

    def visit(self, directory, prefix, ancestors):
        composed = set()
        for name in os.listdir(directory):
            location = os.path.join(directory, name)
            try:
                text = name.decode("utf-8")
            except UnicodeDecodeError:
                self.refusals.append(("InvalidName", ""))
                continue
            if "\\" in text:
                self.refusals.append(("InvalidName", text))
                continue
            if unicodedata.normalize("NFC", text) in composed:
                self.refusals.append(("InvalidName", ""))
            composed.add(unicodedata.normalize("NFC", text))
            self.look(location, f"{prefix}/{text}" if prefix else text, ancestors)

    def is_package(self, location):
        """Whether an earlier run wrote it: those are never packaged."""
        return os.path.dirname(location) == self.destination and re.fullmatch(rb"\.package-.*|[0-9a-f]{64}\.zip", os.path.basename(location))

    def look(self, location, path, ancestors):
        if self.is_package(location):
            return
        kind = os.lstat(location).st_mode
        if stat.S_ISLNK(kind):
            try:
                target = os.path.realpath(location, strict=True)
            except OSError:
                return  # It leads nowhere, or round and round.
            kind = os.lstat(target).st_mode
            try:
                target.decode("utf-8")
            except UnicodeDecodeError:
                # docs/troubleshooting.md: a link through such a name is refused, unless a rule leaves it out.
                if not (self.left_out(path, True) or self.left_out(path, False)):
                    self.refusals.append(("InvalidName", os.fsdecode(os.path.basename(location))))
                return
            if self.left_out(path, stat.S_ISDIR(kind)):
                return
            if self.is_package(target):
                return
            if target != self.root and not target.startswith(self.root + b"/"):
                self.refusals.append(("LinkLeavesRoot", os.fsdecode(os.path.basename(location))))
                return
            if stat.S_ISDIR(kind) and target in ancestors:
                self.refusals.append(("LinkLoop", os.fsdecode(os.path.basename(location))))
                return
            location = target
        elif self.left_out(path, stat.S_ISDIR(kind)):
            return
        if stat.S_ISDIR(kind):
            self.visit(location, path, (*ancestors, location))
        elif stat.S_ISREG(kind):
            self.add(location, path)
        else:
            self.refusals.append(("SpecialFile", os.fsdecode(os.path.basename(location))))

    def add(self, location, path):
        if not os.access(location, os.R_OK):
            self.refusals.append(("FileSystem", os.fsdecode(os.path.basename(location))))
            return
        with open(location, "rb") as file:
            self.files[path] = (file.read(), bool(os.stat(location).st_mode & stat.S_IXUSR))
