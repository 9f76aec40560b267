// Shape 3 as an ES module: a class that is exported, and started only when its file is the one that was run.
import { createServer } from 'node:http'
import { fileURLToPath } from 'node:url'
import { WebSocketServer } from 'ws'
import behaviour from './behaviour.cjs'

export class EventServer {
  constructor(port, { path }) {
    Object.assign(this, { port, path })
  }

  async start() {
    this.server = createServer(behaviour.answers('class-when-main'))
    this.sockets = new WebSocketServer({ server: this.server, path: this.path, verifyClient: behaviour.mayEnter })
    behaviour.chat(this.sockets, 'class-when-main')
    await new Promise((resolve) => this.server.listen(this.port, resolve))
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await new EventServer(8082, { path: '/ws-events' }).start()
