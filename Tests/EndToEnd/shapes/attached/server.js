// Shape 4: one http.Server with express and ws attached to it.
const http = require('node:http')
const express = require('express')
const { WebSocketServer } = require('ws')
const behaviour = require('./behaviour')

const app = express()
const server = http.createServer(app)
const sockets = new WebSocketServer({ server, path: '/ws', verifyClient: behaviour.mayEnter })
behaviour.chat(sockets, 'attached')
app.post('/events', express.json(), (request, response) => {
  for (const client of sockets.clients) client.send(JSON.stringify(request.body))
  response.status(202).json({ clients: sockets.clients.size })
})
behaviour.routes(app, express, 'attached')
server.listen(process.env.PORT || 3003, '0.0.0.0')
