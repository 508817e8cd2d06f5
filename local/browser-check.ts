/** Keeps web pages away from services that obey every caller. */
import type { IncomingHttpHeaders, Server } from 'node:http'

/**
 * True for a request of a page in a browser, or for one that came by a foreign host name that points at 127.0.0.1.
 * Tools and SDKs send neither `Origin` nor `Sec-Fetch-Site`.
 * @see https://developer.mozilla.org/docs/Web/HTTP/Reference/Headers/Sec-Fetch-Site
 */
export function isFromBrowser(headers: IncomingHttpHeaders): boolean {
  if (headers.origin !== undefined || headers['sec-fetch-site'] !== undefined) return true
  return !/^(127\.0\.0\.1|localhost)(:\d+)?$/.test(headers.host ?? '')
}

/** Answers 403 to pages in place of the server's own handlers, also those of a library. */
export function refuseBrowsers(server: Server): void {
  const handlers = server.listeners('request')
  server.removeAllListeners('request')
  server.on('request', (request, response) => {
    if (isFromBrowser(request.headers)) {
      request.resume()
      response.writeHead(403, { 'content-type': 'text/plain' }).end('No page of a browser may ask here.')
      return
    }
    for (const handle of handlers) Reflect.apply(handle, server, [request, response])
  })
}
