'use strict';
// A plain Node.js server, as it runs on any machine: `node server.js`. Nothing in it knows of Lambda.
const http = require('http');

const port = process.env.PORT || 3000;
const notes = [];

function send(response, status, value) {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(value));
}

async function bodyOf(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

const server = http.createServer(async (request, response) => {
  const { pathname } = new URL(request.url, 'http://localhost');
  if (request.method === 'GET' && pathname === '/health') {
    return send(response, 200, { status: 'ok' });
  }
  if (request.method === 'GET' && pathname === '/') {
    return send(response, 200, { hello: 'world', from: request.socket.remoteAddress });
  }
  if (request.method === 'GET' && pathname === '/notes') {
    return send(response, 200, { notes }); // kept in memory: each instance has its own
  }
  if (request.method === 'POST' && pathname === '/notes') {
    try {
      notes.push(JSON.parse(await bodyOf(request)));
    } catch {
      return send(response, 400, { error: 'the body is not JSON' });
    }
    return send(response, 201, { count: notes.length });
  }
  send(response, 404, { error: `nothing at ${pathname}` });
});

server.listen(port, () => console.log(`listening on port ${server.address().port}`));
