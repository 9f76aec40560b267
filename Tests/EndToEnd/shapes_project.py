"""A project whose components are the six shapes of servers, each as REST and as WebSocket component."""
import dataclasses
import json
import pathlib
import shutil

import server_project

SHAPES = pathlib.Path(__file__).resolve().parent / "shapes"


@dataclasses.dataclass
class Component:
    name: str
    kind: str
    shape: str
    entry: str
    root: str = None

    @property
    def lines(self):
        """Its lines of provision.yaml. The settle time is short: the emulator's own calls take a millisecond."""
        more = [f"    root: {self.root}"] if self.root else []
        return [
            f"  {self.name}:", f"    kind: {self.kind}", f"    source: ./servers/{self.shape}", f"    entry: {self.entry}",
            *more, "    memory: 256", "    timeout: 20", "    environment: { SEMANTEST_SETTLE_MS: \"30\" }"]


ENTRIES = {
    "async-main": "dist/start-server.js", "two-listeners": "index.js", "class-when-main": "src/event-server.js",
    "attached": "server.js", "exported": "dist/server.js", "outside": "server.js"}
ROOTS = {"outside": "."}


def both_kinds():
    """Each shape as REST and as WebSocket component; the exported one in three ways more."""
    for shape, entry in ENTRIES.items():
        root = ROOTS.get(shape)
        yield Component(f"ws-{shape}", "websocket", shape, entry, root)
        yield Component(f"rest-{shape}", "rest", shape, "dist/app.js" if shape == "exported" else entry, root)
    yield Component("rest-function", "rest", "exported", "dist/function.mjs")
    yield Component("rest-handler", "rest", "exported", "dist/api/handler.js")


class ShapesProject:
    """Writes the servers, with real express and ws, and provision.yaml."""

    def __init__(self, directory, name, components):
        self.directory, self.name = pathlib.Path(directory), name
        self.components = {component.name: component for component in components}
        for shape in {component.shape for component in self.components.values()}:
            self._write_server(shape)
        lines = [f"project: {name}", "components:"]
        for component in self.components.values():
            lines += component.lines
        lines += ["environments:", "  development: { provider: aws, region: us-east-1 }", ""]
        (self.directory / "provision.yaml").write_text("\n".join(lines))

    def _write_server(self, shape):
        target = self.directory / "servers" / shape
        shutil.copytree(SHAPES / shape, target, ignore=shutil.ignore_patterns("type.json"))
        manifest = {"name": shape, "version": "1.0.0", "dependencies": {"express": "*", "ws": "*"}}
        if (SHAPES / shape / "type.json").exists():
            manifest.update(json.loads((SHAPES / shape / "type.json").read_text()))
        (target / "package.json").write_text(json.dumps(manifest))
        server_project.copy_closure(["express", "ws"], target / "node_modules")
        behaviour = SHAPES / "shared" / "behaviour.js"
        entry = ENTRIES.get(shape, "server.js")
        if shape == "outside":
            (self.directory / "shared").mkdir()
            shutil.copy(behaviour, self.directory / "shared" / "behaviour.js")
        else:
            name = "behaviour.cjs" if manifest.get("type") == "module" else "behaviour.js"
            shutil.copy(behaviour, (target / entry).parent / name)
