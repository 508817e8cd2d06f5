/** Which stage and route of an API a request belongs to.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html */
import type { ApiModel, RouteModel } from './model.ts'

export interface Chosen {
  readonly api: ApiModel
  readonly stage: ApiModel['stages'][number]
  readonly route: RouteModel
  /** Without the stage. */
  readonly path: string
  readonly pathParameters: Readonly<Record<string, string>>
}

/** Undefined without a stage. */
export function chooseRoute(api: ApiModel, method: string, path: string): Chosen | 'no route' | undefined {
  const named = api.stages.find(({ name }) => path === `/${name}` || path.startsWith(`/${name}/`))
  const stage = named ?? api.stages.find(({ name }) => name === '$default')
  if (stage === undefined) return undefined
  const rest = named === undefined ? path : path.slice(named.name.length + 1) || '/'
  const [best] = (api.kind === 'rest-api' ? keepBranch(api.routes, rest) : api.routes)
    .flatMap((route) => {
      const matched = match(route.key, method, rest)
      return matched === undefined ? [] : [{ ...matched, route }]
    })
    .toSorted((one, other) => (one.rank < other.rank ? -1 : 1))
  return best === undefined
    ? 'no route'
    : { api, stage, route: best.route, path: rest, pathParameters: best.pathParameters }
}

/** A REST API goes down its tree of resources, and never back: a resource hides its greedy siblings from all that is under
 * it, also from methods that it does not have.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-set-up-simple-proxy.html */
function keepBranch(routes: readonly RouteModel[], path: string): readonly RouteModel[] {
  const given = path.split('/')
  const kindAt = ({ key }: RouteModel, index: number): string => {
    const segment = key.split(' ')[1]?.split('/')[index]
    if (segment === given[index]) return 'text'
    return /^\{.+?(\+?)\}$/.exec(segment ?? '')?.[1] ?? 'other'
  }
  let kept = routes
  for (const index of given.keys()) {
    const kind = ['text', '', '+'].find((each) => kept.some((route) => kindAt(route, index) === each))
    kept = kept.filter((route) => kindAt(route, index) === kind)
    if (kind === '+') break
  }
  return kept
}

/** The lower rank is the better match: segment by segment a text before a variable before a greedy one, then the route's
 * own method before `ANY`, then `$default`. */
function match(
  key: string,
  method: string,
  path: string,
): { readonly rank: string; readonly pathParameters: Readonly<Record<string, string>> } | undefined {
  if (key === '$default') return { rank: '9', pathParameters: {} }
  const [own = '', pattern = ''] = key.split(' ')
  if (own !== 'ANY' && own !== method) return undefined
  const wanted = pattern.split('/').slice(1)
  const given = path.split('/').slice(1)
  const pathParameters: Record<string, string> = {}
  let rank = ''
  for (const [index, segment] of wanted.entries()) {
    const variable = /^\{(.+?)(\+?)\}$/.exec(segment)
    const text = given[index]
    if (text === undefined) return undefined
    if (variable?.[2] === '+') {
      pathParameters[variable[1] ?? ''] = decode(given.slice(index).join('/'))
      return given.slice(index).join('') === ''
        ? undefined
        : { rank: `${rank}2${own === 'ANY' ? 1 : 0}`, pathParameters }
    }
    if (variable === null && segment !== text) return undefined
    if (variable !== null) {
      if (text === '') return undefined
      pathParameters[variable[1] ?? ''] = decode(text)
    }
    rank += variable === null ? '0' : '1'
  }
  return wanted.length === given.length
    ? { rank: `${rank}${own === 'ANY' ? 1 : 0}`, pathParameters }
    : undefined
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
