"""Makes a tree like those that npm installs: thousands of small files of real JavaScript and some bundles of hundreds of kilobytes.

The text is Debian's, from /usr/share/nodejs, read at run time; the second and further copies of a file have other identifiers, so that
no archiver gains from files that are the same. The same seed gives the same tree where the same Debian packages are installed.
"""
import json
import pathlib
import random
import re

BUILTIN = {"assert", "buffer", "child_process", "crypto", "dns", "events", "fs", "http", "https", "net", "os", "path", "process",
           "querystring", "readline", "stream", "string_decoder", "timers", "tls", "tty", "url", "util", "v8", "vm", "zlib"}
LIBRARY = pathlib.Path("/usr/share/nodejs")
# What a file loads by a literal name.
LOADED = re.compile(r"""(\brequire\(\s*|\bfrom\s+|\bimport\s*\(?\s*)(['"])([^'"\n]+)\2""")
WORD = re.compile(r"[A-Za-z_$][A-Za-z0-9_$]{5,}")
SYLLABLES = ["lo", "ka", "mi", "ter", "an", "Re", "su", "Vo", "di", "pe", "Qua", "no", "xi", "bar", "Fe", "gu"]


def varied(text, generator):
    """`text` with about a third of its longer words replaced, each everywhere by the same other."""
    others = {}

    def other(match):
        word = match.group()
        if word not in others:
            change = generator.random() < 0.35
            others[word] = "".join(generator.choice(SYLLABLES) for _ in range(len(word) // 3 + 1)) if change else word
        return others[word]

    return WORD.sub(other, text)


def leading_to(text, target):
    """`text` with each module that it loads and that Node.js does not bring replaced by `target`, which is there."""
    return LOADED.sub(
        lambda match: match.group() if match[3].removeprefix("node:") in BUILTIN else f"{match[1]}{match[2]}{target}{match[2]}", text)


def sources():
    """The JavaScript and JSON files of Debian's modules, in a fixed order."""
    result = []
    for path in sorted(LIBRARY.rglob("*")):
        if path.suffix in (".js", ".cjs", ".json", ".ts") and path.is_file() and not path.is_symlink():
            if path.name != "package.json" and 0 < path.stat().st_size < 200_000:
                result.append(path)
    return result


def make(root, files=7600, size=50_000_000, seed=1):
    """Writes a server with its node_modules below `root`: so many files, about so many bytes. Gives the number of modules."""
    generator = random.Random(seed)
    pool = sources()
    if not pool:
        raise SystemExit("no JavaScript in /usr/share/nodejs: install node-express and node-ws")
    generator.shuffle(pool)
    used = 0

    def text():
        nonlocal used
        number, path = divmod(used, len(pool))
        used += 1
        content = pool[path].read_text(errors="replace")
        return (varied(content, generator) if number else content), pool[path].suffix

    modules = files // 20
    bundles = files // 36
    names = []
    for number in range(modules):
        name = "".join(generator.choice(SYLLABLES) for _ in range(3)).lower() + f"-{number}"
        names.append(f"@{name[:3]}/{name}" if number % 9 == 0 else name)
    written, count = 0, 0

    def write(path, content):
        nonlocal written, count
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
        written += len(content.encode())
        count += 1

    for number, name in enumerate(names):
        needed = {other: "^1.0.0" for other in names[number + 1:number + 4]}
        folder = root / "node_modules" / name
        manifest = {"name": name, "version": "1.0.0", "main": "./index.js", "license": "MIT", "dependencies": needed}
        write(folder / "package.json", json.dumps(manifest, indent=2) + "\n")
    parts = {name: [] for name in names}
    small = files - count - modules - bundles - 3
    for number in range(small):
        content, suffix = text()
        name, place = names[number % modules], ("lib", "dist/cjs", "src")[number % 3]
        part = f"{place}/part-{number // modules}{suffix}"
        write(root / "node_modules" / name / part, leading_to(content, "/".join([".."] * place.count("/") + ["../index.js"])))
        # Two thirds of the scripts are reached; of the others a server has no use.
        if suffix in (".js", ".cjs") and number % 3 < 2:
            parts[name].append(part)
    for number, name in enumerate(names):
        loaded = names[number + 1:number + 4] + [f"./{part}" for part in parts[name]]
        write(root / "node_modules" / name / "index.js", "'use strict';\n" + "".join(f"require('{one}');\n" for one in loaded))
    for number in range(bundles):
        goal = (size - written) // (bundles - number) * generator.uniform(0.2, 1.8) if number < bundles - 1 else size - written
        parts, length = [], 0
        while length < goal:
            parts.append(text()[0])
            length += len(parts[-1])
        write(root / "node_modules" / names[number] / "dist" / "bundle.js", "".join(parts)[:max(int(goal), 1)])
    manifest = {"name": "server", "version": "1.0.0", "main": "server.js", "dependencies": {name: "1.0.0" for name in names}}
    packages = {"": manifest} | {
        f"node_modules/{name}": {
            "version": "1.0.0", "dependencies": {other: "^1.0.0" for other in names[number + 1:number + 4]}}
        for number, name in enumerate(names)}
    write(root / "package.json", json.dumps(manifest, indent=2) + "\n")
    write(root / "package-lock.json", json.dumps(
        {"name": "server", "version": "1.0.0", "lockfileVersion": 3, "requires": True, "packages": packages}, indent=2) + "\n")
    write(root / "server.js", f"""require('{names[0]}');
require('http').createServer((request, response) => response.end('ok')).listen(process.env.PORT || 3000);
""")
    return modules
