'use strict';
// The AWS WebSocket bridge with Debian's ws: untouched servers in processes of their own behind a scripted API Gateway.
const assert = require('node:assert');
const { test, describe } = require('node:test');
const { Gateway, delay } = require('./websocket-gateway.cjs');

/** A test with a gateway of its own. */
const anyGatewayTest = (name, options, body) =>
  test(name, async () => {
    const gateway = await Gateway.start(options);
    try {
      await body(gateway);
      await gateway.idle();
    } finally {
      await gateway.stop();
    }
  });
const gatewayTest = anyGatewayTest;
const texts = (values, type) => values.filter((value) => value.type === type).map((value) => value.text);

describe('the server shapes', () => {
  for (const [entry, path] of [['two-listeners.js', '/'], ['class-when-main.js', '/ws-events'], ['attached.js', '/ws']]) {
    gatewayTest(entry, { entry }, async (gateway) => {
      const { status, client } = await gateway.connect({ query: { name: 'a b' }, headers: { 'X-Custom': 'grün' }, sourceIp: '198.51.100.7' });
      assert.strictEqual(status, 101);
      await client.send({ type: 'who', id: 1 });
      const [who] = await client.received(1);
      assert.strictEqual(who.address, '198.51.100.7');
      assert.strictEqual(who.url, `${path}?name=a%20b`);
      assert.strictEqual(Buffer.from(who.header, 'latin1').toString(), 'grün');
      assert.strictEqual(who.main, entry === 'class-when-main.js' ? true : undefined);
      assert.strictEqual(gateway.rows[0].path.S, path);
    });
  }

  gatewayTest('a ws server that listens after the plain one', { env: { LATER: '300' } }, async (gateway) => {
    const { client } = await gateway.connect();
    await client.send({ type: 'echo', text: 'late' });
    assert.deepStrictEqual(texts(await client.received(1), 'echo'), ['late']);
  });

  gatewayTest('an ES module that routes upgrades itself, by a given path', { entry: 'two-paths.mjs', env: { SEMANTEST_WEBSOCKET_PATH: '/two' } }, async (gateway) => {
    const { client } = await gateway.connect();
    await client.send({ type: 'echo', text: 'two' });
    assert.deepStrictEqual(texts(await client.received(1), 'echo'), ['two']);
  });

  gatewayTest('an exported server that nobody made listen', { entry: 'exported.js' }, async (gateway) => {
    const { client } = await gateway.connect();
    await client.send({ type: 'echo', text: 'exported' });
    assert.deepStrictEqual(texts(await client.received(1), 'echo'), ['exported']);
  });

  gatewayTest('an exported Lambda handler gets the events', { entry: 'exported-handler.js' }, async (gateway) => {
    const { status, client } = await gateway.connect();
    assert.strictEqual(status, 101);
    assert.deepStrictEqual((await client.send({ type: 'x' })).body, 'MESSAGE c0=');
  });

  for (const [name, text] of [
    ['fragments', '"one two"'], ['masked', 'reserved bits or a mask'], ['reserved', 'reserved bits or a mask'], ['unknown', 'unknown kind 3'],
    ['long-ping', 'a control frame that is long'], ['fragmented-ping', 'a control frame that is long'], ['continuation', 'a fragment out of order'],
    ['interrupted', 'a fragment out of order'], ['huge', 'cannot be sent'],
  ]) {
    gatewayTest(`frames of a server of its own: ${name}`, { entry: 'raw.js' }, async (gateway) => {
      const { client } = await gateway.connect();
      await client.send({ type: name });
      if (name === 'fragments') return assert.deepStrictEqual(await client.received(1), ['one two']);
      await client.ended();
      await gateway.instances[0].app.printed(new RegExp(text));
      assert.deepStrictEqual(client.frames, []);
    });
  }

  gatewayTest('a refusal that leaves the connection open', { entry: 'raw.js' }, async (gateway) => {
    assert.strictEqual((await gateway.connect({ query: { refuse: '1' } })).status, 418);
  });

  gatewayTest('an upgrade that the server destroys is a refusal, and the log says what may be wrong', { entry: 'two-paths.mjs' }, async (gateway) => {
    assert.strictEqual((await gateway.connect()).status, 403);
    assert.strictEqual((await gateway.connect()).status, 403);
    const { app } = gateway.instances[0];
    await app.printed(/refused its first handshake \(403\), which was for \/\. If it wants another path, give it as SEMANTEST_WEBSOCKET_PATH/);
    assert.strictEqual(app.output().split('SEMANTEST_WEBSOCKET_PATH').length, 2);
  });

  gatewayTest('a server that has taken clients is not said to want another path', {}, async (gateway) => {
    await gateway.connect();
    assert.strictEqual((await gateway.connect({ query: { token: 'wrong' } })).status, 401);
    assert(!gateway.instances[0].app.output().includes('SEMANTEST_WEBSOCKET_PATH'));
  });

  gatewayTest('three listeners are an error, unless PORT names one', { entry: 'three-listeners.js' }, async (gateway) => {
    const { status, error } = await gateway.connect();
    assert.strictEqual(status, 502);
    assert.match(error.message, /three-listeners\.js listens on 3 ports: 8080, 8081 \(WebSocket\), 8082 \(WebSocket\)\. .*set PORT with environment:/);
  });

  gatewayTest('PORT names one of three listeners', { entry: 'three-listeners.js', env: { PORT: '8082' } }, async (gateway) => {
    const { client } = await gateway.connect();
    await client.send({ type: 'echo', text: 'x' });
    assert.deepStrictEqual(client.values, ['port 8082']);
  });

  gatewayTest('a message of the client comes in frames of at most 32 KB', { entry: 'frames.js' }, async (gateway) => {
    const { client } = await gateway.connect();
    for (const [size, frames] of [[32768, [32768]], [32769, [32768, 1]], [131072, [32768, 32768, 32768, 32768]]]) {
      await client.send(Buffer.alloc(size, 'x'));
      assert.deepStrictEqual(client.values.pop(), { opcode: 2, frames });
    }
  });

  gatewayTest('a server without upgrades is said to have none', { entry: 'no-websocket.js' }, async (gateway) => {
    assert.strictEqual((await gateway.connect()).status, 503);
    await gateway.instances[0].app.printed(/no-websocket\.js has no listener that takes WebSocket upgrades/);
  });

  gatewayTest('an HTTP event reaches the clients of both instances', { entry: 'attached.js', instances: 2 }, async (gateway) => {
    const { client: one } = await gateway.connect({ instance: 0 });
    const { client: two } = await gateway.connect({ instance: 1 });
    const { event } = require('./task-root.cjs');
    const body = JSON.stringify({ type: 'ImageRequestedEvent' });
    const { result } = await gateway.invoke(0, event('POST', '/events', { body, headers: { 'content-type': 'application/json' } }));
    assert.deepStrictEqual(JSON.parse(result.body), { status: 'accepted', clients: 2 });
    assert.deepStrictEqual([one.frames, two.frames], [[body], [body]]);
  });
});

describe('one instance', () => {
  gatewayTest('messages both ways', {}, async (gateway) => {
    const { client } = await gateway.connect();
    assert.strictEqual((await client.send({ type: 'echo', text: 'grün 🌱' })).statusCode, 200);
    assert.deepStrictEqual(texts(client.values, 'echo'), ['grün 🌱']);
  });

  gatewayTest('binary messages both ways', {}, async (gateway) => {
    const { client } = await gateway.connect();
    const bytes = Buffer.from(Array.from({ length: 256 }, (_, index) => index));
    await client.send(bytes);
    assert.deepStrictEqual(client.frames, [Buffer.from(bytes).reverse()]);
  });

  gatewayTest('a binary greeting is queued and flushed as it was', {}, async (gateway) => {
    const { client } = await gateway.connect({ query: { 'greet-binary': '1' } });
    await client.until(() => client.frames.length === 2, 'two frames', 8000);
    assert.deepStrictEqual(client.frames, [Buffer.from([0, 255, 128, 10]), '"and text"']);
  });

  gatewayTest('a message that the server calls too large ends the connection', {}, async (gateway) => {
    const { client } = await gateway.connect({ query: { name: 'it' } });
    await client.send({ type: 'echo', text: 'x'.repeat(128 * 1024 - 10) });
    await client.ended();
    await gateway.instances[0].app.printed(/closed it 1006|closed it 1009/);
    await gateway.idle();
    assert.strictEqual(gateway.rows.length, 0);
  });

  for (const size of [0, 125, 126, 65535, 65536, 127 * 1024]) {
    gatewayTest(`a message of ${size} bytes both ways`, {}, async (gateway) => {
      const { client } = await gateway.connect();
      await client.send({ type: 'echo', text: 'x'.repeat(size) });
      assert.strictEqual(client.values[0].text.length, size);
    });
  }

  gatewayTest('fragments with a ping between them are one message', {}, async (gateway) => {
    const { client } = await gateway.connect();
    await client.send({ type: 'fragments' });
    assert.deepStrictEqual(client.frames, ['"one two"']);
  });

  gatewayTest('a message of 128 KB passes, a larger one is refused with 1009', {}, async (gateway) => {
    const { client } = await gateway.connect({ query: { name: 'big' } });
    await client.send({ type: 'large', bytes: 128 * 1024 });
    assert.strictEqual(client.frames[0].length, 128 * 1024);
    await client.send({ type: 'large', bytes: 128 * 1024 + 1 });
    await client.ended();
    assert.strictEqual(client.frames.length, 1);
    const { app } = gateway.instances[0];
    await app.printed(/a message of 131073 bytes or more cannot be sent, API Gateway takes 131072/);
    await app.printed(/closed big 1009 too large/);
    assert.strictEqual(gateway.rows.length, 0);
  });

  gatewayTest('a greeting is queued until the connection is established', { established: 120 }, async (gateway) => {
    const { client } = await gateway.connect({ query: { greet: 'you' } });
    assert.deepStrictEqual(client.frames, []);
    assert.deepStrictEqual(await client.received(1), [{ type: 'welcome', name: 'you' }]);
    assert.strictEqual(gateway.flushes, 1);
    await client.send({ type: 'echo', text: 'x' });
    assert.strictEqual(client.frames.length, 2);
    assert.strictEqual(gateway.rows[0].queued, undefined);
  });

  gatewayTest('a health check by invocation connects and leaves: no row, no greeting for nobody', {}, async (gateway) => {
    const { client } = await gateway.connect({ query: { name: 'real' } });
    const { result } = await gateway.invoke(0, {
      headers: { Host: 'localhost' }, queryStringParameters: { name: 'check', greet: 'check' },
      requestContext: { ...client.context('CONNECT', '$connect'), connectionId: 'semantest-health-1' },
    });
    assert.strictEqual(result.statusCode, 200);
    await gateway.instances[0].app.printed(/closed check 1000/);
    await gateway.idle();
    assert.strictEqual(gateway.rows.length, 1);
    assert.strictEqual(gateway.flushes, 0);
    // Nothing is left of it for the others.
    await client.send({ type: 'echo', text: 'x' });
    assert.deepStrictEqual(texts(client.values, 'echo'), ['x']);
  });

  gatewayTest('a greeting that takes 80 ms', {}, async (gateway) => {
    const { client } = await gateway.connect({ query: { 'greet-later': '1' } });
    assert.deepStrictEqual(await client.received(1), [{ type: 'welcome later' }]);
  });

  gatewayTest('a greeting that could not be flushed comes before the first answer', { flushes: false }, async (gateway) => {
    const { client } = await gateway.connect({ query: { greet: 'you' } });
    await gateway.instances[0].app.printed(/the invocation that sends its greeting was answered 403/);
    await client.send({ type: 'echo', text: 'x' });
    assert.deepStrictEqual(client.values.map(({ type }) => type), ['welcome', 'echo']);
  });

  gatewayTest('a reply after 300 ms of asynchronous work is sent within the invocation', {}, async (gateway) => {
    const { client } = await gateway.connect();
    const { milliseconds } = await client.send({ type: 'later', ms: 300, id: 9 });
    assert.deepStrictEqual(client.values, [{ type: 'later', id: 9 }]);
    assert(milliseconds >= 300 && milliseconds < 1000, String(milliseconds));
  });

  gatewayTest('an invocation returns after the settle time', {}, async (gateway) => {
    const { client } = await gateway.connect();
    const { milliseconds } = await client.send({ type: 'nothing' });
    assert(milliseconds >= 55 && milliseconds < 400, String(milliseconds));
  });

  for (const type of ['fetch', 'request', 'sleep']) {
    gatewayTest(`a reply after 300 ms of waiting for another server or a promise: ${type}`, {}, async (gateway) => {
      const http = require('node:http');
      const slow = http.createServer((req, res) => setTimeout(() => res.end('slow'), 300)).listen(0, '127.0.0.1');
      await new Promise((resolve) => slow.once('listening', resolve));
      const { client } = await gateway.connect();
      const { milliseconds } = await client.send({ type, url: `http://127.0.0.1:${slow.address().port}/` });
      slow.closeAllConnections?.();
      slow.close();
      assert.deepStrictEqual(client.values, [{ type, text: 'slow' }]);
      assert(milliseconds >= 300 && milliseconds < 2000, String(milliseconds));
    });
  }

  gatewayTest('a timer that renews itself holds up neither $connect nor later messages for long', {}, async (gateway) => {
    const { client, milliseconds } = await gateway.connect({ query: { poll: '1' } });
    assert(milliseconds < 3500, String(milliseconds));
    const { milliseconds: later } = await client.send({ type: 'nothing' });
    assert(later < 500, String(later));
  });

  gatewayTest('many frames keep their order', {}, async (gateway) => {
    const { client } = await gateway.connect();
    await client.send({ type: 'many', count: 60 });
    assert.deepStrictEqual(client.values.map(({ index }) => index), Array.from({ length: 60 }, (_, index) => index));
  });

  gatewayTest('two messages in flight', {}, async (gateway) => {
    const { client } = await gateway.connect();
    const app = gateway.instances[0].app;
    const event = (message) => ({
      requestContext: client.context('MESSAGE', '$default'), body: JSON.stringify(message), isBase64Encoded: false,
    });
    await Promise.all([app.invoke(event({ type: 'later', ms: 200, id: 1 })), app.invoke(event({ type: 'later', ms: 100, id: 2 }))]);
    assert.deepStrictEqual(client.values.map(({ id }) => id), [2, 1]);
  });

  gatewayTest('50 clients at once', {}, async (gateway) => {
    const results = await Promise.all(Array.from({ length: 50 }, (_, index) => gateway.connect({ query: { greet: String(index) } })));
    assert(results.every(({ status }) => status === 101));
    await Promise.all(results.map(({ client }, index) => client.send({ type: 'echo', text: String(index) })));
    for (const [index, { client }] of results.entries()) {
      const values = await client.received(2);
      assert.deepStrictEqual(values, [{ type: 'welcome', name: String(index) }, { type: 'echo', text: String(index) }]);
    }
    await results[7].client.send({ type: 'broadcast', text: 'all' });
    for (const { client } of results) assert.deepStrictEqual(texts(client.values, 'news'), ['all']);
  });

  gatewayTest('a refusal of the server is one of $connect', {}, async (gateway) => {
    const refused = await gateway.connect({ query: { token: 'wrong' } });
    assert.deepStrictEqual([refused.status, refused.body], [401, 'Not you']);
    assert.strictEqual(gateway.rows.length, 0);
    assert.strictEqual((await gateway.connect({ query: { slow: '1' } })).status, 101);
  });

  gatewayTest('a server that closes at once refuses, with words it closes after them', {}, async (gateway) => {
    assert.strictEqual((await gateway.connect({ query: { 'close-at-once': '1' } })).status, 403);
    const { status, client } = await gateway.connect({ query: { 'close-with-words': '1' } });
    assert.strictEqual(status, 101);
    await client.ended();
    assert.deepStrictEqual(client.values, ['sorry']);
    await gateway.idle();
    assert.strictEqual(gateway.rows.length, 0);
  });

  for (const [type, code] of [['close', 4001], ['terminate', undefined]]) {
    gatewayTest(`the server ends a connection: ${type}`, {}, async (gateway) => {
      const { client } = await gateway.connect({ query: { name: 'it' } });
      const { client: other } = await gateway.connect();
      await client.send({ type, code });
      await client.ended();
      await gateway.idle();
      assert.strictEqual(gateway.rows.length, 1);
      await gateway.instances[0].app.printed(code ? /closed it 4001/ : /closed it 1006/);
      await other.send({ type: 'who' });
      assert.strictEqual(other.values[0].clients, 1);
    });
  }

  for (const [code, reason, seen] of [[1000, 'done', '1000 done'], [4444, 'own', '4444 own'], [1005, '', '1005 '], [1006, '', '1006 '], [1001, 'Going away', '1001 Going away'], [3000, '€'.repeat(50), `3000 ${'€'.repeat(41)}$`], [1000, 'x'.repeat(123), `1000 x{123}$`], [1015, 'tls', '1005 $'], [999, '', '1005 $']]) {
    gatewayTest(`the client ends a connection with ${code}`, {}, async (gateway) => {
      const { client } = await gateway.connect({ query: { announce: 'gone', name: 'it' } });
      const { client: other } = await gateway.connect();
      await client.close(code, reason);
      await gateway.instances[0].app.printed(new RegExp(`closed it ${seen}`, 'm'));
      const [left] = await other.received(1);
      assert.deepStrictEqual(left, { type: 'left', name: 'gone', code: Number(seen.split(' ')[0]) });
      assert.strictEqual(gateway.rows.length, 1);
    });
  }

  gatewayTest('sub-protocols', {}, async (gateway) => {
    const { headers, client } = await gateway.connect({ headers: { 'Sec-WebSocket-Protocol': 'other, semantest-v2' } });
    assert.deepStrictEqual(headers, { 'Sec-WebSocket-Protocol': 'semantest-v2' });
    await client.send({ type: 'who' });
    assert.strictEqual(client.values[0].protocol, 'semantest-v2');
    assert.strictEqual(gateway.rows[0].subprotocol.S, 'semantest-v2');
    assert.deepStrictEqual((await gateway.connect({ headers: { 'Sec-WebSocket-Protocol': 'other' } })).headers, {});
  });

  gatewayTest('pings are answered in the place of the client', {}, async (gateway) => {
    const { client } = await gateway.connect();
    await gateway.connect();
    await client.send({ type: 'ping' });
    assert.deepStrictEqual(client.values, [{ alive: 2 }]);
  });

  gatewayTest('what a message handler throws is logged, and the next message is answered', {}, async (gateway) => {
    const { client } = await gateway.connect();
    await client.send({ type: 'throw' });
    await gateway.instances[0].app.printed(/uncaught exception: Error: message handler broke/);
    const { client: other } = await gateway.connect();
    await other.send({ type: 'echo', text: 'on' });
    assert.deepStrictEqual(texts(other.values, 'echo'), ['on']);
  });

  gatewayTest('throttling and faults are tried again', {}, async (gateway) => {
    const { client } = await gateway.connect();
    gateway.faults = [429, 500];
    await client.send({ type: 'many', count: 3 });
    assert.deepStrictEqual(client.values.map(({ index }) => index), [0, 1, 2]);
  });

  gatewayTest('a client that vanished is closed at the first 410 after a message of its', {}, async (gateway) => {
    const { client } = await gateway.connect({ query: { announce: 'ghost' } });
    const { client: other } = await gateway.connect();
    await client.send({ type: 'echo', text: 'here' });
    client.vanish();
    await other.send({ type: 'broadcast', text: 'hello' });
    assert.deepStrictEqual((await other.received(2)).map(({ type }) => type), ['news', 'left']);
    assert.strictEqual(gateway.rows.length, 1);
    await other.send({ type: 'who' });
    assert.strictEqual(other.values[2].clients, 1);
  });

  gatewayTest('an early 410 is not the end', {}, async (gateway) => {
    const { client } = await gateway.connect();
    const { client: other } = await gateway.connect();
    client.isOpen = false;
    const sent = other.send({ type: 'broadcast', text: 'hello' });
    await delay(200);
    client.isOpen = true;
    await sent;
    assert.deepStrictEqual(texts(client.values, 'news'), ['hello']);
    assert.strictEqual(gateway.rows.length, 2);
  });

  gatewayTest('a 410 of an old connection is its end', { age: 60000 }, async (gateway) => {
    const { client } = await gateway.connect();
    const { client: other } = await gateway.connect();
    client.vanish();
    const { milliseconds } = await other.send({ type: 'broadcast', text: 'hello' });
    assert(milliseconds < 1000);
    assert.strictEqual(gateway.rows.length, 1);
  });

  gatewayTest('rows have the connection, and live 2 h 10 min', {}, async (gateway) => {
    await gateway.connect({ query: { a: '1' }, headers: { 'X-Custom': 'v' } });
    const [row] = gateway.rows;
    assert.deepStrictEqual([row.path.S, row.query.S, row.sourceIp.S], ['/', 'a=1', '203.0.113.9']);
    assert(JSON.parse(row.headers.S).some(([name, value]) => name === 'X-Custom' && value === 'v'));
    assert.strictEqual(Number(row.ttl.N) - Math.floor(Number(row.connectedAt.N) / 1000), 7800);
  });

  gatewayTest('an unchanged table is not read again', {}, async (gateway) => {
    const { client } = await gateway.connect();
    gateway.requests.length = 0;
    await client.send({ type: 'nothing' });
    assert.deepStrictEqual(gateway.requests, ['dynamodb POST GetItem']);
  });

  gatewayTest('a handshake that is never answered is refused before the function’s timeout', { remaining: 1200 }, async (gateway) => {
    assert.strictEqual((await gateway.connect({ query: { hang: '1' } })).status, 504);
    await gateway.instances[0].app.printed(/The application did not answer in time/);
    assert.strictEqual((await gateway.connect()).status, 101);
  });

  gatewayTest('a table that is not there is said', { env: { SEMANTEST_CONNECTIONS_TABLE: 'other' } }, async (gateway) => {
    const { status, error } = await gateway.connect();
    assert.strictEqual(status, 502);
    assert.match(error.message, /DynamoDB GetItem on other answered 400: .*ResourceNotFoundException/);
  });

  gatewayTest('without a table an instance knows its own connections', { env: { SEMANTEST_CONNECTIONS_TABLE: '' } }, async (gateway) => {
    const { client } = await gateway.connect({ query: { greet: 'you' } });
    await client.send({ type: 'echo', text: 'x' });
    assert.deepStrictEqual(texts(client.values, 'echo'), ['x']);
    await gateway.instances[0].app.printed(/SEMANTEST_CONNECTIONS_TABLE is not set/);
    await gateway.instances[0].app.printed(/its greeting needs SEMANTEST_CONNECTIONS_TABLE/);
    assert.deepStrictEqual(gateway.requests.filter((request) => request.startsWith('dynamodb')), []);
  });

  gatewayTest('a greeting that is too large for the table is refused with 1009', {}, async (gateway) => {
    assert.strictEqual((await gateway.connect({ query: { greet: 'x', 'greet-large': '1' } })).status, 101);
    await gateway.instances[0].app.printed(/more than 307200 bytes were sent while it connected; it is closed with 1009/);
    await gateway.idle();
    assert.strictEqual(gateway.rows.length, 0);
  });

  gatewayTest('a server that throws while it starts is said', { entry: 'missing.js' }, async (gateway) => {
    const { status, error } = await gateway.connect();
    assert.strictEqual(status, 502);
    assert.match(error.message, /missing\.js could not be started/);
  });

  gatewayTest('an event of another kind is refused', {}, async (gateway) => {
    const { error } = await gateway.invoke(0, { hello: 'world' });
    assert.match(error.message, /WebSocket API/);
  });
});

for (const freeze of [false, true]) describe(`two instances${freeze ? ' that are frozen between events' : ''}`, () => {
  const gatewayTest = (name, options, body) => anyGatewayTest(name, { ...options, freeze }, body);

  gatewayTest('a broadcast of either reaches each client exactly once', { instances: 2 }, async (gateway) => {
    const clients = [];
    for (let index = 0; index < 8; index += 1) {
      clients.push((await gateway.connect({ instance: index % 2, query: { greet: String(index) } })).client);
    }
    for (const client of clients) await client.received(1);
    for (let round = 0; round < 6; round += 1) {
      await clients[round].send({ type: 'broadcast', text: String(round) }, (round >> 1) % 2);
    }
    await gateway.idle();
    for (const [index, client] of clients.entries()) {
      assert.deepStrictEqual(client.values[0], { type: 'welcome', name: String(index) });
      assert.deepStrictEqual(texts(client.values, 'news'), ['0', '1', '2', '3', '4', '5']);
      assert.strictEqual(client.frames.length, 7);
    }
  });

  gatewayTest('a binary broadcast of either reaches each client exactly once', { instances: 2 }, async (gateway) => {
    const { client: one } = await gateway.connect({ instance: 0 });
    const { client: two } = await gateway.connect({ instance: 1 });
    for (const [index, client] of [one, two].entries()) await client.send({ type: 'broadcast-binary', bytes: [index, 255, 0] });
    const frames = [Buffer.from([0, 255, 0]), Buffer.from([1, 255, 0])];
    assert.deepStrictEqual([one.frames, two.frames], [frames, frames]);
  });

  gatewayTest('50 clients of two instances hear each broadcast once', { instances: 2 }, async (gateway) => {
    const results = await Promise.all(Array.from({ length: 50 }, (_, index) => gateway.connect({ instance: index % 2 })));
    const clients = results.map(({ client }) => client);
    await Promise.all([clients[0].send({ type: 'broadcast', text: 'a' }), clients[1].send({ type: 'broadcast', text: 'b' })]);
    for (const client of clients) assert.deepStrictEqual(texts(client.values, 'news').sort(), ['a', 'b']);
  });

  gatewayTest('broadcasts at the same moment', { instances: 2 }, async (gateway) => {
    const { client: one } = await gateway.connect({ instance: 0 });
    const { client: two } = await gateway.connect({ instance: 1 });
    await Promise.all([one.send({ type: 'broadcast', text: 'a' }), two.send({ type: 'broadcast', text: 'b' })]);
    for (const client of [one, two]) assert.deepStrictEqual(texts(client.values, 'news').sort(), ['a', 'b']);
  });

  gatewayTest('joined and left are announced once', { instances: 2 }, async (gateway) => {
    const { client: watcher } = await gateway.connect({ instance: 0 });
    const { client: joiner } = await gateway.connect({ instance: 1, query: { announce: 'it', 'greet-later': '1' } });
    await watcher.send({ type: 'echo', text: 'x' }, 0); // now instance 0 has it too
    assert.deepStrictEqual(watcher.values, [{ type: 'joined', name: 'it' }, { type: 'echo', text: 'x' }]);
    gateway.options.disconnectAt = 0;
    await joiner.close(1000);
    await watcher.send({ type: 'who' }, 1); // now instance 1 lets it go too
    await watcher.send({ type: 'who' }, 0);
    assert.deepStrictEqual(watcher.values.slice(2).map(({ type, clients }) => type || clients), ['left', 1, 1]);
  });

  gatewayTest('a connection that a server ends is announced once, whoever hears of it', { instances: 2, disconnectAt: 1 }, async (gateway) => {
    const { client: watcher } = await gateway.connect({ instance: 0 });
    const { client } = await gateway.connect({ instance: 0, query: { announce: 'it' } });
    await watcher.send({ type: 'nothing' }, 1);
    await client.send({ type: 'close', code: 4001 }, 0);
    await client.ended();
    await gateway.idle();
    await delay(100);
    assert.deepStrictEqual(watcher.values, [{ type: 'joined', name: 'it' }, { type: 'left', name: 'it', code: 4001 }]);
  });

  gatewayTest('the greeting is flushed by the other instance, once', { instances: 2, flushAt: 1 }, async (gateway) => {
    const { client } = await gateway.connect({ instance: 0, query: { greet: 'you' } });
    await client.send({ type: 'echo', text: 'x' }, 0);
    await gateway.idle();
    assert.deepStrictEqual(client.values.map(({ type }) => type).sort(), ['echo', 'welcome']);
  });

  gatewayTest('a cold start repeats the handshakes, without their greetings', { instances: 1 }, async (gateway) => {
    const clients = [];
    for (let index = 0; index < 7; index += 1) {
      const query = { greet: String(index), 'greet-later': '1', announce: String(index) };
      const headers = { 'Sec-WebSocket-Protocol': 'semantest-v2' };
      clients.push((await gateway.connect({ query, headers, sourceIp: `198.51.100.${index}` })).client);
    }
    await gateway.idle();
    const before = clients.map(({ frames }) => frames.length);
    const fresh = gateway.addInstance();
    await clients[3].send({ type: 'who' }, fresh);
    await delay(150);
    const who = clients[3].values[before[3]];
    assert.deepStrictEqual([who.address, who.protocol, who.clients, who.url], ['198.51.100.3', 'semantest-v2', 7, '/?greet=3&greet-later=1&announce=3']);
    assert.deepStrictEqual(clients.map(({ frames }) => frames.length), before.map((count, index) => count + (index === 3 ? 1 : 0)));
    await clients[0].send({ type: 'broadcast', text: 'news' }, fresh);
    for (const client of clients) assert.deepStrictEqual(texts(client.values, 'news'), ['news']);
  });

  gatewayTest('a row past its time is not repeated', {}, async (gateway) => {
    const { client } = await gateway.connect();
    await gateway.connect();
    gateway.rows[1].ttl.N = String(Math.floor(Date.now() / 1000) - 1);
    const fresh = gateway.addInstance();
    await client.send({ type: 'who' }, fresh);
    assert.strictEqual(client.values[0].clients, 1);
  });

  gatewayTest('a message of a connection that nobody knows ends it', {}, async (gateway) => {
    const { client } = await gateway.connect();
    gateway.items.delete(client.id);
    const fresh = gateway.addInstance();
    await client.send({ type: 'who' }, fresh);
    await client.ended();
  });
});
