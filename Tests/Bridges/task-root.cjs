'use strict';
// Lays out a package as the packager does and runs it in a process of its own.
const { fork } = require('child_process');
const fs = require('fs');
const os = require('os');
const path = require('path');

const bridges = path.join(__dirname, '../../Sources/Packager/Bridges');
const modules = path.join(__dirname, 'node_modules');

/** Starts a fixture; `invoke` sends it an event, `stop` ends it. */
function startFixture(fixture, { entry, env = {}, directory = '', files, kind = 'rest', isReadOnly = false } = {}) {
  const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'bridge-'));
  const root = path.join(scratch, 'task');
  if (fixture) fs.cpSync(path.join(__dirname, 'fixtures', fixture), root, { recursive: true });
  else fs.mkdirSync(root);
  for (const [name, text] of Object.entries(files || {})) {
    fs.mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
    fs.writeFileSync(path.join(root, name), text);
  }
  if (fs.existsSync(modules)) fs.symlinkSync(modules, path.join(root, 'node_modules'));
  const bridgeFiles = { 'aws-rest.mjs': 'semantest-bridge.mjs', [`aws-${kind}.cjs`]: 'semantest-bridge.cjs' };
  if (kind === 'websocket') bridgeFiles['aws-rest.cjs'] = 'semantest-bridge-rest.cjs';
  for (const [source, name] of Object.entries(bridgeFiles)) fs.copyFileSync(path.join(bridges, source), path.join(root, name));
  fs.writeFileSync(
    path.join(root, 'semantest-bridge.config.json'), JSON.stringify({ entry: entry || 'server.js', directory, kind }));
  const user = isReadOnly ? readOnly(scratch, root) : {};
  const cleanEnv = { PATH: process.env.PATH, LOG_DIRECTORY: path.join(scratch, 'logs'), ...env };
  for (const [name, value] of Object.entries(cleanEnv)) if (value === null) delete cleanEnv[name];
  const child = fork(path.join(__dirname, 'lambda-host.cjs'), [root], {
    cwd: root,
    env: cleanEnv,
    execArgv: ['--require', path.join(__dirname, 'guard.cjs')],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    ...user,
  });
  const exited = new Promise((resolve) => child.once('exit', (code, signal) => resolve(code === null ? signal : code)));
  let output = '';
  const readers = new Set();
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      output += chunk;
      for (const reader of [...readers]) reader();
    });
  }
  const waiting = new Map();
  let next = 0;
  child.on('message', (message) => {
    waiting.get(message.id).resolve(message);
    waiting.delete(message.id);
  });
  child.on('exit', (code, signal) => {
    for (const { reject } of waiting.values()) reject(new Error(`the process ended: ${code || signal}\n${output}`));
    waiting.clear();
  });
  return {
    root,
    pid: child.pid,
    output: () => output,
    /** Waits until what the process printed matches; it arrives apart from the answers. */
    printed(pattern) {
      return new Promise((resolve, reject) => {
        const deadline = setTimeout(() => reject(new Error(`nothing matches ${pattern} in:\n${output}`)), 5000);
        const read = () => {
          if (!pattern.test(output)) return;
          clearTimeout(deadline);
          readers.delete(read);
          resolve();
        };
        readers.add(read);
        read();
      });
    },
    /** Waits for the end of the process; gives its exit code or signal. */
    ended: () => exited,
    /** Sends an event; gives { result, milliseconds } or { error }. */
    invoke(event, remaining = 20000) {
      return new Promise((resolve, reject) => {
        const id = ++next;
        waiting.set(id, { resolve, reject });
        child.send({ id, event, remaining });
      });
    },
    async stop() {
      if (child.exitCode === null && child.signalCode === null) {
        const ended = new Promise((resolve) => child.once('exit', resolve));
        child.kill('SIGKILL');
        await ended;
      }
      fs.rmSync(scratch, { recursive: true, force: true });
    },
  };
}

/** Takes the right to write below a package away, as on Lambda; gives the user for whom that holds (root may always). */
function readOnly(scratch, root) {
  fs.mkdirSync(path.join(scratch, 'logs'));
  fs.chmodSync(path.join(scratch, 'logs'), 0o777);
  fs.chmodSync(scratch, 0o755);
  for (const name of ['', ...fs.readdirSync(root, { recursive: true })]) {
    const file = path.join(root, name);
    if (!fs.lstatSync(file).isSymbolicLink() && fs.statSync(file).isDirectory()) fs.chmodSync(file, 0o555);
  }
  return process.getuid() === 0 ? { uid: 65534, gid: 65534 } : {};
}

/** An event of an API Gateway HTTP API, payload format 2.0. */
function event(method, rawPath, { query = '', headers = {}, cookies, body, sourceIp = '203.0.113.9', stage = '$default' } = {}) {
  const result = {
    version: '2.0',
    routeKey: '$default',
    rawPath,
    rawQueryString: query,
    headers: { host: 'abc.execute-api.us-east-1.amazonaws.com', 'x-forwarded-for': sourceIp, ...headers },
    requestContext: {
      accountId: '000000000000',
      apiId: 'abc',
      http: { method, path: rawPath, protocol: 'HTTP/1.1', sourceIp, userAgent: 'test' },
      requestId: 'id',
      routeKey: '$default',
      stage,
    },
    isBase64Encoded: Buffer.isBuffer(body),
  };
  if (cookies) result.cookies = cookies;
  if (body !== undefined) result.body = Buffer.isBuffer(body) ? body.toString('base64') : body;
  return result;
}

module.exports = { startFixture, event };
