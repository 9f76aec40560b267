// Shape 2: a plain http server and a separate ws server, on two hard-coded ports, as soon as it is loaded; nothing is exported.
const http = require('http')
const WebSocket = require('ws')
const { answers, chat, mayEnter } = require('./behaviour')

http.createServer(answers('two-listeners')).listen(8080)
chat(new WebSocket.Server({ port: 8081, verifyClient: mayEnter }), 'two-listeners')
setInterval(() => {}, 1000) // a worker that never rests
