/** Serves a folder of static files on this machine. */
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { extname, join, normalize } from 'node:path'

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.woff2': 'font/woff2',
  '.svg': 'image/svg+xml',
}

export interface ServedSite {
  /** Ends in a slash. */
  readonly url: string
  readonly close: () => Promise<void>
}

export async function serveSite(folder: string): Promise<ServedSite> {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://127.0.0.1')
    // A path that begins with a slash cannot climb out of the folder once it is normal.
    const path = normalize(decodeURIComponent(pathname))
    const file = path.endsWith('/') ? `${path}index.html` : path
    readFile(join(folder, file)).then(
      (content) =>
        response
          .writeHead(200, { 'content-type': types[extname(file)] ?? 'text/plain; charset=utf-8' })
          .end(content),
      () => response.writeHead(404).end('There is no such page.'),
    )
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the server has no port')
  return {
    url: `http://127.0.0.1:${address.port}/`,
    close: async () => {
      server.closeAllConnections()
      await once(server.close(), 'close')
    },
  }
}
