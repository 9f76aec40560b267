// Shape 6: it makes ./logs while it is being loaded, and what it answers comes from a folder outside its own.
const fs = require('fs')
const http = require('http')
const { WebSocketServer } = require('ws')
const { answers, chat, mayEnter } = require('../../shared/behaviour')

fs.mkdirSync('./logs', { recursive: true })
const log = fs.createWriteStream('./logs/server.log', { flags: 'a' })
const answer = answers('outside')
const server = http.createServer((request, response) => {
  log.write(`${request.method} ${request.url}\n`)
  if (request.url === '/write') {
    return fs.writeFile(`${__dirname}/note`, '', (error) => response.end(error ? error.code : 'written'))
  }
  if (request.url === '/log') return response.end(fs.readFileSync('logs/server.log'))
  return answer(request, response)
})
chat(new WebSocketServer({ server, verifyClient: mayEnter }), 'outside')
server.listen(3003)
