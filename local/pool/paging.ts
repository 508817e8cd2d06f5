/** Cuts long lists into pages with opaque tokens. */
import { parseJson } from '../parse-json.ts'
import { invalidParameter } from './errors.ts'

export interface Page<T> {
  readonly items: readonly T[]
  readonly nextToken: string | undefined
}

/**
 * One page of `items`, which are in the order of `positionOf`. The token holds the position of the last item, so that
 * no item is shown twice or left out when items come and go between pages.
 * @throws PoolError `InvalidParameterException` for a token that was not made here for the same `scope`.
 */
export function cutPage<T>(
  items: readonly T[],
  positionOf: (item: T) => number,
  page: { readonly scope: string; readonly limit: number; readonly token: string | undefined },
): Page<T> {
  const after = page.token === undefined ? Number.NEGATIVE_INFINITY : readToken(page.token, page.scope)
  const rest = items.filter((item) => positionOf(item) > after)
  const shown = rest.slice(0, page.limit)
  const last = shown.at(-1)
  const isMore = rest.length > shown.length && last !== undefined
  return { items: shown, nextToken: isMore ? makeToken(positionOf(last), page.scope) : undefined }
}

function makeToken(position: number, scope: string): string {
  return Buffer.from(JSON.stringify([position, scope])).toString('base64url')
}

function readToken(token: string, scope: string): number {
  const content = parseJson(Buffer.from(token, 'base64url').toString('utf8'))
  if (Array.isArray(content) && typeof content[0] === 'number' && content[1] === scope) return content[0]
  throw invalidParameter('Invalid pagination token.')
}
