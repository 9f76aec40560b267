'use strict';
// Runs an untouched Node.js WebSocket server (package ws on 18, 20, 22) behind an API Gateway WebSocket API.
//
// Files at the top of a package of kind `websocket`:
//   semantest-bridge.mjs          aws-rest.mjs, unchanged; Lambda's handler is semantest-bridge.handler
//   semantest-bridge.cjs          this file
//   semantest-bridge-rest.cjs     aws-rest.cjs, unchanged: start, listeners, logs (and plain HTTP events, if any are sent)
//   semantest-bridge.config.json  {"entry": …, "directory": …, "kind": "websocket"}
//
// Environment:
//   SEMANTEST_CONNECTIONS_TABLE  DynamoDB table; hash key connectionId (S), time to live attribute `ttl`
//   SEMANTEST_SETTLE_MS          milliseconds without outbound frames after which an invocation returns (150)
//   SEMANTEST_WEBSOCKET_PATH     path of the handshake; without it `/`, or the path that the ws server asks for
//   AWS_ENDPOINT_URL_APIGATEWAYMANAGEMENTAPI, AWS_ENDPOINT_URL_DYNAMODB, AWS_ENDPOINT_URL_LAMBDA, AWS_ENDPOINT_URL
//     The first is the base of /@connections/ID; {apiId} and {stage} in it are filled in. Without a path it gets the emulators'
//     /_aws/execute-api/{apiId}/{stage}.
// Permissions of the function's role:
//   dynamodb:GetItem, PutItem, UpdateItem, DeleteItem, Scan on the table
//   execute-api:ManageConnections on arn:aws:execute-api:REGION:ACCOUNT:API/*
//   lambda:InvokeFunction on the function itself and its versions (ARN and ARN:*)
//
// How a broadcast reaches each client exactly once, whatever instance it comes from:
// - Every instance has a socket to its server for every row of the table ("mirrored"), brought up to date before each event by
//   comparing one counter, so a server that sends to all of its clients sends to all of the API's. Only the instance that got an
//   event runs the server's code for it, and each frame that its server sends on a connection's socket is one post.
// - What the server does because a socket is mirrored (greetings, "joined", "left" to others) was done already by the instance that
//   had the real event: the asynchronous context in which a socket is mirrored marks it, and its frames are dropped.
// - Who deletes the row of a connection that ended is the one whose server's reaction counts.
//
// The sockets are pairs in memory: Lambda allows 1,024 file descriptors, so loopback sockets would end at 500 connections.

const { AsyncLocalStorage } = require('async_hooks');
const crypto = require('crypto');
const diagnostics = require('diagnostics_channel');
const http = require('http');
const https = require('https');
const Module = require('module');
const net = require('net');
const timers = require('timers');
const timersPromises = require('timers/promises');
const { Duplex } = require('stream');
const { promisify } = require('util');

const environment = process.env;
const own = { setTimeout, clearTimeout, delay: setTimeout[promisify.custom] };

/** Milliseconds without outbound frames after which an invocation returns. */
const SETTLE = Number(environment.SEMANTEST_SETTLE_MS || 150);
/** Milliseconds for which an invocation waits at most for work that an event began. */
const WORK_LIMIT = 10000;
/** Timers of more milliseconds are taken for limits (of an authentication, of silence), not for work. */
const TIMER_LIMIT = 2000;
/** Milliseconds after the mirroring of a socket in which the server's reaction to it is dropped. */
const REPLAY_REACTION = 5000;
/** What API Gateway takes as a message, and as a frame, in bytes. */
const MESSAGE_LIMIT = 128 * 1024;
const FRAME_LIMIT = 32 * 1024;
/** Bytes of UTF-8 of a close frame's reason (RFC 6455, section 5.5). */
const CLOSE_REASON_LIMIT = 123;
/** Bytes of frames that can wait in a row (DynamoDB: 400 KB an item) for the end of `$connect`. */
const QUEUE_LIMIT = 300 * 1024;
/** Seconds that a row lives: API Gateway ends every connection after two hours. */
const ROW_LIFE = 2 * 3600 + 600;
/** Milliseconds after which `$connect` has surely ended (an integration has 29 s): a 410 then means closed. */
const CONNECT_LIMIT = 30000;
/** How the ids of connections begin that a health check makes by invocation. */
const HEALTH_CHECK = 'semantest-health-';
/** Milliseconds for a server to end its side of a connection. */
const CLOSE_LIMIT = 1000;
/** Milliseconds between the attempts to post to a connection that may not be established yet. */
const ATTEMPTS = [25, 50, 100, 200, 400, 800, 1600, 1600];

/** Why code runs: for an Event, or for a replay ({ replay: true, at }), whose frames are dropped. */
const contexts = new AsyncLocalStorage();

/** What the server does for one event of API Gateway's, and what of it is under way. */
class Event {
  constructor() {
    /** One-shot timers, and when they are due. */
    this.timers = new Map();
    /** Requests to others. */
    this.requests = new Set();
    this.limit = WORK_LIMIT;
  }

  /** Whether work that may yet send frames is under way. */
  get isWorking() {
    const now = Date.now();
    for (const [timer, due] of this.timers) {
      // Fired or cleared ones are destroyed; a little late is still due.
      if (timer._destroyed || now > due + 100) this.timers.delete(timer);
    }
    for (const request of this.requests) if (request.destroyed) this.requests.delete(request);
    if (this.timers.size > 0 || this.requests.size > 0) return true;
    return process.getActiveResourcesInfo().some((type) => /^(FSReq|GetAddrInfo|TCPConnect|Zlib)/.test(type));
  }
}

// ---------------------------------------------------------------------------------------------- work under way

function track(timer, milliseconds) {
  const event = contexts.getStore();
  if (event instanceof Event && !(milliseconds > TIMER_LIMIT)) event.timers.set(timer, Date.now() + (Number(milliseconds) || 1));
}

function trackedTimeout(callback, milliseconds, ...args) {
  const timer = own.setTimeout(callback, milliseconds, ...args);
  track(timer, milliseconds);
  return timer;
}

function trackedDelay(original) {
  return (milliseconds, ...args) => {
    const timer = {};
    track(timer, milliseconds);
    const promise = original(milliseconds, ...args);
    const finish = () => (timer._destroyed = true);
    promise.then(finish, finish);
    return promise;
  };
}

Object.defineProperty(trackedTimeout, promisify.custom, {
  enumerable: true,
  value: trackedDelay(own.delay),
});
globalThis.setTimeout = trackedTimeout;
timers.setTimeout = trackedTimeout;
timersPromises.setTimeout = trackedDelay(timersPromises.setTimeout);
Module.syncBuiltinESMExports();

/** The events whose work requests are, as Node.js reports requests. */
const outgoing = new WeakMap();
for (const [name, isStart] of [
  ['http.client.request.start', true], ['http.client.response.finish', false], ['http.client.request.error', false],
  ['undici:request:create', true], ['undici:request:trailers', false], ['undici:request:error', false],
]) {
  diagnostics.subscribe(name, ({ request }) => {
    const event = isStart ? contexts.getStore() : outgoing.get(request);
    if (!(event instanceof Event)) return;
    if (isStart) outgoing.set(request, event);
    if (isStart) event.requests.add(request);
    else event.requests.delete(request);
  });
}

// ---------------------------------------------------------------------------------------------- the server

// A ws server that refuses a handshake because of its path tells which one it wants.
const loadScript = Module._extensions['.js'];
Module._extensions['.js'] = function load(module, filename) {
  loadScript.call(this, module, filename);
  const prototype = typeof module.exports === 'function' && module.exports.prototype;
  if (!/websocket-?server\.js$/i.test(filename) || !prototype || typeof prototype.shouldHandle !== 'function') return;
  const shouldHandle = prototype.shouldHandle;
  prototype.shouldHandle = function (request) {
    const result = shouldHandle.call(this, request);
    if (!result && this.options && this.options.path) request.socket.wantedPath = this.options.path;
    return result;
  };
};

// It starts the server, which must find the above in place.
const rest = require('./semantest-bridge-rest.cjs');

const { configuration, log, start, started, upgradeListeners, MARGIN } = rest.core;

/** The server's end of a connection. */
class ServerSocket extends Duplex {
  constructor(peer, address, isSecure) {
    super({ allowHalfOpen: true });
    this.peer = peer;
    this.remoteAddress = address;
    this.remoteFamily = net.isIPv6(address || '') ? 'IPv6' : 'IPv4';
    this.remotePort = 443;
    this.localAddress = '127.0.0.1';
    this.localPort = Number(environment.PORT);
    this.localFamily = 'IPv4';
    this.connecting = false;
    if (isSecure) this.encrypted = true;
  }
  _read() {}
  _write(chunk, encoding, callback) {
    this.peer.receive(chunk);
    callback();
  }
  _final(callback) {
    this.peer.ended();
    callback();
  }
  _destroy(error, callback) {
    this.peer.ended();
    callback(error);
  }
  address() {
    return { address: this.localAddress, family: this.localFamily, port: this.localPort };
  }
  setTimeout() {
    return this;
  }
  setNoDelay() {
    return this;
  }
  setKeepAlive() {
    return this;
  }
  ref() {
    return this;
  }
  unref() {
    return this;
  }
}

const CONTINUATION = 0;
const TEXT = 1;
const BINARY = 2;
const CLOSE = 8;
const PING = 9;
const PONG = 10;

/** The client's end of a WebSocket (RFC 6455) to the server, in memory. */
class Peer {
  /** `handlers`: message(opcode, payload), closed(code, reason), tooLarge(bytes). */
  constructor(handlers) {
    this.handlers = handlers;
    this.buffer = Buffer.alloc(0);
    this.fragments = [];
    this.fragmentsLength = 0;
    this.opcode = 0;
    this.state = 'opening';
    this.response = '';
    this.closeCode = undefined;
    this.closeReason = '';
    this.sentClose = false;
    this.hasEnded = false;
  }

  /** The upgrade at one listener; gives { status, protocol, body }. */
  open(listener, { path, query, headers, sourceIp }) {
    const key = crypto.randomBytes(16).toString('base64');
    this.accept = crypto.createHash('sha1').update(key + '258EAFA5-E914-47DA-95CA-C5AB0DC85B11').digest('base64');
    const lines = [`GET ${path}${query ? `?${query}` : ''} HTTP/1.1`];
    let hasHost = false;
    for (const [name, value] of headers) {
      if (NOT_PASSED.has(name.toLowerCase()) || /[^!#$%&'*+\-.^_`|~0-9A-Za-z]/.test(name)) continue;
      if (name.toLowerCase() === 'host') hasHost = true;
      lines.push(`${name}: ${String(value).replace(/[\r\n\0]/g, ' ')}`);
    }
    if (!hasHost) lines.push('Host: localhost');
    lines.push('Upgrade: websocket', 'Connection: Upgrade', 'Sec-WebSocket-Version: 13', `Sec-WebSocket-Key: ${key}`, '', '');
    this.socket = new ServerSocket(this, sourceIp, listener.secure);
    return new Promise((resolve) => {
      this.opened = resolve;
      listener.server.emit(listener.secure ? 'secureConnection' : 'connection', this.socket);
      this.push(Buffer.from(lines.join('\r\n'), 'utf8'));
    });
  }

  /** Gives the server bytes, or the end; what its code throws then is no error of the bridge's. */
  push(data) {
    if (this.hasEnded) return;
    if (data === null) this.hasEnded = true;
    process.nextTick(() => {
      if (!this.socket.destroyed) this.socket.push(data);
    });
  }

  /** Bytes that the server has written, in the context of its write. */
  receive(chunk) {
    if (this.state === 'closed') return;
    this.buffer = this.buffer.length === 0 ? chunk : Buffer.concat([this.buffer, chunk]);
    if (this.state === 'opening') this.readResponse();
    while (this.state === 'open' && this.readFrame());
  }

  readResponse() {
    const end = this.buffer.indexOf('\r\n\r\n');
    if (end < 0) return;
    const [statusLine, ...lines] = this.buffer.subarray(0, end).toString('latin1').split('\r\n');
    const headers = {};
    for (const line of lines) {
      const colon = line.indexOf(':');
      headers[line.slice(0, colon).toLowerCase()] = line.slice(colon + 1).trim();
    }
    const status = Number(statusLine.split(' ')[1]);
    if (status === 101 && headers['sec-websocket-accept'] === this.accept) {
      this.buffer = this.buffer.subarray(end + 4);
      this.state = 'open';
      return this.opened({ status, protocol: headers['sec-websocket-protocol'] || '' });
    }
    if (this.refusal !== undefined) return;
    this.refusal = status === 101 ? 502 : status;
    // A server that keeps the connection open has said all that counts.
    own.setTimeout(() => this.socket.destroy(), 100);
  }

  readFrame() {
    const { buffer } = this;
    if (buffer.length < 2) return false;
    const isFinal = (buffer[0] & 0x80) !== 0;
    const opcode = buffer[0] & 0x0f;
    let length = buffer[1] & 0x7f;
    let offset = 2;
    if ((buffer[0] & 0x70) !== 0 || (buffer[1] & 0x80) !== 0) return this.fail(1002, 'a frame with reserved bits or a mask');
    if (length === 126) {
      if (buffer.length < 4) return false;
      length = buffer.readUInt16BE(2);
      offset = 4;
    } else if (length === 127) {
      if (buffer.length < 10) return false;
      length = Number(buffer.readBigUInt64BE(2));
      offset = 10;
    }
    if (opcode >= 8 && (length > 125 || !isFinal)) return this.fail(1002, 'a control frame that is long or a fragment');
    if (opcode < 8 && this.fragmentsLength + length > MESSAGE_LIMIT) {
      this.handlers.tooLarge(this.fragmentsLength + length);
      return this.fail(1009, 'too large');
    }
    if (buffer.length < offset + length) return false;
    const payload = buffer.subarray(offset, offset + length);
    this.buffer = buffer.subarray(offset + length);
    if (opcode >= 8) this.control(opcode, payload);
    else if ((opcode === CONTINUATION) !== this.opcode > 0) return this.fail(1002, 'a fragment out of order');
    else if (opcode > BINARY) return this.fail(1002, `a frame of the unknown kind ${opcode}`);
    else {
      if (opcode !== CONTINUATION) this.opcode = opcode;
      this.fragments.push(payload);
      this.fragmentsLength += length;
      if (isFinal) {
        const kind = this.opcode;
        const whole = Buffer.concat(this.fragments);
        this.fragments = [];
        this.fragmentsLength = 0;
        this.opcode = 0;
        this.handlers.message(kind, whole);
      }
    }
    return true;
  }

  control(opcode, payload) {
    // After the server's call that sent it.
    if (opcode === PING) setImmediate(() => this.write(PONG, payload));
    if (opcode !== CLOSE) return;
    this.closeCode = payload.length >= 2 ? payload.readUInt16BE(0) : 1005;
    this.closeReason = payload.subarray(2).toString('utf8');
    const isAnswer = this.sentClose;
    this.finish();
    setImmediate(() => {
      if (!isAnswer) this.write(CLOSE, payload.subarray(0, 2));
      this.push(null);
    });
  }

  fail(code, reason) {
    log(`the server's WebSocket is closed with ${code}: ${reason}`);
    this.close(code, reason);
    this.finish();
    this.push(null);
    return false;
  }

  write(opcode, payload, isFinal = true) {
    const { length } = payload;
    const size = length < 126 ? 2 : length < 65536 ? 4 : 10;
    const frame = Buffer.alloc(size + 4 + length);
    frame[0] = (isFinal ? 0x80 : 0) | opcode;
    frame[1] = 0x80 | (size === 2 ? length : size === 4 ? 126 : 127);
    if (size === 4) frame.writeUInt16BE(length, 2);
    if (size === 10) frame.writeBigUInt64BE(BigInt(length), 2);
    const mask = crypto.randomBytes(4);
    mask.copy(frame, size);
    for (let index = 0; index < length; index += 1) frame[size + 4 + index] = payload[index] ^ mask[index & 3];
    this.push(frame);
  }

  /** A message, in frames as API Gateway's clients must send it. */
  send(opcode, payload) {
    for (let offset = 0; offset === 0 || offset < payload.length; offset += FRAME_LIMIT) {
      const part = payload.subarray(offset, offset + FRAME_LIMIT);
      this.write(offset === 0 ? opcode : CONTINUATION, part, offset + FRAME_LIMIT >= payload.length);
    }
  }

  /** Ends the connection as the client did: with a close frame, or without one (1006). */
  close(code, reason) {
    if (this.state !== 'open') return;
    if (code === 1006) {
      this.socket.destroy();
      return;
    }
    this.sentClose = true;
    const mayBeSent = (code >= 1000 && code <= 1014 && code !== 1004 && code !== 1005) || (code >= 3000 && code <= 4999);
    if (!mayBeSent) return this.write(CLOSE, Buffer.alloc(0));
    const text = Buffer.from(truncated(reason || '', CLOSE_REASON_LIMIT), 'utf8');
    const payload = Buffer.alloc(2 + text.length);
    payload.writeUInt16BE(code, 0);
    text.copy(payload, 2);
    this.write(CLOSE, payload);
  }

  /** The server has ended its side. */
  ended() {
    if (this.state === 'opening') {
      this.state = 'closed';
      const end = this.buffer.indexOf('\r\n\r\n');
      return this.opened({ status: this.refusal || 403, body: end < 0 ? '' : this.buffer.subarray(end + 4).toString('utf8') });
    }
    this.finish();
    this.push(null);
  }

  finish() {
    if (this.state === 'closed') return;
    this.state = 'closed';
    this.handlers.closed(this.closeCode === undefined ? 1006 : this.closeCode, this.closeReason);
  }
}

/** As much of a text as so many bytes of UTF-8 hold, in whole characters. */
function truncated(text, bytes) {
  const { read } = new TextEncoder().encodeInto(text, new Uint8Array(bytes));
  return text.slice(0, read);
}

/** Headers of the client's own handshake that the server must not see: ours takes their place. */
const NOT_PASSED = new Set([
  'connection', 'upgrade', 'sec-websocket-key', 'sec-websocket-version', 'sec-websocket-extensions', 'sec-websocket-accept',
  'content-length', 'transfer-encoding', 'keep-alive', 'te', 'trailer', 'expect',
]);

// ---------------------------------------------------------------------------------------------- AWS

const region = environment.AWS_REGION || environment.AWS_DEFAULT_REGION || 'us-east-1';
const suffix = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
const agents = {
  'http:': new http.Agent({ keepAlive: true, maxSockets: 64 }),
  'https:': new https.Agent({ keepAlive: true, maxSockets: 64 }),
};
const sha256 = (data) => crypto.createHash('sha256').update(data).digest('hex');
const hmac = (key, data) => crypto.createHmac('sha256', key).update(data).digest();
const escape = (text) => encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);

/** Headers with an AWS Signature Version 4. */
function signed(service, method, url, headers, body) {
  const time = new Date().toISOString().replace(/[-:]|\.\d+/g, '');
  const scope = `${time.slice(0, 8)}/${region}/${service}/aws4_request`;
  const all = { ...headers, host: url.host, 'x-amz-date': time };
  if (environment.AWS_SESSION_TOKEN) all['x-amz-security-token'] = environment.AWS_SESSION_TOKEN;
  const names = Object.keys(all).sort();
  const query = [...url.searchParams].map(([name, value]) => `${escape(name)}=${escape(value)}`).sort().join('&');
  const canonical = [
    method, url.pathname.split('/').map(escape).join('/'), query,
    ...names.map((name) => `${name}:${String(all[name]).trim()}`), '', names.join(';'), sha256(body),
  ].join('\n');
  const key = [time.slice(0, 8), region, service, 'aws4_request']
    .reduce((previous, part) => hmac(previous, part), `AWS4${environment.AWS_SECRET_ACCESS_KEY || ''}`);
  const signature = hmac(key, ['AWS4-HMAC-SHA256', time, scope, sha256(canonical)].join('\n')).toString('hex');
  all.authorization =
    `AWS4-HMAC-SHA256 Credential=${environment.AWS_ACCESS_KEY_ID || ''}/${scope}, ` +
    `SignedHeaders=${names.join(';')}, Signature=${signature}`;
  return all;
}

const delay = (milliseconds) => new Promise((resolve) => own.setTimeout(resolve, milliseconds));

function exchange(service, method, url, headers, body) {
  return new Promise((resolve, reject) => {
    const client = url.protocol === 'http:' ? http : https;
    const request = client.request(url, {
      method,
      agent: agents[url.protocol],
      headers: { ...signed(service, method, url, headers, body), 'content-length': body.length },
      timeout: 10000,
    });
    request.on('timeout', () => request.destroy(new Error('no answer within 10 s')));
    request.on('error', (error) => reject(Object.assign(error, { wasIdle: request.reusedSocket && ['ECONNRESET', 'EPIPE'].includes(error.code) })));
    request.on('response', (response) => {
      const chunks = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => resolve({ status: response.statusCode, body: Buffer.concat(chunks) }));
    });
    request.end(body);
  });
}

/** One signed call: { status, body }. Throttling, faults and connections that went stale while frozen are tried again. */
function call(service, method, url, headers, body) {
  // Outside of the event's context: it is no work of the server's.
  return contexts.exit(async () => {
    for (let attempt = 1; ; attempt += 1) {
      let result;
      try {
        result = await exchange(service, method, url, headers, body);
      } catch (error) {
        if (attempt < 4 && (error.wasIdle || service !== 'execute-api')) {
          await delay(error.wasIdle ? 0 : 50 * attempt);
          continue;
        }
        throw new Error(`${method} ${url.href}: ${error.message}`);
      }
      const isThrottled = result.status === 429 || (result.status === 400 && /Throttling|ThroughputExceeded/.test(result.body));
      if (attempt >= 4 || !(isThrottled || result.status >= 500)) return result;
      await delay(50 * 2 ** attempt * (0.5 + Math.random() / 2));
    }
  });
}

const endpointOf = (service, name) =>
  environment[`AWS_ENDPOINT_URL_${name}`] || environment.AWS_ENDPOINT_URL || `https://${service}.${region}.${suffix}`;

/** A DynamoDB action; gives its answer, or undefined when its condition did not hold. */
async function dynamo(action, input) {
  const body = Buffer.from(JSON.stringify({ TableName: table, ...input }));
  const headers = { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': `DynamoDB_20120810.${action}` };
  const result = await call('dynamodb', 'POST', new URL(endpointOf('dynamodb', 'DYNAMODB')), headers, body);
  if (result.status === 200) return JSON.parse(result.body);
  if (/ConditionalCheckFailed/.test(result.body)) return undefined;
  throw new Error(`DynamoDB ${action} on ${table} answered ${result.status}: ${result.body}`);
}

/** The URL of one connection at API Gateway. */
function connectionURL(connection) {
  const given = environment.AWS_ENDPOINT_URL_APIGATEWAYMANAGEMENTAPI || environment.AWS_ENDPOINT_URL;
  let base = `https://${connection.apiId}.execute-api.${region}.${suffix}/${connection.stage}`;
  if (given) {
    const trimmed = given.replace(/\/+$/, '');
    base = /^[a-z]+:\/\/[^/]+$/i.test(trimmed) ? `${trimmed}/_aws/execute-api/{apiId}/{stage}` : trimmed;
    base = base.replace('{apiId}', connection.apiId).replace('{stage}', connection.stage);
  }
  return new URL(`${base}/@connections/${escape(connection.id)}`);
}

// ---------------------------------------------------------------------------------------------- the table

const table = environment.SEMANTEST_CONNECTIONS_TABLE;
if (!table) log('SEMANTEST_CONNECTIONS_TABLE is not set: connections are known to one instance only');
/** The row that counts the changes of the table: instances read the others only when it has changed. */
const COUNTER = { connectionId: { S: '#changes' } };
const keyOf = (id) => ({ connectionId: { S: id } });

async function countChange() {
  const result = await dynamo('UpdateItem', {
    Key: COUNTER,
    UpdateExpression: 'ADD changes :one',
    ExpressionAttributeValues: { ':one': { N: '1' } },
    ReturnValues: 'UPDATED_NEW',
  });
  const now = Number(result.Attributes.changes.N);
  if (now === known + 1) known = now; // nobody else's change is between: there is nothing to read
}

async function storeRow(connection) {
  if (!table) return;
  const { request } = connection;
  const item = {
    ...keyOf(connection.id),
    path: { S: request.path },
    query: { S: request.query },
    headers: { S: JSON.stringify(request.headers) },
    subprotocol: { S: connection.protocol },
    sourceIp: { S: request.sourceIp },
    connectedAt: { N: String(connection.connectedAt) },
    ttl: { N: String(Math.floor(connection.connectedAt / 1000) + ROW_LIFE) },
    apiId: { S: connection.apiId },
    stage: { S: connection.stage },
  };
  if (connection.queue.length > 0) item.queued = { S: JSON.stringify(connection.queue) };
  await dynamo('PutItem', { Item: item });
  await countChange();
}

/** Deletes a row; whether it was there. */
async function deleteRow(id) {
  if (!table) return true;
  const { Attributes } = await dynamo('DeleteItem', { Key: keyOf(id), ReturnValues: 'ALL_OLD' });
  if (!Attributes) return false;
  await countChange();
  return true;
}

/** Takes the frames that `$connect` has left in a row: only one of those who ask gets them. */
async function takeQueue(id) {
  const result = await dynamo('UpdateItem', {
    Key: keyOf(id),
    UpdateExpression: 'REMOVE queued',
    ConditionExpression: 'attribute_exists(queued)',
    ReturnValues: 'UPDATED_OLD',
  });
  return result ? JSON.parse(result.Attributes.queued.S) : [];
}

function connectionOf(item) {
  const connection = new Connection(item.connectionId.S, item.apiId.S, item.stage.S, Number(item.connectedAt.N), {
    path: item.path.S,
    query: item.query.S,
    headers: JSON.parse(item.headers.S),
    sourceIp: item.sourceIp.S,
  });
  connection.mayHaveQueue = Date.now() - connection.connectedAt < CONNECT_LIMIT;
  connection.isStored = true;
  return connection;
}

const ATTRIBUTES = ['connectionId', 'path', 'query', 'headers', 'sourceIp', 'connectedAt', 'ttl', 'apiId', 'stage'];
const PROJECTION = {
  ProjectionExpression: ATTRIBUTES.map((name) => `#${name}`).join(', '),
  ExpressionAttributeNames: Object.fromEntries(ATTRIBUTES.map((name) => [`#${name}`, name])),
};

async function liveRows() {
  const rows = [];
  let ExclusiveStartKey;
  do {
    const page = await dynamo('Scan', { ConsistentRead: true, ...PROJECTION, ExclusiveStartKey });
    rows.push(...page.Items);
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey);
  const now = Date.now() / 1000;
  return rows
    .filter((row) => row.path && Number(row.ttl.N) > now)
    .sort((left, right) => Number(left.connectedAt.N) - Number(right.connectedAt.N));
}

/** The table's counter when this instance last read it; undefined before. */
let known;
let synchronising = Promise.resolve();

/** Brings the mirrored sockets up to date with the table. */
function synchronise() {
  if (!table) return Promise.resolve();
  const next = synchronising.then(async () => {
    const { Item } = await dynamo('GetItem', { Key: COUNTER, ConsistentRead: true });
    const now = Item ? Number(Item.changes.N) : 0;
    if (now === known) return;
    const before = [...connections.values()].filter((connection) => connection.isStored);
    const rows = await liveRows();
    const ids = new Set(rows.map((row) => row.connectionId.S));
    const replay = { replay: true, at: Date.now() };
    const gone = before.filter((connection) => !ids.has(connection.id));
    const fresh = rows.filter((row) => !connections.has(row.connectionId.S));
    await Promise.all([...gone.map((connection) => contexts.run(replay, () => connection.leave(1005))), ...fresh.map(mirror)]);
    known = now;
  });
  synchronising = next.catch(() => {});
  return next;
}

/** Opens a socket for a row of another instance, or of an earlier one; gives its connection if the server takes it. */
async function mirror(row) {
  const connection = connectionOf(row);
  const answer = await contexts.run({ replay: true, at: Date.now() }, () => connection.open());
  if (answer.status === 101) return connection;
  log(`connection ${connection.id}: the server refused its handshake when it was repeated (${answer.status})`);
  return undefined;
}

// ---------------------------------------------------------------------------------------------- connections

/** The connections with a socket to the server, by id. */
const connections = new Map();

/** Posts under way and when the last frame came: what the end of an invocation waits for. */
const traffic = { posts: 0, last: 0 };

class Connection {
  constructor(id, apiId, stage, connectedAt, request) {
    Object.assign(this, { id, apiId, stage, connectedAt, request });
    this.protocol = '';
    /** Whether `$connect` is under way: frames to the client wait. */
    this.isConnecting = false;
    this.queue = [];
    this.queueLength = 0;
    this.mayHaveQueue = false;
    this.isStored = false;
    /** Whether the client is known to be there. */
    this.isConfirmed = false;
    this.isUnreachable = false;
    this.tail = Promise.resolve();
    this.whenClosed = new Promise((resolve) => (this.resolveClosed = resolve));
  }

  /** Opens the socket to the server; gives the handshake's { status, protocol, body }. */
  async open() {
    const listeners = upgradeListeners();
    if (listeners.length === 0) return { status: 503, body: `${configuration.entry} has no listener that takes WebSocket upgrades.` };
    connections.set(this.id, this);
    const attempts = listeners.map((listener) => [listener, this.request.path]);
    const isGiven = Boolean(environment.SEMANTEST_WEBSOCKET_PATH);
    let answer;
    for (const [listener, path] of attempts) {
      this.request.path = path;
      this.peer = new Peer({
        message: (opcode, payload) => this.fromServer(opcode, payload),
        tooLarge: (length) => this.tooLarge(length),
        closed: (code, reason) => this.closedByServer(code, reason),
      });
      answer = await this.peer.open(listener, this.request);
      if (answer.status === 101) {
        this.protocol = answer.protocol;
        this.peer.socket.once('close', () => this.resolveClosed());
        if (!isGiven) defaultPath = path;
        isPathKnown = true;
        return answer;
      }
      // The ws server listens for another path than `/`, which is the only one that API Gateway has.
      const { wantedPath } = this.peer.socket;
      if (wantedPath === undefined) break;
      if (!isGiven && wantedPath !== path) attempts.push([listener, wantedPath]);
      if (attempts.length > 16) break;
    }
    if (connections.get(this.id) === this) connections.delete(this.id);
    return answer;
  }

  /** The client's message. */
  toServer(opcode, payload) {
    this.isConfirmed = true;
    this.peer.send(opcode, payload);
  }

  /** The client has gone; what it gives is done when the server knows. */
  leave(code, reason) {
    this.isLeaving = true;
    if (connections.get(this.id) === this) connections.delete(this.id);
    if (this.peer && this.peer.state === 'opening') this.peer.socket.destroy();
    if (!this.peer || this.peer.state !== 'open') return undefined;
    this.peer.close(code, reason);
    // Until the server has taken note.
    return Promise.race([this.whenClosed, delay(CLOSE_LIMIT)]);
  }

  /** Whether what the server does now, it does because a socket was mirrored. */
  isReplay() {
    const context = contexts.getStore();
    return Boolean(context && context.replay && Date.now() - context.at < REPLAY_REACTION);
  }

  fromServer(opcode, payload) {
    if (this.isLeaving || this.isReplay()) return;
    traffic.last = Date.now();
    if (!this.isConnecting) return this.later(() => this.post(opcode, payload));
    this.queueLength += payload.length * 1.4 + 20;
    if (this.queueLength > QUEUE_LIMIT) {
      log(`connection ${this.id}: more than ${QUEUE_LIMIT} bytes were sent while it connected; it is closed with 1009`);
      this.peer.fail(1009, 'too large');
      return;
    }
    this.queue.push(opcode === TEXT ? { text: payload.toString('utf8') } : { binary: payload.toString('base64') });
  }

  tooLarge(length) {
    log(`connection ${this.id}: a message of ${length} bytes or more cannot be sent, API Gateway takes ${MESSAGE_LIMIT}; it is closed with 1009`);
  }

  closedByServer(code) {
    if (connections.get(this.id) === this) connections.delete(this.id);
    if (this.isLeaving || this.isReplay()) return;
    traffic.last = Date.now();
    if (this.isConnecting) {
      this.closeCode = code;
      if (this.queue.length > 0) this.queue.push({ close: code });
      return;
    }
    this.later(() => this.disconnect());
  }

  /** Does things to the client one after the other. */
  later(job) {
    traffic.posts += 1;
    this.tail = this.tail.then(job).catch((error) => log(`connection ${this.id}: ${error.message}`)).then(() => {
      traffic.posts -= 1;
      traffic.last = Date.now();
    });
    return this.tail;
  }

  /** Sends what `$connect` has left, once. */
  async flush() {
    if (!this.mayHaveQueue) return;
    this.mayHaveQueue = false;
    for (const frame of await takeQueue(this.id)) {
      if (frame.close !== undefined) await this.disconnect();
      else if (frame.text !== undefined) await this.postNow(TEXT, Buffer.from(frame.text, 'utf8'));
      else await this.postNow(BINARY, Buffer.from(frame.binary, 'base64'));
    }
  }

  async post(opcode, payload) {
    await this.flush();
    await this.postNow(opcode, payload);
  }

  async postNow(opcode, payload) {
    if (this.isGone) return;
    const headers = { 'content-type': opcode === TEXT ? 'text/plain; charset=utf-8' : 'application/octet-stream' };
    for (let attempt = 0; ; attempt += 1) {
      const { status, body } = await call('execute-api', 'POST', connectionURL(this), headers, payload);
      if (status < 300) {
        this.isConfirmed = true;
        this.isUnreachable = false;
        return;
      }
      if (status !== 410) throw new Error(`API Gateway answered ${status} to a frame of ${payload.length} bytes: ${body}`);
      // Until a first post or message, or for as long as $connect may take, it may just not be established yet.
      if (this.isConfirmed || Date.now() - this.connectedAt > CONNECT_LIMIT) return this.gone();
      if (this.isUnreachable || attempt >= ATTEMPTS.length) {
        this.isUnreachable = true;
        throw new Error('it is not established (410); a frame was dropped');
      }
      await delay(ATTEMPTS[attempt]);
    }
  }

  /** API Gateway does not know the connection any more. */
  async gone() {
    this.isGone = true;
    const isFirst = await deleteRow(this.id);
    const context = isFirst ? new Event() : { replay: true, at: Date.now() };
    await contexts.run(context, () => this.leave(1006));
  }

  /** Ends the client's connection. */
  async disconnect() {
    if (this.isGone) return;
    this.isGone = true;
    await deleteRow(this.id);
    const { status, body } = await call('execute-api', 'DELETE', connectionURL(this), {}, Buffer.alloc(0));
    if (status >= 300 && status !== 410) throw new Error(`API Gateway answered ${status} to its end: ${body}`);
  }
}

/** The path of the handshakes. */
let defaultPath = environment.SEMANTEST_WEBSOCKET_PATH || '/';
/** Whether the server has taken a handshake on it, or was said to do so. */
let isPathKnown = Boolean(environment.SEMANTEST_WEBSOCKET_PATH);

// ---------------------------------------------------------------------------------------------- events

/** Waits until the server has sent nothing for a while and nothing is under way. */
async function settle(deadline, event) {
  const began = Date.now();
  traffic.last = began;
  await new Promise(setImmediate);
  for (;;) {
    const now = Date.now();
    if (now >= deadline) {
      if (traffic.posts > 0) log(`${traffic.posts} frames were not sent within the function's timeout`);
      return;
    }
    const left = traffic.last + SETTLE - now;
    if (traffic.posts === 0 && left <= 0 && !(event && now - began < event.limit && event.isWorking)) return;
    await delay(Math.max(1, Math.min(left > 0 ? left : 10, deadline - now)));
  }
}

function handshakeOf(event) {
  const headers = [];
  const many = event.multiValueHeaders || {};
  for (const name of Object.keys(event.headers || many)) {
    for (const value of many[name] || [event.headers[name]]) headers.push([name, value]);
  }
  const pairs = [];
  const query = event.multiValueQueryStringParameters || event.queryStringParameters || {};
  for (const name of Object.keys(query)) {
    for (const value of [].concat(query[name])) pairs.push(`${encodeURIComponent(name)}=${encodeURIComponent(value)}`);
  }
  const { identity = {} } = event.requestContext;
  return { path: defaultPath, query: pairs.join('&'), headers, sourceIp: identity.sourceIp || '' };
}

async function connect(event, deadline) {
  const { connectionId, apiId, stage, connectedAt } = event.requestContext;
  const connection = new Connection(connectionId, apiId, stage, connectedAt || Date.now(), handshakeOf(event));
  connection.isConnecting = true;
  const work = new Event();
  work.limit = TIMER_LIMIT; // the client waits to be let in
  let timer;
  const limit = new Promise((resolve) => {
    const late = { status: 504, body: 'The application did not answer in time.' };
    timer = own.setTimeout(resolve, Math.max(deadline - Date.now(), 1), late);
  });
  const answer = await contexts.run(work, () => Promise.race([connection.open(), limit]));
  own.clearTimeout(timer);
  if (answer.status !== 101) {
    connection.leave(1006);
    if (answer.status >= 500) log(`connection ${connectionId}: ${answer.body || 'the handshake failed'} (${answer.status})`);
    else if (!isPathKnown) {
      isPathKnown = true; // once is enough
      log(
        `connection ${connectionId}: the server refused its first handshake (${answer.status}), which was for ${defaultPath}.` +
          ' If it wants another path, give it as SEMANTEST_WEBSOCKET_PATH with environment: in provision.yaml');
    }
    return { statusCode: answer.status >= 400 ? answer.status : 403, body: answer.body || '' };
  }
  await settle(deadline, work);
  if (connection.closeCode !== undefined && connection.queue.length === 0) {
    // The server closed it at once and without a word: for the client that is a refusal.
    return { statusCode: 403, body: '' };
  }
  if (connectionId.startsWith(HEALTH_CHECK)) {
    // Nobody is there: no row, so that no other instance hears of it, no greeting, and the server sees it leave.
    connection.isGone = true;
    connection.queue = [];
    const end = new Event();
    await contexts.run(end, () => connection.leave(1000, ''));
    await settle(deadline, end);
    return connected(connection);
  }
  if (!table && connection.queue.length > 0) log(`connection ${connectionId}: its greeting needs SEMANTEST_CONNECTIONS_TABLE`);
  await storeRow(connection);
  connection.isStored = Boolean(table);
  connection.isConnecting = false;
  connection.mayHaveQueue = Boolean(table) && connection.queue.length > 0;
  connection.queue = [];
  if (connection.mayHaveQueue) await flushLater(connection);
  return connected(connection);
}

/** What lets a client in. */
function connected({ protocol }) {
  const result = { statusCode: 200, body: '' };
  if (protocol) result.headers = { 'Sec-WebSocket-Protocol': protocol };
  return result;
}

/** Has the function send the queued frames after `$connect` has ended. */
async function flushLater({ id, apiId, stage, connectedAt }) {
  const version = environment.AWS_LAMBDA_FUNCTION_VERSION;
  const qualifier = version && version !== '$LATEST' ? `?Qualifier=${version}` : '';
  const name = environment.AWS_LAMBDA_FUNCTION_NAME;
  const url = new URL(`/2015-03-31/functions/${name}/invocations${qualifier}`, endpointOf('lambda', 'LAMBDA'));
  const payload = Buffer.from(JSON.stringify({ semantest: 'flush', connectionId: id, apiId, stage, connectedAt }));
  const headers = { 'content-type': 'application/json', 'x-amz-invocation-type': 'Event' };
  const { status, body } = await call('lambda', 'POST', url, headers, payload);
  // The client's first message has them sent as well.
  if (status >= 300) log(`connection ${id}: the invocation that sends its greeting was answered ${status}: ${body}`);
}

async function flush({ connectionId, apiId, stage, connectedAt }) {
  const connection = connections.get(connectionId) || new Connection(connectionId, apiId, stage, connectedAt, undefined);
  connection.mayHaveQueue = true;
  await connection.later(() => connection.flush());
  return { statusCode: 200 };
}

async function message(event) {
  const { connectionId, apiId, stage } = event.requestContext;
  let connection = connections.get(connectionId);
  if (!connection && table) {
    const { Item } = await dynamo('GetItem', { Key: keyOf(connectionId), ConsistentRead: true });
    if (Item) connection = await mirror(Item);
  }
  if (!connection || connection.peer.state !== 'open') {
    log(`connection ${connectionId}: a message came, but the server does not have it; it is closed`);
    const unknown = new Connection(connectionId, apiId, stage, 0, undefined);
    await unknown.later(() => unknown.disconnect());
    return undefined;
  }
  if (connection.mayHaveQueue) connection.later(() => connection.flush());
  const isBinary = Boolean(event.isBase64Encoded);
  const payload = Buffer.from(event.body || '', isBinary ? 'base64' : 'utf8');
  const work = new Event();
  contexts.run(work, () => connection.toServer(isBinary ? BINARY : TEXT, payload));
  return work;
}

async function disconnect(event) {
  const { connectionId, disconnectStatusCode, disconnectReason } = event.requestContext;
  const connection = connections.get(connectionId);
  const isFirst = await deleteRow(connectionId);
  if (!connection) return undefined;
  const context = isFirst ? new Event() : { replay: true, at: Date.now() };
  connection.isGone = true;
  await contexts.run(context, () => connection.leave(Number(disconnectStatusCode) || 1005, disconnectReason));
  return isFirst ? context : undefined;
}

exports.settled = rest.settled;

exports.handler = async function handler(event, context) {
  const remaining = context && context.getRemainingTimeInMillis ? context.getRemainingTimeInMillis() : undefined;
  const deadline = Date.now() + Math.max(1, (remaining === undefined ? 30000 : remaining) - MARGIN);
  if (event && event.semantest === 'flush') return flush(event);
  if (start.state !== 'ready') await started(remaining);
  // What exports a ready Lambda handler does all of this itself.
  if (start.handler && upgradeListeners().length === 0) return rest.handler(event, context);
  const { eventType, http: request } = (event && event.requestContext) || {};
  if (request) {
    await synchronise();
    const result = await rest.handler(event, context);
    await settle(deadline);
    return result;
  }
  if (eventType !== 'CONNECT' && eventType !== 'MESSAGE' && eventType !== 'DISCONNECT') {
    throw new Error('this function answers events of an API Gateway WebSocket API');
  }
  await synchronise();
  if (eventType === 'CONNECT') return connect(event, deadline);
  const work = eventType === 'MESSAGE' ? await message(event) : await disconnect(event);
  await settle(deadline, work);
  return { statusCode: 200 };
};
