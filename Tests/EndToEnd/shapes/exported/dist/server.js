// Shape 5 with WebSockets: a server that somebody else is to start.
const http = require('http')
const { WebSocketServer } = require('ws')
const { answers, chat, mayEnter } = require('./behaviour')

const server = http.createServer(answers('exported'))
chat(new WebSocketServer({ server, verifyClient: mayEnter }), 'exported')
module.exports = { server }
