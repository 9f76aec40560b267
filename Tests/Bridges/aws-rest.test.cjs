'use strict';
// The AWS REST bridge with Node.js itself: every fixture is an untouched server in a process of its own.
const assert = require('node:assert');
const fs = require('node:fs');
const path = require('node:path');
const { test, describe, before, after } = require('node:test');
const { startFixture, event } = require('./task-root.cjs');

/** Runs one fixture for one test. */
async function withFixture(fixture, options, body) {
  const app = startFixture(fixture, options);
  try {
    await body(app);
  } finally {
    await app.stop();
  }
}

async function answer(app, ...args) {
  const { result, error } = await app.invoke(event(...args));
  if (error) throw new Error(`${error.message}\n${app.output()}`);
  return result;
}
const json = async (...args) => JSON.parse((await answer(...args)).body);

describe('express inside an async main', () => {
  let app;
  before(() => (app = startFixture('express-main')));
  after(() => app.stop());

  test('it is the main module and sees a port', async () => {
    const body = await json(app, 'GET', '/health');
    assert.deepStrictEqual(body, { status: 'ok', port: '3000', main: true, argv: path.join(app.root, 'server.js') });
  });

  test('JSON bodies both ways', async () => {
    const body = JSON.stringify({ text: 'grün 🌱', list: [1, 2] });
    const response = await answer(app, 'POST', '/echo', { body, headers: { 'content-type': 'application/json' } });
    assert.strictEqual(response.statusCode, 201);
    assert.strictEqual(response.isBase64Encoded, false);
    assert.deepStrictEqual(JSON.parse(response.body), { got: JSON.parse(body), length: String(Buffer.byteLength(body)) });
    assert.match(response.headers['content-type'], /^application\/json/);
    for (const name of ['connection', 'keep-alive', 'transfer-encoding', 'content-length']) assert(!(name in response.headers), name);
  });

  test('a POST without a body', async () => {
    assert.deepStrictEqual(await json(app, 'POST', '/echo'), { got: {}, length: '0' });
  });

  test('binary bodies both ways', async () => {
    const body = Buffer.from(Array.from({ length: 256 }, (_, index) => index));
    const response = await answer(app, 'POST', '/binary', { body, headers: { 'content-type': 'application/octet-stream' } });
    assert.strictEqual(response.isBase64Encoded, true);
    assert.deepStrictEqual(Buffer.from(response.body, 'base64'), Buffer.from(body).reverse());
  });

  test('two cookies both ways', async () => {
    const response = await answer(app, 'GET', '/cookies', { cookies: ['one=1', 'two=2'] });
    assert.deepStrictEqual(JSON.parse(response.body), { cookie: 'one=1; two=2' });
    assert.deepStrictEqual(response.cookies, ['a=1; Path=/', 'b=two%2C%20with%20comma; Path=/']);
    assert(!('set-cookie' in response.headers));
  });

  test('headers of several values, and no trace of the bridge', async () => {
    const response = await answer(app, 'GET', '/headers', { headers: { 'X-Custom': 'a, b', connection: 'close', expect: '100-continue' } });
    assert.strictEqual(response.headers['x-many'], 'one, two');
    const { headers, raw } = JSON.parse(response.body);
    assert.strictEqual(headers['x-custom'], 'a, b');
    assert.strictEqual(headers.host, 'abc.execute-api.us-east-1.amazonaws.com');
    assert.strictEqual(headers['x-forwarded-for'], '203.0.113.9');
    assert(!('expect' in headers));
    assert(!JSON.stringify([headers, raw]).includes('semantest'), JSON.stringify(raw));
  });

  test('a client cannot choose its address with the header of the bridge', async () => {
    const body = await json(app, 'GET', '/address', { headers: { 'X-Semantest-Bridge': 'x 1 6.6.6.6' } });
    assert.strictEqual(body.socket, '203.0.113.9');
  });

  test('a query with repeated keys and encoded characters', async () => {
    const query = 'a=1&a=2&b=%26%3D%20%C3%BC&c=x+y&d=%2525';
    const body = await json(app, 'GET', '/query', { query });
    assert.deepStrictEqual(body, { query: { a: ['1', '2'], b: '&= ü', c: 'x y', d: '%25' }, url: `/query?${query}` });
  });

  test('paths that API Gateway has decoded', async () => {
    const body = await json(app, 'GET', '/a b/ü?#%25%zz/"<>');
    assert.strictEqual(body.error, 'not found');
    assert.strictEqual(body.path, '/a%20b/%C3%BC%3F%23%25%25zz/%22%3C%3E');
  });

  test('redirects pass', async () => {
    const response = await answer(app, 'GET', '/old');
    assert.strictEqual(response.statusCode, 302);
    assert.strictEqual(response.headers.location, '/new?x=1');
  });

  test('not found is the app’s own', async () => {
    const response = await answer(app, 'DELETE', '/nothing');
    assert.strictEqual(response.statusCode, 404);
    assert.strictEqual(JSON.parse(response.body).error, 'not found');
  });

  test('an answer of 1.5 MB', async () => {
    const response = await answer(app, 'GET', '/large', { query: 'kilobytes=1536' });
    assert.strictEqual(response.body.length, 1536 * 1024);
  });

  test('an answer over Lambda’s limit is a logged 502', async () => {
    const response = await answer(app, 'GET', '/large', { query: 'kilobytes=6200' });
    assert.strictEqual(response.statusCode, 502);
    await app.printed(/the answer to GET \/large is more than 6291456 bytes as Lambda sends it/);
  });

  test('an answer that is too large only in base64 is a logged 502', async () => {
    const response = await answer(app, 'GET', '/large', { query: 'kilobytes=5000&binary=1' });
    assert.strictEqual(response.statusCode, 502);
    await app.printed(/the answer to GET \/large is \d+ bytes in base64 as Lambda sends it; at most 6291456/);
  });

  test('an answer without end is a logged 502 before it fills the memory', async () => {
    const before = (await json(app, 'GET', '/memory')).rss;
    assert.strictEqual((await answer(app, 'GET', '/endless')).statusCode, 502);
    await app.printed(/the answer to GET \/endless is more than/);
    const after = (await json(app, 'GET', '/memory')).rss;
    assert(after - before < 100e6, `${before} to ${after} bytes`);
  });

  test('a body that the app refuses before it has read it', async () => {
    const body = Buffer.alloc(4 * 1024 * 1024, 'x');
    const response = await answer(app, 'POST', '/refuses', { body, headers: { 'content-type': 'application/json' } });
    assert.strictEqual(response.statusCode, 413);
    assert.match(response.body, /too large/);
  });

  test('a body of 4 MB both ways', async () => {
    const body = Buffer.alloc(4 * 1024 * 1024, 'ab');
    const response = await answer(app, 'POST', '/binary', { body, headers: { 'content-type': 'application/octet-stream' } });
    assert.deepStrictEqual(Buffer.from(response.body, 'base64'), Buffer.from(body).reverse());
  });

  test('an answer that breaks off is a logged 502', async () => {
    assert.strictEqual((await answer(app, 'GET', '/breaks-off')).statusCode, 502);
    await app.printed(/GET \/breaks-off: (aborted|the connection closed in the middle of the answer)/);
  });

  test('an answer in pieces, without length and with a trailer, is whole', async () => {
    const response = await answer(app, 'GET', '/pieces');
    assert.strictEqual(response.body, 'one two three');
    assert(!('trailer' in response.headers) && !('transfer-encoding' in response.headers));
  });

  test('an informational answer is passed over', async () => {
    assert.strictEqual((await answer(app, 'GET', '/early-hints')).body, 'after the hints');
  });

  test('an upgrade is an ordinary request: API Gateway passes none on', async () => {
    const headers = { connection: 'Upgrade', upgrade: 'websocket', 'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==', 'sec-websocket-version': '13' };
    const response = await answer(app, 'GET', '/headers', { headers });
    assert.strictEqual(response.statusCode, 200);
    assert(!('upgrade' in JSON.parse(response.body).headers));
  });

  test('HEAD has the length and no body', async () => {
    const response = await answer(app, 'HEAD', '/health');
    assert.strictEqual(response.statusCode, 200);
    assert.strictEqual(response.body, '');
    assert(Number(response.headers['content-length']) > 10);
  });

  for (const [name, status] of [['/empty', 204], ['/not-modified', 304]]) {
    test(`${status} has no body`, async () => {
      const response = await answer(app, 'GET', name);
      assert.strictEqual(response.statusCode, status);
      assert.strictEqual(response.body, '');
    });
  }

  test('an error thrown in a handler is the app’s own 500', async () => {
    const response = await answer(app, 'GET', '/throws');
    assert.strictEqual(response.statusCode, 500);
    assert.match(response.body, /handler broke/);
  });

  test('a rejection in a handler is a logged 502 and the next request is answered', async () => {
    const response = await answer(app, 'GET', '/rejects');
    assert.strictEqual(response.statusCode, 502);
    await app.printed(/unhandled rejection: Error: async handler broke/);
    assert(!response.body.includes('broke'));
    assert.strictEqual((await answer(app, 'GET', '/health')).statusCode, 200);
  });

  test('a request that hangs is answered before the function’s timeout', async () => {
    const { result } = await app.invoke(event('GET', '/hangs'), 600);
    assert.strictEqual(result.statusCode, 504);
    await app.printed(/GET \/hangs was not answered/);
  });

  test('every request under way sees its own caller', async () => {
    const addresses = Array.from({ length: 40 }, (_, index) => (index % 4 === 0 ? `2001:db8::${index + 1}` : `198.51.100.${index}`));
    const bodies = await Promise.all(addresses.map((sourceIp) => json(app, 'GET', '/address', { sourceIp })));
    assert.deepStrictEqual(bodies.map(({ ip }) => ip), addresses);
    assert.deepStrictEqual(bodies.map(({ socket }) => socket), addresses);
    assert.deepStrictEqual(bodies.map(({ family }) => family), addresses.map((address) => (address.includes(':') ? 'IPv6' : 'IPv4')));
  });

  test('a rate limiter by address counts each caller alone', async () => {
    const statuses = [];
    for (const sourceIp of ['192.0.2.1', '192.0.2.1', '192.0.2.2', '192.0.2.1', '192.0.2.2']) {
      statuses.push((await answer(app, 'GET', '/limited', { sourceIp })).statusCode);
    }
    assert.deepStrictEqual(statuses, [200, 200, 200, 429, 200]);
  });

  test('a stage that is not the default is no part of the path', async () => {
    assert.strictEqual((await answer(app, 'GET', '/dev/health', { stage: 'dev' })).statusCode, 200);
    assert.strictEqual((await json(app, 'GET', '/devices', { stage: 'dev' })).path, '/devices');
  });

  test('an event of another kind is refused', async () => {
    const { error } = await app.invoke({ hello: 'world' });
    assert.match(error.message, /payload format 2\.0/);
  });

  test('the bridge adds little to a warm request', async () => {
    for (let index = 0; index < 200; index += 1) await app.invoke(event('GET', '/health'));
    const times = [];
    for (let index = 0; index < 400; index += 1) times.push((await app.invoke(event('GET', '/health'))).milliseconds);
    times.sort((left, right) => left - right);
    console.log(`warm request through express: median ${times[200].toFixed(2)} ms`);
    assert(times[200] < 10, `median ${times[200]} ms`);
  });
});

describe('a plain http server', () => {
  let app;
  before(() => (app = startFixture('plain-http')));
  after(() => app.stop());

  test('what it sees', async () => {
    const response = await answer(app, 'PUT', '/x', { query: 'a=%20', body: Buffer.from([0, 255, 128]), headers: { 'content-length': '3' } });
    const body = JSON.parse(response.body);
    assert.strictEqual(body.method, 'PUT');
    assert.strictEqual(body.url, '/x?a=%20');
    assert.strictEqual(body.body, '00ff80');
    assert.strictEqual(body.headers['content-length'], '3');
    assert.strictEqual(body.cwd, app.root);
    assert.deepStrictEqual(response.cookies, ['x=1; Path=/', 'y=2; Expires=Wed, 21 Oct 2026 07:28:00 GMT']);
  });

  test('header values beyond Latin-1', async () => {
    const { headers } = await json(app, 'GET', '/', { headers: { 'x-name': 'grün 🌱' } });
    assert.strictEqual(Buffer.from(headers['x-name'], 'latin1').toString(), 'grün 🌱');
  });

  for (const [name, bytes] of [['/latin1', [0x66, 0xfc, 0x72]], ['/image', [0x89, 0x50, 0x4e, 0x47, 0, 255]]]) {
    test(`${name} keeps its bytes`, async () => {
      const response = await answer(app, 'GET', name);
      assert.strictEqual(response.isBase64Encoded, true);
      assert.deepStrictEqual([...Buffer.from(response.body, 'base64')], bytes);
    });
  }

  test('a compressed answer keeps its bytes', async () => {
    const response = await answer(app, 'GET', '/gzip', { headers: { 'accept-encoding': 'gzip' } });
    assert.strictEqual(response.headers['content-encoding'], 'gzip');
    assert.strictEqual(require('zlib').gunzipSync(Buffer.from(response.body, 'base64')).toString(), '{"zipped":true}');
  });

  test('a broken connection is a logged 502', async () => {
    assert.strictEqual((await answer(app, 'GET', '/destroys')).statusCode, 502);
    await app.printed(/GET \/destroys: (socket hang up|read ECONNRESET)/);
  });

  test('an exception is a logged 502 and the next request is answered', async () => {
    const response = await answer(app, 'GET', '/throws');
    assert.strictEqual(response.statusCode, 502);
    await app.printed(/uncaught exception: Error: plain handler broke/);
    assert.strictEqual((await answer(app, 'GET', '/')).statusCode, 200);
  });
});

describe('other ways to be a server', () => {
  const cases = [
    ['an exported express app', 'exported-app', {}, '<p>exported app</p>'],
    ['an exported function', 'exported-app', { entry: 'function.js' }, 'function / 203.0.113.9'],
    ['an exported handler', 'exported-handler', {}, '/ 1'],
    ['an exported handler with a callback', 'exported-handler', { entry: 'callback.js' }, '/'],
    ['the default export of an ES module', 'exported-default-esm', { entry: 'server.mjs' }, 'default GET'],
    ['an ES module that never finishes loading', 'esm', {}, 'module true'],
    ['a class that starts when its file is run', 'class-when-main', {}, 'event server 8082'],
    ['a server beside a WebSocket server', 'two-listeners', {}, 'rest'],
    ['a server that listens after a WebSocket server', 'two-listeners', { env: { LATER: '40' } }, 'rest'],
    ['a TypeScript build with a default export', 'typescript', { entry: 'dist/app.js' }, 'typed app Shop'],
    ['a TypeScript build with a handler named main', 'typescript', { entry: 'dist/api/handler.js' }, 'typed handler'],
    ['the first of two plain listeners', null, {
      files: { 'server.js': "const http = require('http'); for (const port of [9001, 9002]) http.createServer((q, r) => r.end(String(port))).listen(port)" },
    }, '9001'],
    ['the listener on PORT', null, {
      env: { PORT: '9002' },
      files: { 'server.js': "const http = require('http'); for (const port of [9001, 9002, 9003]) http.createServer((q, r) => r.end(String(port))).listen(port)" },
    }, '9002'],
    ['an exported server', null, {
      files: { 'server.js': "module.exports = require('http').createServer((q, r) => r.end('exported server'))" },
    }, 'exported server'],
    ['an export named app', null, {
      files: { 'server.js': "exports.app = (req, res) => res.end('named app')" },
    }, 'named app'],
    ['an exported app that listens late', null, {
      files: { 'server.js': "const app = (q, r) => r.end(String(app.ready)); module.exports = app; setTimeout(() => { app.ready = true; require('http').createServer(app).listen(1) }, 400)" },
    }, 'true'],
    ['an app that listens only elsewhere', null, {
      files: { 'server.js': "const app = (q, r) => r.end('exported'); module.exports = app; if (process.env.AWS_NEVER) require('http').createServer(app).listen(1)" },
    }, 'exported'],
    ['a TLS server', null, {
      files: { 'server.js': tlsServer() },
    }, 'secure 203.0.113.9'],
    ['an entry below the package root', null, {
      entry: 'api/server.js', directory: 'api',
      files: { 'api/server.js': "require('http').createServer((q, r) => r.end(require('path').basename(process.cwd()))).listen(1)" },
    }, 'api'],
    ['a slow start', 'express-main', { env: { SEED_MS: '1200' } }, null],
  ];
  for (const [name, fixture, options, expected] of cases) {
    test(name, () =>
      withFixture(fixture, options, async (app) => {
        const response = await answer(app, 'GET', expected === null ? '/health' : '/');
        assert(response.statusCode < 300, JSON.stringify(response));
        if (expected !== null) assert.strictEqual(response.body, expected);
      }));
  }
});

describe('log directories', () => {
  test('LOG_DIRECTORY is made', () =>
    withFixture('logs-at-import', {}, async (app) => {
      const { body } = await answer(app, 'GET', '/');
      assert.strictEqual(fs.readFileSync(path.join(body, 'app.log'), 'utf8'), 'started\n');
    }));

  test('without it, it is below /tmp', () =>
    withFixture('logs-at-import', { env: { LOG_DIRECTORY: null } }, async (app) => {
      assert.strictEqual((await answer(app, 'GET', '/')).body, '/tmp/logs');
    }));

  for (const [name, entry, where] of [['./logs', 'server.js', ''], ['./logs of a server below the package root', 'apps/api/server.js', 'apps/api']]) {
    test(`a package that cannot be written to, as on Lambda, and ${name}`, () =>
      withFixture(null, { entry, directory: where, isReadOnly: true, files: { 'shared/name.txt': 'shared', [entry]: readOnlyServer } }, async (app) => {
        const { log, data, shared, cwd } = await json(app, 'GET', '/');
        assert.deepStrictEqual([log, data], ['started\n', 'shared']);
        assert.strictEqual(shared, where === '' ? null : 'shared');
        assert.notStrictEqual(cwd, path.join(app.root, where));
        assert(!fs.existsSync(path.join(app.root, where, 'logs')));
      }));
  }

  test('a directory that cannot be written to is named with what to do', () =>
    withFixture(null, {
      files: { 'server.js': "throw Object.assign(new Error(\"EROFS: read-only file system, mkdir './logs'\"), { code: 'EROFS', path: './logs' })" },
    }, async (app) => {
      const { error } = await app.invoke(event('GET', '/'));
      assert.match(error.message, /wrote to \.\/logs, but on Lambda only \/tmp can be written to/);
      assert.match(error.message, /environment: in provision\.yaml/);
    }));
});

describe('servers that do not start', () => {
  const cases = [
    ['nothing listens', "console.log('hello from the app')", /ended without listening.*It printed:\n {2}hello from the app/s],
    ['nothing listens and nothing is printed', 'exports.start = () => {}', /its exports \(start\) .*It printed nothing/s],
    ['it throws', "console.error('before'); throw new TypeError('no luck')", /could not be started: no luck\..*before.*TypeError: no luck\n.*server\.js:1/s],
    ['a module is missing', "require('nowhere')", /Cannot find module 'nowhere'.*left out by \.provisionignore/s],
    ['its start rejects', "(async () => { throw new Error('no database') })()", /no database/],
    ['it exits', "console.log('no database'); process.exit(3)", /called process\.exit\(3\) while it started\. It printed:\n {2}no database/],
    ['it exits later', "setTimeout(() => process.exit(), 50)", /called process\.exit\(0\)/],
    ['it does not parse', 'const = 1', /SyntaxError/],
    ['three listeners', "const http = require('http'); for (const port of [3000, 9002, 9003]) http.createServer().listen(port)", /listens on 3 ports: 3000, 9002, 9003\. .*set PORT with environment: in provision\.yaml/],
    ['listeners one after the other', "const http = require('http'); const s = [1, 2, 3].map(() => http.createServer()); s[0].listen(91, () => s[1].listen(92, () => s[2].listen(93)))", /listens on 3 ports: 91, 92, 93\./],
    ['a main that takes nothing', "exports.main = () => require('http').createServer().listen(1)", /its exports \(main\) have no handler, main\(event\)/],
    ['it throws no error', "throw 'text'", /could not be started: text/],
    ['Debian’s own modules are not there', "require('express-not-copied')", /Cannot find module/],
  ];
  for (const [name, source, message] of cases) {
    test(name, () =>
      withFixture(null, { files: { 'server.js': source } }, async (app) => {
        const { error, result } = await app.invoke(event('GET', '/'), 5000);
        assert(error, JSON.stringify(result));
        assert.match(error.message, message);
        await app.printed(/\[semantest-bridge\]/);
        const again = await app.invoke(event('GET', '/'), 5000);
        assert.strictEqual(again.error.message, error.message);
      }));
  }

  test('after an error was given, Lambda gets a fresh process, and its log the error once more', () =>
    withFixture(null, { files: { 'server.js': "throw new Error('no luck')" }, env: { AWS_LAMBDA_RUNTIME_API: '127.0.0.1:9' } }, async (app) => {
      assert.match((await app.invoke(event('GET', '/'))).error.message, /no luck/);
      await assert.rejects(app.invoke(event('GET', '/')), /the process ended: 1/);
      assert.strictEqual(app.output().split('could not be started: no luck').length, 3);
    }));

  test('a start that takes longer than the invocation says so, and is used when it is done', () =>
    withFixture('express-main', { env: { SEED_MS: '1500', LAMBDA_HOST_EXTENSION: 'cjs' } }, async (app) => {
      const { error } = await app.invoke(event('GET', '/health'), 800);
      assert.match(error.message, /did not listen within the function's timeout/);
      assert.strictEqual((await answer(app, 'GET', '/health')).statusCode, 200);
    }));
});

test('a server that ends at SIGTERM is not held up by the connections of the bridge', () =>
  withFixture(null, {
    files: { 'server.js': "const s = require('http').createServer((q, r) => r.end('on')).listen(1); process.on('SIGTERM', () => s.close(() => { console.log('closed'); process.exit(0) }))" },
  }, async (app) => {
    await Promise.all([answer(app, 'GET', '/'), answer(app, 'GET', '/'), answer(app, 'GET', '/')]);
    process.kill(app.pid, 'SIGTERM');
    await app.printed(/closed/);
    assert.strictEqual(await app.ended(), 0);
  }));

test('SIGTERM handlers of the app are left alone', () =>
  withFixture(null, {
    files: { 'server.js': "process.on('SIGTERM', () => {}); require('http').createServer((q, r) => r.end(String(process.listenerCount('SIGTERM')))).listen(1)" },
  }, async (app) => {
    assert.strictEqual((await answer(app, 'GET', '/')).body, '1');
  }));

/** Writes ./logs at import, and reads files beside itself and above itself. */
const readOnlyServer = `
const fs = require('fs')
fs.mkdirSync('./logs', { recursive: true })
fs.writeFileSync('logs/app.log', 'started\\n')
const up = fs.existsSync('shared') ? 'shared' : '../../shared'
const read = (name) => (fs.existsSync(name) ? fs.readFileSync(name, 'utf8') : null)
require('http').createServer((q, r) => r.end(JSON.stringify({
  log: read('logs/app.log'), data: read(up + '/name.txt'), shared: read('../../shared/name.txt'), cwd: process.cwd(),
}))).listen(1)
`;

/** A server with a certificate made for the test. */
function tlsServer() {
  const { execFileSync } = require('node:child_process');
  const directory = fs.mkdtempSync(path.join(require('node:os').tmpdir(), 'bridge-tls-'));
  try {
    const key = path.join(directory, 'key.pem');
    const pem = path.join(directory, 'cert.pem');
    execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2', '-subj', '/CN=test', '-keyout', key, '-out', pem], { stdio: 'ignore' });
    const options = JSON.stringify({ key: fs.readFileSync(key, 'utf8'), cert: fs.readFileSync(pem, 'utf8') });
    return `require('https').createServer(${options}, (q, r) => r.end('secure ' + q.socket.remoteAddress)).listen(443)`;
  } finally {
    fs.rmSync(directory, { recursive: true, force: true });
  }
}
