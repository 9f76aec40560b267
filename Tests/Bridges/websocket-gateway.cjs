'use strict';
// Plays API Gateway's WebSocket side, one DynamoDB table and Lambda's Invoke for the bridge's instances (processes), on loopback.
// Rules of AWS that it keeps: an instance has one event at a time; a connection is known to @connections only after its `$connect`
// has ended; a post to one that is closed is 410; a message over 128 KB is 413.
const crypto = require('crypto');
const http = require('http');
const { startFixture } = require('./task-root.cjs');

const MESSAGE_LIMIT = 128 * 1024;
const delay = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** The service that a request is signed for (AWS Signature Version 4), or undefined. */
function signedService(req, body) {
  const pattern = /^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/((\d{8})\/eu-west-1\/([a-z-]+)\/aws4_request), SignedHeaders=([a-z0-9;-]+), Signature=([0-9a-f]{64})$/;
  const [, scope, day, service, names, signature] = pattern.exec(req.headers.authorization) || [];
  if (!names || !['host', 'x-amz-date', 'x-amz-security-token'].every((name) => names.split(';').includes(name))) return undefined;
  if (req.headers['x-amz-security-token'] !== 'session') return undefined;
  const [path, query = ''] = req.url.split('?');
  const hash = (data) => crypto.createHash('sha256').update(data).digest('hex');
  const headers = names.split(';').map((name) => `${name}:${req.headers[name]}\n`).join('');
  const canonical = `${req.method}\n${path.split('/').map(encodeURIComponent).join('/')}\n${query}\n${headers}\n${names}\n${hash(body)}`;
  let key = 'AWS4secret';
  for (const part of [day, 'eu-west-1', service, 'aws4_request']) key = crypto.createHmac('sha256', key).update(part).digest();
  const text = `AWS4-HMAC-SHA256\n${req.headers['x-amz-date']}\n${scope}\n${hash(canonical)}`;
  return crypto.createHmac('sha256', key).update(text).digest('hex') === signature ? service : undefined;
}

class Gateway {
  /** Options: entry, instances (default 1), env, established (ms between the end of $connect and the first post that works),
   *  freeze (instances stand still between events, as on Lambda), disconnectAt, flushAt (instances), flushes, age (ms). */
  static async start(options = {}) {
    const gateway = new Gateway();
    gateway.options = options;
    gateway.items = new Map();
    gateway.clients = new Map();
    gateway.instances = [];
    gateway.requests = [];
    gateway.flushes = 0;
    gateway.errors = [];
    gateway.under = new Set();
    gateway.server = http.createServer((req, res) => {
      const chunks = [];
      req.on('data', (chunk) => chunks.push(chunk));
      req.on('end', async () => {
        const { status, body } = await gateway.answer(req, Buffer.concat(chunks));
        res.writeHead(status, { 'content-type': 'application/json' });
        res.end(body);
      });
    });
    await new Promise((resolve) => gateway.server.listen(0, '127.0.0.1', resolve));
    for (let index = 0; index < (options.instances || 1); index += 1) gateway.addInstance();
    return gateway;
  }

  get endpoint() {
    return `http://127.0.0.1:${this.server.address().port}`;
  }

  /** A new process of the function; gives its number. */
  addInstance() {
    const app = startFixture('websocket', {
      kind: 'websocket',
      entry: this.options.entry || 'two-listeners.js',
      env: {
        AWS_ENDPOINT_URL: this.endpoint,
        AWS_ENDPOINT_URL_APIGATEWAYMANAGEMENTAPI: `${this.endpoint}/gateway/{apiId}/{stage}`,
        AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
        AWS_SECRET_ACCESS_KEY: 'secret',
        AWS_SESSION_TOKEN: 'session',
        AWS_REGION: 'eu-west-1',
        AWS_LAMBDA_FUNCTION_NAME: 'bus',
        AWS_LAMBDA_FUNCTION_VERSION: '7',
        SEMANTEST_CONNECTIONS_TABLE: 'connections',
        SEMANTEST_SETTLE_MS: '60',
        ...this.options.env,
      },
    });
    this.instances.push({ app, tail: Promise.resolve() });
    return this.instances.length - 1;
  }

  async stop() {
    await Promise.all(this.instances.map(({ app }) => app.stop()));
    this.server.closeAllConnections?.();
    await new Promise((resolve) => this.server.close(resolve));
  }

  /** Gives an instance an event, after those that it has. */
  invoke(instance, event, remaining = this.options.remaining || 20000) {
    const target = this.instances[instance];
    const result = target.tail.then(() => {
      if (this.options.freeze) process.kill(target.app.pid, 'SIGCONT');
      return target.app.invoke(event, remaining);
    });
    // Like Lambda: what is left to do when an invocation ends, stops.
    target.tail = result.catch(() => {}).then(() => this.options.freeze && process.kill(target.app.pid, 'SIGSTOP'));
    return result;
  }

  // ------------------------------------------------------------------------------------------- clients

  /** Connects a client through an instance; gives { status, headers, client }. */
  async connect({ instance = 0, query = {}, headers = {}, sourceIp = '203.0.113.9' } = {}) {
    const id = `c${this.clients.size}=`;
    const client = new Client(this, id, instance, sourceIp);
    this.clients.set(id, client);
    const all = {
      Host: 'abc.execute-api.eu-west-1.amazonaws.com', 'Sec-WebSocket-Extensions': 'permessage-deflate; client_max_window_bits',
      'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==', 'Sec-WebSocket-Version': '13', 'X-Forwarded-For': sourceIp, ...headers,
    };
    const lists = (object) => Object.fromEntries(Object.entries(object).map(([name, value]) => [name, [value]]));
    const { result, error, milliseconds } = await this.invoke(instance, {
      headers: all,
      multiValueHeaders: lists(all),
      queryStringParameters: query,
      multiValueQueryStringParameters: lists(query),
      requestContext: client.context('CONNECT', '$connect'),
      isBase64Encoded: false,
    });
    if (error) return { status: 502, error };
    if (result.statusCode >= 300) return { status: result.statusCode, body: result.body };
    await delay(this.options.established || 0);
    client.isOpen = true;
    return { status: 101, headers: result.headers || {}, client, milliseconds };
  }

  // ------------------------------------------------------------------------------------------- HTTP

  async answer(req, body) {
    const { pathname, search } = new URL(req.url, this.endpoint);
    const service = signedService(req, body);
    if (service === undefined) return { status: 403, body: '{"message":"not signed"}' };
    const target = req.headers['x-amz-target'];
    this.requests.push(`${service} ${req.method} ${target ? target.split('.')[1] : pathname + search}`);
    if (service === 'dynamodb') return this.dynamo(target.split('.')[1], JSON.parse(body));
    if (service === 'lambda') return this.invocation(pathname + search, req, JSON.parse(body));
    const match = /^\/gateway\/abc\/dev\/@connections\/(.+)$/.exec(pathname);
    const client = match && this.clients.get(decodeURIComponent(match[1]));
    if (this.faults && this.faults.length > 0) {
      const fault = this.faults.shift();
      if (fault) return { status: fault, body: '{"message":"fault"}' };
    }
    if (!client || !client.isOpen) return { status: 410, body: '{"message":"GoneException"}' };
    if (req.method === 'DELETE') {
      client.isOpen = false;
      client.closedByServer = true;
      client.changed();
      this.disconnected(client, 1001, 'Going away');
      return { status: 204, body: '' };
    }
    if (body.length > MESSAGE_LIMIT) return { status: 413, body: '{"message":"too large"}' };
    client.frames.push(/octet-stream/.test(req.headers['content-type']) ? body : body.toString('utf8'));
    client.changed();
    return { status: 200, body: '' };
  }

  /** Has an instance told that a client has gone. */
  disconnected(client, code, reason) {
    const instance = this.options.disconnectAt === undefined ? client.instance : this.options.disconnectAt;
    const done = this.invoke(instance, {
      requestContext: { ...client.context('DISCONNECT', '$disconnect'), disconnectStatusCode: code, disconnectReason: reason },
      isBase64Encoded: false,
    }).finally(() => this.under.delete(done));
    this.under.add(done);
    return done;
  }

  /** Lambda's Invoke with InvocationType Event: at any instance, here the one that has least to do. */
  invocation(path, req, event) {
    if (path !== '/2015-03-31/functions/bus/invocations?Qualifier=7') return { status: 404, body: '{"message":"no such function"}' };
    if (req.headers['x-amz-invocation-type'] !== 'Event') return { status: 400, body: '{"message":"not asynchronous"}' };
    if (this.options.flushes === false) return { status: 403, body: '{"message":"not allowed"}' };
    this.flushes += 1;
    const instance = this.options.flushAt === undefined ? this.flushes % this.instances.length : this.options.flushAt;
    const done = this.invoke(instance, event).finally(() => this.under.delete(done));
    this.under.add(done);
    return { status: 202, body: '' };
  }

  dynamo(action, input) {
    const ok = (value) => ({ status: 200, body: JSON.stringify(value) });
    if (input.TableName !== 'connections') return { status: 400, body: '{"__type":"ResourceNotFoundException"}' };
    const key = (input.Key || input.Item || { connectionId: {} }).connectionId.S;
    const item = this.items.get(key);
    switch (action) {
      case 'GetItem': return ok(item ? { Item: item } : {});
      case 'PutItem':
        this.items.set(key, input.Item);
        return ok({});
      case 'DeleteItem':
        this.items.delete(key);
        return ok(item ? { Attributes: item } : {});
      case 'Scan': {
        if (input.ConsistentRead !== true) throw new Error('a scan that is not consistent');
        const keys = [...this.items.keys()].sort();
        const from = input.ExclusiveStartKey ? keys.indexOf(input.ExclusiveStartKey.connectionId.S) + 1 : 0;
        const page = keys.slice(from, from + 3);
        const names = Object.values(input.ExpressionAttributeNames);
        const Items = page.map((name) => Object.fromEntries(Object.entries(this.items.get(name)).filter(([field]) => names.includes(field))));
        return ok(from + 3 < keys.length ? { Items, LastEvaluatedKey: { connectionId: { S: page[2] } } } : { Items });
      }
      case 'UpdateItem':
        if (input.UpdateExpression === 'ADD changes :one') {
          const changes = { N: String(Number(item ? item.changes.N : 0) + 1) };
          this.items.set(key, { connectionId: { S: key }, changes });
          return ok({ Attributes: { changes } });
        }
        if (input.UpdateExpression !== 'REMOVE queued') break;
        if (!item || !item.queued) return { status: 400, body: '{"__type":"com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException"}' };
        {
          const { queued, ...others } = item;
          this.items.set(key, others);
          return ok({ Attributes: { queued } });
        }
    }
    throw new Error(`DynamoDB ${action} is not played: ${JSON.stringify(input)}`);
  }

  /** The connections in the table. */
  get rows() {
    return [...this.items.values()].filter((item) => item.path);
  }

  /** Waits for what the gateway has started by itself. */
  async idle() {
    while (this.under.size > 0) await Promise.all([...this.under]);
  }
}

class Client {
  constructor(gateway, id, instance, sourceIp) {
    Object.assign(this, { gateway, id, instance, sourceIp, isOpen: false, frames: [], closedByServer: false });
    this.connectedAt = Date.now() - (gateway.options.age || 0);
    this.readers = new Set();
  }

  context(eventType, routeKey) {
    return {
      eventType, routeKey, connectionId: this.id, apiId: 'abc', stage: 'dev', connectedAt: this.connectedAt,
      domainName: 'abc.execute-api.eu-west-1.amazonaws.com', identity: { sourceIp: this.sourceIp, userAgent: 'test' }, requestId: 'id',
    };
  }

  changed() {
    for (const reader of [...this.readers]) reader();
  }

  /** Sends a message: a value as JSON, or bytes; gives Lambda's answer. */
  async send(value, instance = this.instance) {
    const isBinary = Buffer.isBuffer(value);
    const { result, error, milliseconds } = await this.gateway.invoke(instance, {
      requestContext: { ...this.context('MESSAGE', '$default'), messageId: 'm' },
      body: isBinary ? value.toString('base64') : JSON.stringify(value),
      isBase64Encoded: isBinary,
    });
    if (error) throw new Error(`${error.message}\n${this.gateway.instances[instance].app.output()}`);
    return { ...result, milliseconds };
  }

  /** Frames as values. */
  get values() {
    return this.frames.map((frame) => (Buffer.isBuffer(frame) ? frame : JSON.parse(frame)));
  }

  /** Waits for so many frames. */
  received(count, milliseconds = 8000) {
    return this.until(() => this.frames.length >= count, `${count} frames`, milliseconds).then(() => this.values);
  }

  ended() {
    return this.until(() => this.closedByServer, 'its end', 8000);
  }

  until(condition, what, milliseconds) {
    return new Promise((resolve, reject) => {
      const finish = (settle, value) => {
        clearTimeout(timer);
        this.readers.delete(read);
        settle(value);
      };
      const read = () => condition() && finish(resolve);
      const timer = setTimeout(() => {
        const printed = this.gateway.instances.map(({ app }) => app.output()).join('\n');
        finish(reject, new Error(`client ${this.id} waited for ${what}, has ${JSON.stringify(this.frames)}\n${printed}`));
      }, milliseconds);
      this.readers.add(read);
      read();
    });
  }

  /** Ends the connection as the client. */
  async close(code = 1000, reason = '') {
    this.isOpen = false;
    return this.gateway.disconnected(this, code, reason);
  }

  /** Goes without a word: API Gateway does not notice. */
  vanish() {
    this.isOpen = false;
  }
}

module.exports = { Gateway, delay };
