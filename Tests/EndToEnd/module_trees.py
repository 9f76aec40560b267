"""Generates servers with large node_modules folders, as pnpm and npm lay them out, whose modules check what they find."""
import json
import os
import random

SERVER = """
const http = require('http')
const seen = new Set()
const check = (module, id) => {
  if (module.id !== id) throw new Error(`the server found ${module.id}, not ${id}`)
  module.verify(seen)
}
%s
const server = http.createServer((request, response) => response.end(JSON.stringify({ modules: seen.size })))
server.listen(process.env.PORT || 3000, '127.0.0.1', () => console.log(`listening on ${server.address().port}`))
"""

MODULE = """'use strict'
exports.id = %(id)s
const check = (module, id, seen) => {
  if (module.id !== id) throw new Error(`${exports.id} in ${__dirname} found ${module.id}, not ${id}`)
  module.verify(seen)
}
exports.verify = (seen) => {
  if (seen.has(__filename)) return
  seen.add(__filename)
%(checks)s}
"""


class Package:
    """One package in one version, or in one of several sets of peers."""

    def __init__(self, name, version, variant=""):
        self.name, self.version, self.variant = name, version, variant
        self.needs, self.peers = {}, {}
        self.files = 3
        self.large = 0

    @property
    def id(self):
        return f"{self.name}@{self.version}{self.variant}"

    @property
    def everything(self):
        return {**self.needs, **self.peers}

    def manifest(self):
        manifest = {"name": self.name, "version": self.version, "main": "index.js"}
        if self.needs:
            manifest["dependencies"] = {
                name: target.version if name == target.name else f"npm:{target.name}@{target.version}"
                for name, target in self.needs.items()}
        if self.peers:
            manifest["peerDependencies"] = {name: "*" for name in self.peers}
        return manifest

    def write(self, directory):
        os.makedirs(f"{directory}/lib")
        checks = "".join(f"  check(require('{name}'), '{target.id}', seen)\n"
                         for name, target in self.everything.items())
        with open(f"{directory}/index.js", "w") as file:
            file.write(MODULE % {"id": json.dumps(self.id), "checks": checks})
        with open(f"{directory}/package.json", "w") as file:
            json.dump(self.manifest(), file)
        for number in range(self.files - 2):
            with open(f"{directory}/lib/{number}.js", "w") as file:
                file.write(f"exports.number = {number} // of {self.id}\n" * 20)
        if self.large:
            with open(f"{directory}/data.bin", "wb") as file:
                file.truncate(self.large)


def closure(roots):
    """The packages that some need, themselves among them."""
    waiting, found = list(roots), {}
    while waiting:
        package = waiting.pop()
        if found.setdefault(package.id, package) is package:
            waiting += [target for target in package.everything.values() if target.id not in found]
    return list(found.values())


def packages(count, generator, versions=2):
    """A graph without circles between versions: each package needs some of those after it, and some pairs need each other."""
    made = []
    for number in range(count):
        name = f"@scope{number % 7}/p{number}" if number % 5 == 0 else f"p{number}"
        for version in range(versions if number % 3 == 0 else 1):
            made.append(Package(name, f"{version + 1}.0.0"))
    for place, package in enumerate(made):
        for _ in range(generator.randrange(2, 5)):
            target = made[generator.randrange(place, min(len(made), place + 60))]
            if target.name != package.name:
                package.needs[target.name] = target
    single = [package for place, package in enumerate(made) if sum(other.name == package.name for other in made) == 1]
    for first, second in zip(single[10::20], single[11::20]):
        first.needs[second.name], second.needs[first.name] = second, first
    return made


def write_server(directory, direct, development):
    os.makedirs(directory)
    lines = "".join(f"check(require('{name}'), '{target.id}')\n" for name, target in direct.items())
    with open(f"{directory}/server.js", "w") as file:
        file.write(SERVER % lines)
    manifest = {
        "name": "server", "main": "server.js",
        "dependencies": {name: target.version for name, target in direct.items()},
        "devDependencies": {target.name: target.version for target in development}}
    with open(f"{directory}/package.json", "w") as file:
        json.dump(manifest, file)


def pnpm_tree(directory, seed=1):
    """Packages in a store, links between them; returns what production needs and how many links there are."""
    generator = random.Random(seed)
    made = packages(300, generator)
    first, second = Package("peer", "1.0.0"), Package("peer", "2.0.0")
    host = [Package("host", "1.0.0", f"_{peer.id}") for peer in (first, second)]
    guest = Package("guest", "1.0.0")
    for variant, peer in zip(host, (first, second)):
        variant.peers["peer"] = peer
    guest.needs = {"host": host[1], "peer": second}
    direct = {package.name: package for package in made[:12]} | {"peer": first, "host": host[0], "guest": guest}
    direct["renamed"] = made[20]
    production = closure(direct.values())
    single = [package for package in production if package.version == "1.0.0" and not any(
        other.name == package.name and other is not package for other in production)]
    for package in single[:50]:
        package.large = 4_300_000
    development = [Package(f"tool{number}", "1.0.0") for number in range(40)]
    for tool in development:
        tool.needs = {package.name: package for package in generator.sample(made, 4)}
        tool.large = 3_000_000
    write_server(directory, direct, development[:5])
    store = f"{directory}/node_modules/.pnpm"
    links = 0

    def link(place, package):
        nonlocal links
        os.makedirs(os.path.dirname(place), exist_ok=True)
        os.symlink(os.path.relpath(location(package), os.path.dirname(place)), place)
        links += 1

    def location(package):
        return f"{store}/{package.id.replace('/', '+')}/node_modules/{package.name}"

    everything = closure([*direct.values(), *development])
    for package in everything:
        package.write(location(package))
        beside = location(package)[:-len(package.name)]
        for name, target in package.everything.items():
            link(beside + name, target)
        link(f"{store}/node_modules/{package.id}", package)
    for name, target in [*direct.items(), *((tool.name, tool) for tool in development[:5])]:
        link(f"{directory}/node_modules/{name}", target)
    with open(f"{directory}/node_modules/.modules.yaml", "w") as file:
        file.write("layoutVersion: 5\n")
    return production, links


def npm_tree(directory, seed=2):
    """Packages hoisted as npm does, with its lock; returns what production needs, by path."""
    generator = random.Random(seed)
    made = packages(620, generator, versions=1)
    for package in made:
        package.files = 10
    # Some find a version of their own, below them.
    nested = {}
    for package in made[30:300:9]:
        name = next(iter(package.needs))
        own = Package(name, "9.0.0")
        own.files = 10
        package.needs[name] = own
        nested[f"node_modules/{package.name}/node_modules/{name}"] = own
    direct = {package.name: package for package in made[:25]}
    production = {package.id for package in closure(direct.values())}
    development = [Package(f"tool{number}", "1.0.0") for number in range(120)]
    for tool in development:
        tool.files = 10
    places = {f"node_modules/{package.name}": package for package in [*made, *development]} | nested
    write_server(directory, direct, development)
    lock = {"": json.loads(open(f"{directory}/package.json").read())}
    for place, package in places.items():
        package.write(f"{directory}/{place}")
        entry = {key: value for key, value in package.manifest().items() if key not in ("name", "main")}
        owner = place.rsplit("/node_modules/", 1)[0] if place.count("node_modules") > 1 else None
        kept = package.id in production and (owner is None or places[owner].id in production)
        lock[place] = entry if kept else {**entry, "dev": True}
    with open(f"{directory}/package-lock.json", "w") as file:
        json.dump({"name": "server", "lockfileVersion": 3, "packages": lock}, file, indent=2)
    return {place: package for place, package in places.items() if "dev" not in lock[place]}, places
