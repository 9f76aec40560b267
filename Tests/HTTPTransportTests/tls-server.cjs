// A server for the transport's tests: HTTP/2 and HTTP/1.1 over TLS on a free loopback port.
// Arguments: key file, certificate file, "h1" for HTTP/1.1 only. Prints its port on the first line. Ends when its
// standard input ends.
'use strict';
const fs = require('node:fs');
const http2 = require('node:http2');
const https = require('node:https');

const [key, cert, mode] = process.argv.slice(2);
const options = { key: fs.readFileSync(key), cert: fs.readFileSync(cert), allowHTTP1: true };

function answer(request, response) {
  let received = 0;
  request.on('data', (chunk) => { received += chunk.length; });
  request.on('end', () => {
    const length = Number(new URL(request.url, 'https://localhost').searchParams.get('length') || 0);
    const body = length > 0 ? Buffer.alloc(length, 'x') : `${request.httpVersion} ${request.method} ${received}`;
    response.writeHead(200, { 'content-type': 'text/plain', 'content-length': Buffer.byteLength(body) });
    response.end(body);
  });
}

const server = mode === 'h1' ? https.createServer(options, answer) : http2.createSecureServer(options, answer);
server.listen(0, '127.0.0.1', () => process.stdout.write(`${server.address().port}\n`));
process.stdin.resume();
process.stdin.on('end', () => process.exit(0));
