// A WebSocket server on Debian's `ws` for the client's tests. Arguments: key and certificate file for TLS, or none.
// Prints its port on the first line. Ends when its standard input ends.
'use strict';
const fs = require('node:fs');
const http = require('node:http');
const https = require('node:https');
const folder = ['/usr/share/nodejs', '/usr/lib/nodejs'].find((name) => fs.existsSync(`${name}/ws`));
const { WebSocketServer } = require(`${folder}/ws`);

const [key, cert] = process.argv.slice(2);
const server = key
  ? https.createServer({ key: fs.readFileSync(key), cert: fs.readFileSync(cert) })
  : http.createServer();
// The client's process may be held up by other tests.
server.headersTimeout = 0;
server.requestTimeout = 0;
const sockets = new WebSocketServer({
  server,
  maxPayload: 4 << 20,
  perMessageDeflate: true,
  handleProtocols: (offered) => (offered.has('v1') ? 'v1' : false),
  verifyClient: ({ req }) => req.url !== '/refused',
});
sockets.on('connection', (socket, request) => {
  if (request.url === '/fragments') {
    socket.send('one ', { fin: false });
    socket.ping('between');
    socket.send('two ', { fin: false });
    socket.send('three', { fin: true });
  }
  if (request.url === '/close') socket.close(4001, 'as asked');
  if (request.url === '/vanish') socket.terminate();
  if (request.url === '/pings') {
    socket.on('pong', (data) => socket.send(`pong ${data}`));
    socket.ping('payload');
  }
  socket.on('message', (data, isBinary) => socket.send(data, { binary: isBinary }));
  socket.on('close', (code, reason) => process.stdout.write(`${code} ${reason}\n`));
});
server.listen(0, '127.0.0.1', () => process.stdout.write(`${server.address().port}\n`));
process.stdin.resume();
process.stdin.on('end', () => process.exit(0));
