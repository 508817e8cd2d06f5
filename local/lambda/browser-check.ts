/** Keeps web pages away from the service, which runs code for whoever can reach it. */
import type { IncomingHttpHeaders } from 'node:http'

/**
 * True for a request that a page in a browser has made, or that came by a name which somebody's DNS points at
 * 127.0.0.1. Tools and SDKs send neither `Origin` nor `Sec-Fetch-Site`.
 * @see https://developer.mozilla.org/docs/Web/HTTP/Reference/Headers/Sec-Fetch-Site
 */
export function isFromBrowser(headers: IncomingHttpHeaders): boolean {
  if (headers.origin !== undefined || headers['sec-fetch-site'] !== undefined) return true
  return !/^(127\.0\.0\.1|localhost)(:\d+)?$/.test(headers.host ?? '')
}
