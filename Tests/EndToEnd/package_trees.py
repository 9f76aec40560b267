"""Trees by chance: names, sizes, modes, links and special files that a packager may meet, and changes of them."""
import os
import pathlib
import random
import socket

SERVER = b"require('http').createServer((q, r) => r.end('ok')).listen(3000)\n"
CANARY = b"a canary that must stay outside"
NAMES = [
    "a", "B", "b", "index.js", "lib", "données", "donne\u0301es", "日本語", "🚀.txt", "with space", " lead", "trail ", "-rf", "--", "...", "..a",
    "a..", ".hidden", "a:b", "CON", "nul.txt", "*", "?", "[x]", "a;b", "$(id)", "`id`", "'", '"', "tab\there", "line\nbreak", "\x1b[31m",
    "\x7f", "\u202egnp.exe", "\ufeffbom", "ﬀ", "İ", "ı", "ß", "e\u0301\u0323", "\u0301", "node_modules", "x.log", "coverage", ".env", ".env.local",
    ".git", ".DS_Store", "pulumi", ".pulumi", "provision.yaml", "a.zip", ".cache", ".bin", "dist", "semantest-bridge", "x" * 255, "é" * 127]
ODD_NAMES = [b"\xff\xfe", b"caf\xe9", b"\xed\xa0\x80", b"back\\slash", b"semantest-bridge.cjs", b"\xc0\xaf"]
# The borders of the reader, of deflate's window and of the blocks that are compressed side by side.
SIZES = [
    0, 1, 2, 100, 4095, 4096, 4097, 32767, 32768, 32769, 65535, 65536, 65537, (1 << 18) - 1, 1 << 18, (1 << 18) + 1, (1 << 20) - 1, 1 << 20,
    (1 << 20) + 1, 3 << 20]
MODES = [0o644, 0o755, 0o600, 0o400, 0o444, 0o555, 0o777, 0o640, 0o100, 0o4755, 0o1644, 0o2700, 0o000]
RULES = [
    ("*.txt", False, False, False), ("lib", True, False, False), ("dist", True, True, False), ("a", False, False, False),
    ("*.log", False, False, True), (".env", False, False, True), ("index.js", False, False, True), ("coverage", True, False, True)]


def rule_line(pattern, directories, top, brings_back):
    return f"{'!' if brings_back else ''}{'/' if top else ''}{pattern}{'/' if directories else ''}"


class TreeMaker:
    """Makes a tree at `root`; what lies `outside` must never get into a package."""

    def __init__(self, seed, root, outside):
        self.random = random.Random(seed)
        self.root, self.outside = os.fsencode(root), os.fsencode(outside)
        self.sockets = []
        # Most trees can be packaged, so that more than refusals are tried.
        self.oddities = self.random.random() < 0.3

    def make(self):
        os.makedirs(self.root)
        os.makedirs(self.outside, exist_ok=True)
        pathlib.Path(os.fsdecode(self.outside), "secret").write_bytes(CANARY)
        pathlib.Path(os.fsdecode(self.root), "server.js").write_bytes(SERVER)
        rules = self.random.sample(RULES, self.random.choice([0, 0, 1, 3]))
        if rules:
            text = "# rules\n\n" + "\n".join(rule_line(*rule) for rule in rules) + "\n"
            pathlib.Path(os.fsdecode(self.root), ".provisionignore").write_text(text)
        for _ in range(self.random.choice([1, 5, 20, 60])):
            self.add()
        return rules

    def directories(self):
        found = [self.root]
        for place, names, _ in os.walk(self.root):
            found += [os.path.join(place, name) for name in names if not os.path.islink(os.path.join(place, name))]
        return sorted(directory for directory in found if len(directory) < 2000)

    def everything(self):
        """All but the server, links among them."""
        found = []
        for place, folders, files in os.walk(self.root):
            found += [os.path.join(place, name) for name in folders + files]
        return sorted(path for path in found if path not in self.kept())

    def kept(self):
        return (os.path.join(self.root, b"server.js"), os.path.join(self.root, b".provisionignore"))

    def new_path(self):
        name = os.fsencode(self.random.choice(NAMES))
        if self.oddities and self.random.random() < 0.05:
            name = self.random.choice(ODD_NAMES)
        elif self.random.random() < 0.2:
            name = os.fsencode(f"{self.random.randrange(1 << 20)}.js")
        path = os.path.join(self.random.choice(self.directories()), name)
        return None if os.path.lexists(path) else path

    def add(self):
        path = self.new_path()
        if path is None:
            return
        kind = self.random.random()
        if kind < 0.55:
            self.write(path)
        elif kind < 0.75:
            os.mkdir(path)
        elif kind < 0.93:
            self.link(path)
        elif kind < 0.97:
            files = [other for other in self.everything() if os.path.isfile(other) and not os.path.islink(other)]
            if files:
                os.link(self.random.choice(files), path)
        elif self.oddities:
            self.special(path)

    def content(self):
        size = self.random.choice(SIZES) if self.random.random() < 0.5 else self.random.randrange(3000)
        kind = self.random.random()
        if kind < 0.3:
            return self.random.randbytes(size)
        if kind < 0.5:
            return bytes(size)
        line = b"const word%d = require('./x%d')\n" % (self.random.randrange(99), size)
        return (line * (size // len(line) + 1))[:size]

    def write(self, path):
        with open(path, "wb") as file:
            file.write(self.content())
        os.chmod(path, self.random.choice(MODES))
        if self.random.random() < 0.3:
            moment = self.random.choice([0, 1, 315532800, 1 << 31, 4354819200, -86400])
            os.utime(path, (moment, moment))

    def link(self, path):
        targets = self.directories() + self.everything()
        target = self.random.choice(targets)
        kind = self.random.random()
        if kind < 0.55:
            target = os.path.relpath(target, os.path.dirname(path))
        elif kind < 0.65:
            pass  # absolute, and inside
        elif kind < 0.75:
            target = b"nowhere/at/all"
        elif kind < 0.8:
            target = os.path.basename(path)  # itself
        elif kind < 0.9:
            # Out of the root and back in.
            up = os.path.relpath(os.path.dirname(self.root), os.path.dirname(path))
            target = os.path.join(up, os.path.basename(self.root), os.path.relpath(target, self.root))
        elif self.oddities:
            target = self.random.choice([
                os.path.join(self.outside, b"secret"), self.outside, b"/", b"/etc/passwd", b"..", b".", b"/proc/self/exe", b"/dev/null",
                os.path.relpath(self.outside, os.path.dirname(path))])
        if len(target) < 3000:
            os.symlink(target, path)

    def special(self, path):
        if self.random.random() < 0.5:
            os.mkfifo(path)
            return
        here = os.open(os.path.dirname(path), os.O_PATH)
        try:
            end = socket.socket(socket.AF_UNIX)
            # The address of a socket has room for 107 bytes.
            end.bind(os.path.join(b"/proc/self/fd/%d" % here, os.path.basename(path)))
            self.sockets.append(end)
        except OSError:
            end.close()
        finally:
            os.close(here)

    def change(self):
        """Changes something, sometimes so that only a careful look shows it."""
        others = self.everything()
        files = [path for path in others if os.path.isfile(path) and not os.path.islink(path)]
        kind = self.random.random()
        if kind < 0.3 and files:
            path = self.random.choice(files)
            before = os.stat(path)
            content = open(path, "rb").read()
            if content:
                place = self.random.randrange(len(content))
                with open(path, "r+b") as file:
                    file.seek(place)
                    file.write(bytes([content[place] ^ 1]))
                # The same size and the same time: the change of the inode is what is left.
                os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
        elif kind < 0.4 and files:
            self.write(self.random.choice(files))
        elif kind < 0.55 and files:
            os.chmod(self.random.choice(files), self.random.choice(MODES))
        elif kind < 0.7 and others:
            path, to = self.random.choice(others), self.new_path()
            if to is not None and not to.startswith(path + b"/"):
                os.rename(path, to)
        elif kind < 0.8 and others:
            path = self.random.choice(others)
            if os.path.islink(path) or not os.path.isdir(path):
                os.unlink(path)
        elif kind < 0.9:
            links = [path for path in others if os.path.islink(path)]
            if links:
                path = self.random.choice(links)
                os.unlink(path)
                self.link(path)
        else:
            self.add()

    def close(self):
        for end in self.sockets:
            end.close()
