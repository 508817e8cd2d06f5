/** Reads a form that was posted as `application/x-www-form-urlencoded`. */
import type { Context as HttpContext } from 'hono'
import { OAuthError } from './oauth-error.ts'

/** Of each name the one value; undefined when the content type is another or a name occurs twice. */
export async function readForm(http: HttpContext): Promise<ReadonlyMap<string, string> | undefined> {
  const [type] = (http.req.header('content-type') ?? '').split(';')
  if (type?.trim().toLowerCase() !== 'application/x-www-form-urlencoded') return undefined
  return readOnce(new URLSearchParams(await http.req.text()))
}

/** The form of an app. @throws OAuthError `invalid_request` for anything else. */
export async function demandForm(http: HttpContext): Promise<ReadonlyMap<string, string>> {
  const form = await readForm(http)
  if (form !== undefined) return form
  throw new OAuthError('invalid_request', 'Send each parameter once, as application/x-www-form-urlencoded.')
}

/**
 * The parameters by name; undefined when one occurs twice.
 * @see https://www.rfc-editor.org/rfc/rfc6749#section-3.1
 */
export function readOnce(parameters: URLSearchParams): ReadonlyMap<string, string> | undefined {
  const map = new Map(parameters)
  return map.size === parameters.size ? map : undefined
}
