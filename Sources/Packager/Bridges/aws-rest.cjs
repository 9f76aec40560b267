'use strict';
// Runs an untouched Node.js server (18, 20, 22) behind an API Gateway HTTP API: Lambda calls `handler` with
// payload format 2.0, the server gets an ordinary HTTP request over loopback, the answer goes back.
// It lies at the top of the package beside semantest-bridge.config.json, which names the server's entry, and
// semantest-bridge.mjs, which Lambda loads (aws-rest.mjs). aws-websocket.cjs starts its servers with it, too.

const crypto = require('crypto');
const fs = require('fs');
const http = require('http');
const https = require('https');
const Module = require('module');
const net = require('net');
const os = require('os');
const path = require('path');
const tls = require('tls');
const { isUtf8 } = require('buffer');
const { pathToFileURL } = require('url');
const { format } = require('util');

const configuration = JSON.parse(fs.readFileSync(path.join(__dirname, 'semantest-bridge.config.json'), 'utf8'));
const entry = path.join(__dirname, configuration.entry);

/** What Lambda takes as an answer, in bytes of JSON. */
const RESPONSE_LIMIT = 6 * 1024 * 1024;
/** Milliseconds before the invocation's end at which the bridge answers in place of a server that has not. */
const MARGIN = 250;
/** Milliseconds to wait for `listen` when the entry exports something usable. */
const EXPORT_GRACE = 100;
const EXPORT_GRACE_WITH_LISTEN = 3000;
/** Milliseconds to wait for another listener when the only one looks like a WebSocket server's. */
const SECOND_LISTENER_GRACE = 100;
/** Milliseconds to wait for a listener that takes WebSocket upgrades when another one listens already. */
const UPGRADE_GRACE = 3000;
/** More listeners than these need PORT to say which one is meant: one for requests, and one for WebSocket upgrades beside it. */
const LISTENER_LIMIT = 2;
/** Bytes and lines of the server's start-up output that an error repeats. */
const LOG_LINES = 20;
const LOG_BYTES = 4096;

const log = (text) => process.stderr.write(`[semantest-bridge] ${text}\n`);

// ---------------------------------------------------------------------------------------------- environment

/** The port that the configuration gives, if it gives one. */
const givenPort = process.env.PORT ? Number(process.env.PORT) : undefined;
if (!process.env.PORT) process.env.PORT = '3000';
if (!process.env.LOG_DIRECTORY) process.env.LOG_DIRECTORY = '/tmp/logs';
try {
  fs.mkdirSync(process.env.LOG_DIRECTORY, { recursive: true });
} catch (error) {
  log(`could not make LOG_DIRECTORY ${process.env.LOG_DIRECTORY}: ${error.message}`);
}
try {
  const directory = workingDirectory();
  if (process.cwd() !== directory) process.chdir(directory);
} catch (error) {
  log(`could not change to the server's directory: ${error.message}`);
}

/**
 * The directory in which the server starts: its own, where that can be written to. On Lambda it cannot: then one below /tmp with a
 * link to everything in the package, so that what the server makes beside its files (./logs, ./data) has a place.
 */
function workingDirectory() {
  const parts = path.normalize(configuration.directory || '.').split(path.sep).filter((part) => part !== '.' && part !== '');
  const own = path.join(__dirname, ...parts);
  try {
    fs.accessSync(own, fs.constants.W_OK);
    return own;
  } catch {
    // The usual case: the package is mounted read-only.
  }
  const hash = crypto.createHash('sha256').update(__dirname).digest('hex').slice(0, 12);
  let source = __dirname;
  let copy = path.join(os.tmpdir(), `semantest-${hash}`);
  for (const part of [...parts, undefined]) {
    fs.mkdirSync(copy, { recursive: true });
    for (const name of fs.readdirSync(source)) {
      if (name === part) continue;
      try {
        fs.symlinkSync(path.join(source, name), path.join(copy, name));
      } catch (error) {
        if (error.code !== 'EEXIST') throw error; // an earlier process of this instance made it
      }
    }
    if (part !== undefined) [source, copy] = [path.join(source, part), path.join(copy, part)];
  }
  return copy;
}
process.argv = [process.argv[0], entry];

// ---------------------------------------------------------------------------------------------- start-up output

/** Keeps the last lines that the server prints while it starts. */
const output = {
  text: '',
  busy: false,
  restore: [],
  add(text) {
    this.text = (this.text + text).slice(-LOG_BYTES);
  },
  wrap(object, name, toText) {
    const original = object[name];
    const wrapper = function (...args) {
      const isOutermost = !output.busy; // console.log writes to process.stdout: one line, not two
      if (isOutermost) output.add(toText(args));
      output.busy = true;
      try {
        return original.apply(this, args);
      } finally {
        if (isOutermost) output.busy = false;
      }
    };
    object[name] = wrapper;
    this.restore.push(() => {
      if (object[name] === wrapper) object[name] = original;
    });
  },
  start() {
    for (const name of ['log', 'info', 'warn', 'error', 'debug', 'trace']) {
      this.wrap(console, name, (args) => `${format(...args)}\n`);
    }
    for (const stream of [process.stdout, process.stderr]) this.wrap(stream, 'write', (args) => String(args[0]));
  },
  stop() {
    for (const undo of this.restore.splice(0)) undo();
  },
  lines() {
    const lines = this.text.split('\n').filter((line) => line !== '').slice(-LOG_LINES);
    return lines.length === 0 ? 'It printed nothing.' : `It printed:\n${lines.map((line) => `  ${line}`).join('\n')}`;
  },
};

// ---------------------------------------------------------------------------------------------- listeners

/** The servers that listen: { server, port, secure, address }, `port` being the one that was asked for. */
const listeners = [];

const kCaller = Symbol('semantest.caller');
const kClosing = Symbol('semantest.closing');
const token = crypto.randomBytes(16).toString('hex');
const INTERNAL_HEADER = 'x-semantest-bridge';
/** Requests on their way, by number. */
const pending = new Map();
let requestNumber = 0;

const isHTTP = (server) => server instanceof http.Server || server instanceof https.Server;

const realListen = net.Server.prototype.listen;
net.Server.prototype.listen = function listen(...args) {
  const options = args[0];
  const isHandle =
    options !== null && typeof options === 'object' && (options._handle || options.handle || typeof options.fd === 'number');
  if (!isHTTP(this) || isHandle) return realListen.apply(this, args);
  const last = args[args.length - 1];
  const callback = typeof last === 'function' ? [last] : [];
  const isObject = options !== null && typeof options === 'object';
  const asked = isObject ? options.port : options;
  const rebound = { port: 0, host: '127.0.0.1' };
  if (isObject && options.signal) rebound.signal = options.signal;
  const result = realListen.call(this, rebound, ...callback);
  capture(this, Number(asked));
  return result;
};

/** Notes a server that was told to listen. */
function capture(server, port) {
  // Between two invocations everything is frozen: a connection that then looks old is as good as before.
  server.keepAliveTimeout = 0;
  if (!server[kCaller]) {
    server[kCaller] = true;
    const emit = server.emit;
    server.emit = function (event, ...args) {
      if (event === 'request' || event === 'checkContinue' || event === 'checkExpectation' || event === 'upgrade') {
        receive(args[0]);
      }
      return emit.call(this, event, ...args);
    };
  }
  server.once('listening', () => {
    listeners.push({ server, port, secure: server instanceof tls.Server, address: server.address() });
    const unclear = start.state === 'ready' ? ambiguity() : undefined;
    if (unclear) log(unclear.message);
    wake();
  });
  if (server[kClosing] === undefined) {
    server[kClosing] = false;
    const close = server.close;
    // A server that ends is done when its connections are: those that the bridge keeps for later must not hold it up.
    server.close = function (...args) {
      const result = close.apply(this, args);
      this[kClosing] = true;
      dropIdle();
      return result;
    };
  }
  server.once('close', () => {
    const index = listeners.findIndex((listener) => listener.server === server);
    if (index >= 0) listeners.splice(index, 1);
  });
}

/** Takes the bridge's header off a request and makes the caller's address that of its socket. */
function receive(request) {
  const value = request.headers[INTERNAL_HEADER];
  const socket = request.socket;
  let caller;
  if (value !== undefined) {
    delete request.headers[INTERNAL_HEADER];
    const raw = request.rawHeaders;
    for (let index = raw.length - 2; index >= 0; index -= 2) {
      if (raw[index].toLowerCase() === INTERNAL_HEADER) raw.splice(index, 2);
    }
    const [given, number, address] = value.split(' ');
    if (given === token) {
      caller = address;
      const exchange = pending.get(Number(number));
      if (exchange) exchange.received = true;
    }
  }
  if (!(kCaller in socket)) {
    if (caller === undefined) return;
    for (const [name, own] of [
      ['remoteAddress', (address) => address],
      ['remoteFamily', (address) => (net.isIPv6(address) ? 'IPv6' : 'IPv4')],
    ]) {
      const inherited = () => Reflect.get(Object.getPrototypeOf(socket), name, socket);
      Object.defineProperty(socket, name, {
        configurable: true,
        enumerable: true,
        get() {
          return this[kCaller] ? own(this[kCaller]) : inherited();
        },
      });
    }
  }
  // One request at a time uses a connection; one that is not from the gateway has its real address.
  socket[kCaller] = caller;
}

/** What is wrong with the listeners, if it is unclear which one is meant. */
function ambiguity() {
  const own = listeners.filter((listener) => listener.server !== start.exportedServer);
  if (own.length <= LISTENER_LIMIT || own.some((listener) => listener.port === givenPort)) return undefined;
  const ports = own.map(({ port, server }) => `${port}${server.listenerCount('upgrade') > 0 ? ' (WebSocket)' : ''}`).join(', ');
  return new Error(
    `${configuration.entry} listens on ${own.length} ports: ${ports}. A function has one address, so at most one listener for requests` +
    ' and one for WebSocket upgrades can be used: set PORT with environment: in provision.yaml to the port that is meant.');
}

/** The listener that answers REST requests: the one on PORT, else the first without WebSocket upgrades, else the first. */
function chosenListener() {
  if (listeners.length < 2) return listeners[0];
  const wanted = Number(process.env.PORT);
  const own = listeners.filter((listener) => listener.server !== start.exportedServer);
  return (
    own.find((listener) => listener.port === wanted) ||
    own.find((listener) => listener.server.listenerCount('upgrade') === 0) ||
    own[0]
  );
}

/** The listeners that take WebSocket upgrades. */
function upgradeListeners() {
  const all = listeners.filter((listener) => listener.server.listenerCount('upgrade') > 0);
  const given = all.filter((listener) => listener.port === givenPort);
  return given.length > 0 ? given : all;
}

// ---------------------------------------------------------------------------------------------- start

/** Thrown into the server when it exits while starting. */
class ExitDuringStart extends Error {}

const start = {
  state: 'starting',
  error: undefined,
  reported: 0,
  loaded: false,
  exported: undefined,
  /** A Lambda handler that the entry exports. */
  handler: undefined,
  /** The server that was made from what the entry exports. */
  exportedServer: undefined,
};
/** Invocations that wait for the start. */
const waiters = new Set();
let resolveTick = () => {};

/** Tells everyone who waits that something changed. */
function wake() {
  resolveTick();
  // A server that listens after all is used, whatever was concluded before.
  if (start.state === 'failed' && listeners.length > 0 && !ambiguity()) start.state = 'ready';
  if (start.state !== 'starting') for (const waiter of [...waiters]) waiter();
}

function fail(error) {
  if (start.state !== 'starting') return;
  start.state = 'failed';
  start.error = error;
  output.stop();
  log(error.message);
  wake();
}

function succeed() {
  const unclear = ambiguity();
  if (unclear) return fail(unclear);
  start.state = 'ready';
  const plain = listeners.filter(({ server }) => server !== start.exportedServer && server.listenerCount('upgrade') === 0);
  if (configuration.kind !== 'websocket' && plain.length > 1 && !plain.some(({ port }) => port === Number(process.env.PORT))) {
    log(`${configuration.entry} listens on ${plain.map(({ port }) => port).join(' and ')}; the first answers, unless PORT names the other`);
  }
  output.stop();
  output.text = '';
  wake();
}

const realExit = process.exit;
process.exit = function exit(code) {
  if (start.state !== 'starting') return realExit.call(process, code);
  const status = code === undefined ? process.exitCode || 0 : code;
  fail(new Error(`${configuration.entry} called process.exit(${status}) while it started. ${output.lines()}`));
  throw new ExitDuringStart(`process.exit(${status}) while starting`);
};

/** What the server threw, with what to do where that is known. */
function loadError(error) {
  const cause = error instanceof Error ? error : new Error(String(error));
  let advice = '';
  if (['EACCES', 'EROFS', 'EPERM'].includes(cause.code) && cause.path) {
    advice =
      ` It wrote to ${cause.path}, but on Lambda only /tmp can be written to:` +
      ' point the setting of that path to a directory below /tmp with environment: in provision.yaml' +
      ` (LOG_DIRECTORY is ${process.env.LOG_DIRECTORY}).`;
  } else if (cause.code === 'MODULE_NOT_FOUND' || cause.code === 'ERR_MODULE_NOT_FOUND') {
    advice = ' The module is not in the package: was it installed, or left out by .provisionignore?';
  }
  const result = new Error(
    `${configuration.entry} could not be started: ${cause.message}.${advice} ${output.lines()}\n${cause.stack}`);
  result.code = cause.code;
  return result;
}

/** Loads the entry as `node entry` would, so that `require.main === module` there. */
async function load() {
  const asModule = () => import(pathToFileURL(entry).href);
  if (entry.endsWith('.mjs') || (entry.endsWith('.js') && nearestType(path.dirname(entry)) === 'module')) return asModule();
  try {
    return Module._load(entry, null, true);
  } catch (error) {
    if (error && (error.code === 'ERR_REQUIRE_ESM' || error.code === 'ERR_REQUIRE_ASYNC_MODULE')) return asModule();
    throw error;
  }
}

function nearestType(folder) {
  for (let current = folder; ; current = path.dirname(current)) {
    try {
      return JSON.parse(fs.readFileSync(path.join(current, 'package.json'), 'utf8')).type;
    } catch (error) {
      if (error.code !== 'ENOENT') return undefined;
    }
    if (current === __dirname || current === path.dirname(current)) return undefined;
  }
}

/** A function that answers events, from what the entry exports: a Lambda handler, an app, or a server. */
function usableExport(exported) {
  if (!exported) return undefined;
  const candidates = [exported, exported.default].filter(Boolean);
  for (const candidate of candidates) {
    if (typeof candidate.handler === 'function') return { handler: candidate.handler.bind(candidate) };
    // A function of this name that takes nothing starts something.
    if (typeof candidate.main === 'function' && candidate.main.length > 0) return { handler: candidate.main.bind(candidate) };
  }
  for (const name of [undefined, 'app', 'server']) {
    for (const holder of candidates) {
      const candidate = name === undefined ? holder : holder[name];
      if (isHTTP(candidate)) return { server: () => candidate };
      if (isApplication(candidate)) return { server: () => http.createServer(candidate) };
    }
  }
  return undefined;
}

/** Whether it takes (req, res): express apps do, classes and start functions do not. */
function isApplication(value) {
  if (typeof value !== 'function' || /^class\b/.test(Function.prototype.toString.call(value))) return false;
  return value.length >= 2 || typeof value.handle === 'function';
}

/** Things that may stay open for as long as the process lives, such as the runtime's own channel. */
const LASTING = /^(Pipe|TTY|TCP|UDP|MessagePort|Worker|Process|FSEvent|Signal)/;
const lastingCount = () => process.getActiveResourcesInfo().filter((type) => LASTING.test(type)).length;

/** Whether something is under way that could yet call `listen`; without it `node entry` would have ended. */
function isBusy(lastingBefore) {
  const others = process.getActiveResourcesInfo().filter((type) => !LASTING.test(type));
  return others.length > 1 || lastingCount() > lastingBefore; // one timer is the bridge's
}

/** Waits until the server listens, or nothing is left that could make it listen. */
async function settle(lastingBefore, mentionsListen) {
  let loadedAt;
  let listeningAt;
  let quiet = 0;
  let count = 0;
  while (start.state === 'starting') {
    const now = Date.now();
    if (listeners.length > 0 && configuration.kind === 'websocket') {
      listeningAt = listeningAt || now;
      quiet = !start.loaded || isBusy(lastingBefore + listeners.length) ? 0 : quiet + 1;
      if (upgradeListeners().length > 0 || quiet >= 5 || now - listeningAt >= UPGRADE_GRACE) return succeed();
    } else if (listeners.length > 0) {
      listeningAt = listeningAt || now;
      // Those that listen one after the other are seen together.
      const isNew = listeners.length !== count;
      count = listeners.length;
      const chosen = chosenListener();
      const maybeWebSocketOnly = listeners.length === 1 && chosen.server.listenerCount('upgrade') > 0;
      const isWanted = chosen.port === Number(process.env.PORT);
      if (!isNew && (!maybeWebSocketOnly || isWanted || now - listeningAt >= SECOND_LISTENER_GRACE)) return succeed();
    } else if (start.loaded) {
      loadedAt = loadedAt || now;
      quiet = isBusy(lastingBefore) ? 0 : quiet + 1;
      const usable = usableExport(start.exported);
      const grace = mentionsListen ? EXPORT_GRACE_WITH_LISTEN : EXPORT_GRACE;
      if (usable && (quiet >= 2 || now - loadedAt >= grace)) return use(usable);
      if (quiet >= 5) return fail(new Error(neverListened()));
    }
    await new Promise((resolve) => {
      resolveTick = resolve;
    });
  }
}

function neverListened() {
  const exported = start.exported;
  const names = exported && typeof exported === 'object' ? Object.keys(exported).join(', ') : '';
  return (
    `${configuration.entry} ended without listening: nothing called listen, and its exports (${names || 'none'})` +
    ` have no handler, main(event), app or server. ${output.lines()}`
  );
}

/** Serves with what the entry exports. */
async function use(usable) {
  if (usable.handler) {
    start.handler = usable.handler;
    return succeed();
  }
  const server = usable.server();
  start.exportedServer = server;
  if (!server.listening) {
    await new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen(0, resolve);
    });
  }
  return succeed();
}

async function run() {
  output.start();
  const ticks = setInterval(() => resolveTick(), 10);
  try {
    // Standard output counts only once it was written to.
    process.stdout.write('');
    process.stderr.write('');
    const lastingBefore = lastingCount();
    let mentionsListen = false;
    try {
      mentionsListen = /\.listen\b/.test(fs.readFileSync(entry, 'utf8'));
    } catch {
      // The load below says what is wrong.
    }
    load().then(
      (exported) => {
        start.exported = exported;
        start.loaded = true;
        wake();
      },
      (error) => {
        if (!(error instanceof ExitDuringStart)) fail(loadError(error));
      });
    await settle(lastingBefore, mentionsListen);
  } catch (error) {
    fail(loadError(error));
  } finally {
    clearInterval(ticks);
  }
}

process.on('uncaughtException', (error) => crash('uncaught exception', error));
process.on('unhandledRejection', (error) => crash('unhandled rejection', error));
const ownListeners = {
  uncaughtException: process.listenerCount('uncaughtException'),
  unhandledRejection: process.listenerCount('unhandledRejection'),
};

/** What would have ended the process: the start fails, or every request under way is answered. */
function crash(kind, error) {
  if (error instanceof ExitDuringStart) return;
  if (start.state === 'starting') return fail(loadError(error));
  log(`${kind}: ${(error && error.stack) || error}`);
  const event = kind === 'uncaught exception' ? 'uncaughtException' : 'unhandledRejection';
  // The server that handles these itself goes on with its requests.
  if (process.listenerCount(event) > ownListeners[event]) return;
  for (const exchange of [...pending.values()]) exchange.finish(failure(502, 'The application failed.'));
}

// ---------------------------------------------------------------------------------------------- requests

const agents = {
  http: new http.Agent({ keepAlive: true, maxSockets: Infinity, maxFreeSockets: 256 }),
  https: new https.Agent({ keepAlive: true, maxSockets: Infinity, maxFreeSockets: 256, rejectUnauthorized: false }),
};

/** Headers of one connection (RFC 9110, section 7.6.1), which end here. */
const HOP_BY_HOP = new Set([
  'connection', 'keep-alive', 'proxy-authenticate', 'proxy-authorization', 'proxy-connection', 'te', 'trailer',
  'transfer-encoding', 'upgrade',
]);

const failure = (statusCode, message) => ({
  statusCode,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ message }),
  isBase64Encoded: false,
});

/** Escapes what must not stand in a request target: API Gateway hands over paths decoded. */
function target(text) {
  if (!/[^\x21-\x7e]|[#"<>\\^`{|}]|%(?![0-9a-fA-F]{2})/.test(text)) return text;
  const escape = (byte) => '%' + byte.toString(16).toUpperCase().padStart(2, '0');
  return text.replace(/%(?![0-9a-fA-F]{2})|[#"<>\\^`{|}]|[^\x21-\x7e]+/gu, (part) => Array.from(Buffer.from(part), escape).join(''));
}

function requestPath(event) {
  let rawPath = event.rawPath || '/';
  const stage = event.requestContext.stage;
  if (stage && stage !== '$default' && (rawPath === `/${stage}` || rawPath.startsWith(`/${stage}/`))) {
    rawPath = rawPath.slice(stage.length + 1) || '/';
  }
  const query = event.rawQueryString;
  return target(rawPath).replace(/\?/g, '%3F') + (query ? '?' + target(query) : '');
}

function requestHeaders(event, body, number) {
  const headers = Object.create(null);
  for (const name in event.headers) {
    const lower = name.toLowerCase();
    if (!HOP_BY_HOP.has(lower) && lower !== 'expect' && lower !== 'content-length' && lower !== INTERNAL_HEADER) {
      headers[lower] = event.headers[name];
    }
  }
  if (event.cookies && event.cookies.length > 0) headers.cookie = event.cookies.join('; ');
  const method = event.requestContext.http.method;
  if (body !== undefined || (method !== 'GET' && method !== 'HEAD' && method !== 'OPTIONS' && method !== 'DELETE')) {
    headers['content-length'] = body === undefined ? 0 : body.length;
  }
  const address = event.requestContext.http.sourceIp || '';
  headers[INTERNAL_HEADER] = `${token} ${number} ${address}`;
  return headers;
}

const TEXT_TYPE = new RegExp(
  '^\\s*(text/.*|application/(json|javascript|ecmascript|xml|x-www-form-urlencoded|graphql|yaml|x-ndjson)|[^;]*\\+(json|xml|text|yaml))\\s*(;|$)',
  'i');
const isText = (type) => type === undefined || TEXT_TYPE.test(type);

/** Closes the connections that nothing uses when their server is ending. */
function dropIdle() {
  if (!listeners.some(({ server }) => server[kClosing])) return;
  for (const agent of Object.values(agents)) {
    for (const sockets of Object.values(agent.freeSockets)) for (const socket of [...sockets]) socket.destroy();
  }
}

/** The answer in payload format 2.0. */
function translate(response, chunks, method) {
  const headers = Object.create(null);
  const cookies = [];
  const raw = response.rawHeaders;
  for (let index = 0; index < raw.length; index += 2) {
    const name = raw[index].toLowerCase();
    if (name === 'set-cookie') cookies.push(raw[index + 1]);
    else if (HOP_BY_HOP.has(name) || (name === 'content-length' && method !== 'HEAD')) continue;
    else headers[name] = name in headers ? `${headers[name]}, ${raw[index + 1]}` : raw[index + 1];
  }
  const result = { statusCode: response.statusCode, headers };
  if (cookies.length > 0) result.cookies = cookies;
  const body = chunks.length === 1 ? chunks[0] : Buffer.concat(chunks);
  const encoding = headers['content-encoding'];
  const asText = (encoding === undefined || encoding === 'identity') && isText(headers['content-type']) && isUtf8(body);
  result.body = body.length === 0 ? '' : body.toString(asText ? 'utf8' : 'base64');
  result.isBase64Encoded = !asText && body.length > 0;
  return result;
}

/** Refuses an answer that Lambda would refuse without a word to the caller. */
function checked(result, event) {
  // Escapes make a text in JSON at most six times as long.
  if (result.body.length * (result.isBase64Encoded ? 1 : 6) < RESPONSE_LIMIT - 65536) return result;
  const size = Buffer.byteLength(JSON.stringify(result));
  return size <= RESPONSE_LIMIT ? result : tooLarge(event, `${size} bytes${result.isBase64Encoded ? ' in base64' : ''}`);
}

function tooLarge(event, size) {
  log(
    `the answer to ${event.requestContext.http.method} ${event.rawPath} is ${size} as Lambda sends it; ` +
      `at most ${RESPONSE_LIMIT} are allowed`);
  return failure(502, 'The response is too large.');
}

/** Sends one event to the server and gives its answer. */
function exchangeWith(listener, event, remaining) {
  const body =
    event.body === undefined || event.body === null || event.body === ''
      ? undefined
      : Buffer.from(event.body, event.isBase64Encoded ? 'base64' : 'utf8');
  const method = event.requestContext.http.method;
  const what = `${method} ${event.rawPath}`;
  return new Promise((resolve) => {
    const number = ++requestNumber;
    let request;
    let timer;
    const exchange = {
      received: false,
      finish(result) {
        if (!pending.delete(number)) return;
        clearTimeout(timer);
        resolve(result);
        if (request && !request.destroyed && !request.completed) request.destroy();
      },
    };
    pending.set(number, exchange);
    if (remaining !== undefined) {
      timer = setTimeout(() => {
        log(`${what} was not answered within the function's timeout`);
        exchange.finish(failure(504, 'The application did not answer in time.'));
      }, Math.max(remaining - MARGIN, 1));
    }
    const broken = (error) => {
      if (!pending.has(number)) return;
      // A connection that the server closed while it was idle: it has not seen the request.
      const wasIdle = request.reusedSocket && (error.code === 'ECONNRESET' || error.code === 'EPIPE');
      if (wasIdle && !exchange.received) return send();
      log(`${what}: ${error.message}`);
      exchange.finish(failure(502, 'The application did not answer.'));
    };
    const options = {
      host: '127.0.0.1',
      port: listener.address.port,
      method,
      path: requestPath(event),
      headers: requestHeaders(event, body, number),
      agent: listener.secure ? agents.https : agents.http,
    };
    function send() {
      const client = listener.secure ? https : http;
      try {
        request = client.request(options);
      } catch (error) {
        if (error.code !== 'ERR_INVALID_CHAR') return refuse(error);
        // Header values are bytes: those of UTF-8 for text beyond Latin-1.
        for (const name in options.headers) {
          options.headers[name] = Buffer.from(String(options.headers[name]), 'utf8').toString('latin1');
        }
        try {
          request = client.request(options);
        } catch (again) {
          return refuse(again);
        }
      }
      const current = request;
      current.on('error', broken);
      current.on('response', (response) => {
        const chunks = [];
        let length = 0;
        response.on('data', (chunk) => {
          length += chunk.length;
          // An answer without end must not fill the memory first.
          if (length > RESPONSE_LIMIT) return exchange.finish(tooLarge(event, `more than ${RESPONSE_LIMIT} bytes`));
          chunks.push(chunk);
        });
        response.on('error', broken);
        response.on('end', () => {
          current.completed = true;
          if (!response.complete) return broken(new Error('the connection closed in the middle of the answer'));
          exchange.finish(checked(translate(response, chunks, method), event));
          setImmediate(dropIdle);
        });
      });
      current.end(body);
    }
    function refuse(error) {
      log(`${what}: ${error.message}`);
      exchange.finish(failure(400, 'The request cannot be passed on.'));
    }
    send();
  });
}

/** Waits until the start has succeeded or failed, at most so many milliseconds. */
function settled(milliseconds) {
  if (start.state !== 'starting') return Promise.resolve();
  return new Promise((resolve) => {
    // It must not look like something that could make the server listen.
    const timer = milliseconds === undefined ? undefined : setTimeout(done, milliseconds).unref();
    function done() {
      clearTimeout(timer);
      waiters.delete(done);
      resolve();
    }
    waiters.add(done);
  });
}

/** Waits for the start, at most until shortly before the invocation's end. */
async function started(remaining) {
  await settled(remaining === undefined ? undefined : Math.max(remaining - MARGIN, 1));
  if (start.state === 'failed') {
    start.reported += 1;
    // A failed start may be the moment's fault: after it was reported, a fresh process tries again.
    if (start.reported > 1 && process.env.AWS_LAMBDA_RUNTIME_API) {
      log(start.error.message);
      realExit.call(process, 1);
    }
    throw start.error;
  }
  if (start.state === 'starting') {
    throw new Error(`${configuration.entry} did not listen within the function's timeout. ${output.lines()}`);
  }
}

run();

exports.settled = settled;
/** What aws-websocket.cjs needs. */
exports.core = { configuration, log, start, started, upgradeListeners, MARGIN };

exports.handler = async function handler(event, context) {
  const remaining = context && context.getRemainingTimeInMillis ? context.getRemainingTimeInMillis() : undefined;
  if (start.state !== 'ready') await started(remaining);
  const listener = chosenListener();
  if (!listener && start.handler) {
    if (start.handler.length < 3) return start.handler(event, context);
    return new Promise((resolve, reject) => {
      const callback = (error, result) => (error ? reject(error) : resolve(result));
      const result = start.handler(event, context, callback);
      if (result && typeof result.then === 'function') result.then(resolve, reject);
    });
  }
  if (!event || !event.requestContext || !event.requestContext.http) {
    throw new Error('this function answers events of an API Gateway HTTP API, payload format 2.0');
  }
  if (!listener) {
    log(`${configuration.entry} has stopped listening`);
    return failure(502, 'The application does not listen.');
  }
  return exchangeWith(listener, event, remaining);
};
