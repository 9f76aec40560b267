"""Writes the projects that the tests deploy."""
import json
import pathlib
import shutil

DEBIAN = [pathlib.Path(path) for path in (
    "/usr/share/nodejs", "/usr/lib/nodejs", "/usr/lib/x86_64-linux-gnu/nodejs", "/usr/lib/aarch64-linux-gnu/nodejs")]

EXPRESS_SERVER = """
const crypto = require('crypto')
const express = require('express')
const app = express()
app.get('/', (request, response) => response.json({ version: 'one', path: request.path, query: request.query }))
app.post('/json', express.json(), (request, response) => response.status(201).json({ received: request.body }))
app.post('/binary', express.raw({ type: '*/*', limit: '5mb' }), (request, response) => {
  response.type('application/octet-stream').send(Buffer.from(request.body).reverse())
})
app.get('/cookies', (request, response) => {
  response.cookie('first', '1').cookie('second', 'two words').send(request.headers.cookie || 'none')
})
app.get('/environment', (request, response) => response.json({
  greeting: process.env.GREETING,
  secret: process.env.API_TOKEN && crypto.createHash('sha256').update(process.env.API_TOKEN).digest('hex'),
}))
app.get('/moved', (request, response) => response.redirect('/'))
app.get('/large', (request, response) => response.send('x'.repeat(1 << 20)))
app.listen(process.env.PORT || 3000)
"""

PLAIN_SERVER = """
require('http').createServer((request, response) => response.end('version one')).listen(process.env.PORT || 3000)
"""


# Greets, echoes, answers late, speaks to everybody, closes, refuses a stranger and tells that the leaver left.
WEBSOCKET_SERVER = """
const http = require('http')
const { WebSocket, WebSocketServer } = require('ws')
const server = http.createServer()
const name = (request) => new URL(request.url, 'ws://localhost').searchParams.get('name')
const sockets = new WebSocketServer({ server, verifyClient: ({ req }) => name(req) !== 'stranger' })
const everybody = (text) => {
  for (const client of sockets.clients) if (client.readyState === WebSocket.OPEN) client.send(text)
}
sockets.on('connection', (socket, request) => {
  const who = name(request)
  socket.send(`version one welcomes ${who}`)
  socket.on('message', (data) => {
    const text = String(data)
    const [verb] = text.split(' ')
    if (verb === 'echo') socket.send(text)
    if (verb === 'later') setTimeout(() => socket.send(text), 300)
    if (verb === 'all') everybody(`${who}: ${text}`)
    if (verb === 'greeting') socket.send(String(process.env.GREETING))
    if (verb === 'close') socket.close(4001, 'as asked')
  })
  if (who === 'leaver') socket.on('close', () => everybody(`${who} left`))
})
server.listen(process.env.PORT || 3000)
"""


def has_express():
    return (DEBIAN[0] / "express").exists()


def has_ws():
    return any((folder / "ws").exists() for folder in DEBIAN)


def copy_closure(names, destination):
    """Copies Debian's packages and what they depend on into a node_modules folder, without links."""
    waiting, done = list(names), set()
    while waiting:
        name = waiting.pop()
        source = next((folder / name for folder in DEBIAN if (folder / name).exists()), None)
        if name in done or source is None:
            continue
        done.add(name)
        target = destination / name
        if source.is_dir():
            shutil.copytree(source, target, dirs_exist_ok=True)
        manifest = target / "package.json"
        if manifest.exists():
            waiting += json.loads(manifest.read_text()).get("dependencies", {})
    return done


class Project:
    """A directory with a server and its provision.yaml."""

    def __init__(self, directory, name, server=PLAIN_SERVER, with_express=False, secrets=False, kind="rest"):
        self.directory = pathlib.Path(directory)
        self.name, self.secrets, self.kind = name, secrets, kind
        source = self.directory / "server"
        source.mkdir(parents=True)
        self.server = source / "server.js"
        self.server.write_text(server)
        manifest = {"name": name, "main": "server.js"}
        if with_express:
            manifest["dependencies"] = {"express": "*"}
            copy_closure(["express"], source / "node_modules")
        if kind == "websocket":
            manifest["dependencies"] = {"ws": "*"}
            copy_closure(["ws"], source / "node_modules")
        (source / "package.json").write_text(json.dumps(manifest))
        self.configure()

    @property
    def stack_file(self):
        return self.directory / f".pulumi/stacks/{self.name}-rest-api/aws-development.json"

    @property
    def settings_file(self):
        return self.directory / f"pulumi/{self.name}-rest-api/Pulumi.aws-development.yaml"

    @property
    def lock_directory(self):
        return self.directory / f".pulumi/locks/organization/{self.name}-rest-api/aws-development"

    def configure(self, memory=256, extra=""):
        """Writes provision.yaml; `extra` is one more line of the component."""
        token = ['      API_TOKEN: "${secrets.api_token}"'] if self.secrets else []
        lines = [
            f"project: {self.name}", "tags: { Team: platform }", "components:", "  rest-api:", f"    kind: {self.kind}",
            "    source: ./server", "    entry: server.js", f"    memory: {memory}", "    timeout: 20",
            "    environment:", "      GREETING: hello", *token, *([f"    {extra}"] if extra else []), "environments:",
            "  development: { provider: aws, region: us-east-1 }", ""]
        (self.directory / "provision.yaml").write_text("\n".join(lines))

    def resources(self):
        """The resources of the checkpoint, which must be valid JSON whenever it is there."""
        return self.checkpoint().get("resources") or []

    def checkpoint(self):
        if not self.stack_file.exists():
            return {}
        return json.loads(self.stack_file.read_text())["checkpoint"].get("latest") or {}
