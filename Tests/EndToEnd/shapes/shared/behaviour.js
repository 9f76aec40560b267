// What the servers of all shapes answer, over HTTP and over WebSockets. It needs no package: they give it theirs.
const crypto = require('crypto')

/** Names this process, so that a test sees which Lambda instance did something. */
const instance = crypto.randomUUID()

const readBody = async (request) => {
  const chunks = []
  for await (const chunk of request) chunks.push(chunk)
  return Buffer.concat(chunks)
}

/** Listens to plain requests. */
exports.answers = (shape) => async (request, response) => {
  const { pathname, searchParams } = new URL(request.url, 'http://localhost')
  const json = (value, status = 200) => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value))
  }
  switch (`${request.method} ${pathname}`) {
    case 'HEAD /':
    case 'GET /': return json({ shape, path: pathname, query: Object.fromEntries(searchParams) })
    case 'POST /json': return json({ received: JSON.parse(await readBody(request)) }, 201)
    case 'POST /binary':
      response.setHeader('content-type', 'application/octet-stream')
      return response.end((await readBody(request)).reverse())
    case 'GET /cookies':
      response.setHeader('set-cookie', ['first=1; Path=/', 'second=two%20words; Path=/'])
      return response.end(request.headers.cookie)
    case 'GET /moved': return response.writeHead(302, { location: '/' }).end()
    case 'GET /large': return response.end('x'.repeat(1 << 20))
    case 'GET /later': return setTimeout(json, 300, { instance })
    case 'DELETE /item': return response.writeHead(204).end()
    default: return json({ error: 'not found' }, 404)
  }
}

/** The same with express. */
exports.routes = (app, express, shape) => {
  app.get('/', (request, response) => response.json({ shape, path: request.path, query: request.query }))
  app.post('/json', express.json(), (request, response) => response.status(201).json({ received: request.body }))
  app.post('/binary', express.raw({ type: '*/*' }), (request, response) => {
    response.type('application/octet-stream').send(Buffer.from(request.body).reverse())
  })
  app.get('/cookies', (request, response) => {
    response.cookie('first', '1').cookie('second', 'two words').send(request.headers.cookie)
  })
  app.get('/moved', (request, response) => response.redirect('/'))
  app.get('/large', (request, response) => response.send('x'.repeat(1 << 20)))
  app.get('/later', (request, response) => setTimeout(() => response.json({ instance }), 300))
  app.delete('/item', (request, response) => response.status(204).end())
  app.use((request, response) => response.status(404).json({ error: 'not found' }))
}

const nameOf = (request) => new URL(request.url, 'ws://localhost').searchParams.get('name')

/** For `verifyClient`: strangers stay out. */
exports.mayEnter = ({ req }) => nameOf(req) !== 'stranger'

/** Greets, echoes, answers late, speaks to everybody, closes, and tells that a client came and left. */
exports.chat = (sockets, shape) => {
  const everybody = (value) => {
    for (const client of sockets.clients) if (client.readyState === 1) client.send(JSON.stringify({ ...value, instance }))
  }
  sockets.on('connection', (socket, request) => {
    const name = nameOf(request)
    const send = (value) => socket.send(JSON.stringify({ ...value, instance }))
    send({ type: 'welcome', name, shape, address: request.socket.remoteAddress })
    if (name === 'loud') everybody({ type: 'joined', name })
    socket.on('message', (data) => {
      const message = JSON.parse(data)
      if (message.type === 'echo') send(message)
      if (message.type === 'later') setTimeout(send, 300, message)
      if (message.type === 'all') everybody({ ...message, name })
      if (message.type === 'close') socket.close(4001, 'as asked')
    })
    socket.on('close', () => name === 'loud' && everybody({ type: 'left', name }))
  })
}
