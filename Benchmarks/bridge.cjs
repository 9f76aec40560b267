'use strict';
// How much longer a warm request through the AWS REST bridge takes than the same request sent straight to the server.
// Prints one line of JSON, in milliseconds.
const http = require('node:http');
const path = require('node:path');
const { startFixture, event } = require(path.join(__dirname, '..', 'Tests', 'Bridges', 'task-root.cjs'));

const rounds = Number(process.argv[2] || 400);
const median = (values) => values.sort((a, b) => a - b)[values.length >> 1];
const now = () => Number(process.hrtime.bigint()) / 1e6;

async function direct() {
  // The same server in this process, on a loopback port, over a connection that is kept open as the bridge keeps its own.
  const server = http.createServer((request, response) => response.end('ok'));
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  const get = () => new Promise((resolve, reject) => {
    http.get({ port: server.address().port, host: '127.0.0.1', path: '/', agent }, (response) => {
      response.resume();
      response.on('end', resolve);
    }).on('error', reject);
  });
  for (let index = 0; index < 50; index++) await get();
  const times = [];
  for (let index = 0; index < rounds; index++) {
    const began = now();
    await get();
    times.push(now() - began);
  }
  agent.destroy();
  server.close();
  return median(times);
}

async function bridged() {
  const app = startFixture('plain-http');
  try {
    const times = [];
    for (let index = 0; index < rounds + 50; index++) {
      const { milliseconds, error } = await app.invoke(event('GET', '/'));
      if (error) throw new Error(error.message);
      if (index >= 50) times.push(milliseconds);
    }
    return median(times);
  } finally {
    await app.stop();
  }
}

(async () => {
  console.log(JSON.stringify({ direct: await direct(), bridged: await bridged() }));
})().catch((error) => {
  console.error(error);
  process.exit(1);
});
