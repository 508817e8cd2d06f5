/** Stands in for a listener of an Application Load Balancer: the first rule that holds answers, within the limits.
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/lambda-functions.html
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-troubleshooting.html */
import { callers } from '@cognito-trigger-suite/callers'
import { isObject, own } from '@cognito-trigger-suite/triggers/internal/core/json'
import type { InvokeResult } from '../../lambda/invocation.ts'
import type { Served } from '../../listen.ts'
import { parseJson } from '../../parse-json.ts'
import { matchesPattern } from '../../template/match-pattern.ts'
import { type DoorAnswer, type DoorRequest, groupHeaders, type Headers, openDoor, plain } from '../door.ts'
import type { Invoker } from '../invoker.ts'
import { targetEvent } from './event.ts'
import type { ConditionModel, LoadBalancerModel, RedirectModel, TargetModel } from './model.ts'

const maxLineBytes = 16_384
const maxHeadBytes = 65_536

const reasons = new Map([
  [400, '400 Bad Request'],
  [404, '404 Not Found'],
  [413, '413 Request Entity Too Large'],
  [414, '414 URI Too Long'],
  [502, '502 Bad Gateway'],
  [503, '503 Service Temporarily Unavailable'],
])

/** `current` is the listener as the template has it now; undefined once it is gone. */
export function serveLoadBalancer(
  current: () => LoadBalancerModel | undefined,
  { clock, invoke, isAllowed, onExchange }: Invoker,
  port: number,
): Promise<Served> {
  async function callTarget(request: DoorRequest, target: TargetModel): Promise<DoorAnswer> {
    const { functionArn, targetGroupArn, hasMultiValueHeaders } = target
    if (!isAllowed(functionArn, targetGroupArn, 'elasticloadbalancing.amazonaws.com')) return page(502)
    const { traceId } = request
    const result = await invoke({ functionArn, payload: targetEvent(request, target), traceId })
    return readAnswer(result, hasMultiValueHeaders) ?? page(502)
  }

  return openDoor({
    port,
    clock,
    maxBodyBytes: callers.alb.requestBytes,
    refuse({ path, query, headers }) {
      if (Buffer.byteLength(path) + Buffer.byteLength(query) > maxLineBytes) return page(414)
      const sizes = headers.map(([name, value]) => Buffer.byteLength(name) + Buffer.byteLength(value))
      const whole = sizes.reduce((sum, size) => sum + size, 0)
      return whole > maxHeadBytes || sizes.some((size) => size > maxLineBytes) ? page(400) : undefined
    },
    tooLarge: page(413),
    failed: page(502),
    onExchange: (exchange) => onExchange(`load balancer ${current()?.name ?? ''}`, exchange),
    async answer(request) {
      const rule = current()?.rules.find(({ conditions }) => conditions.every((each) => holds(each, request)))
      switch (rule?.action.kind) {
        case 'lambda':
          return callTarget(request, rule.action.target)
        case 'fixed':
          return plain(rule.action.status, rule.action.body, rule.action.contentType)
        case 'redirect':
          return redirect(request, rule.action.status, rule.action.location)
        case 'unknown':
          return page(503)
        case undefined:
          return page(404)
      }
    },
  })
}

function page(status: number): DoorAnswer {
  const title = reasons.get(status) ?? String(status)
  return plain(
    status,
    `<html><head><title>${title}</title></head><body><h1>${title}</h1></body></html>`,
    'text/html',
  )
}

/** Undefined for what a load balancer answers with a 502. */
function readAnswer(result: InvokeResult, isMultiValue: boolean): DoorAnswer | undefined {
  if (result.kind !== 'success' || Buffer.byteLength(result.payload) > callers.alb.answerBytes)
    return undefined
  const value = parseJson(result.payload)
  const status = own(value, 'statusCode')
  const body = own(value, 'body') ?? ''
  const isEncoded = own(value, 'isBase64Encoded')
  const headers = readHeaders(own(value, isMultiValue ? 'multiValueHeaders' : 'headers'), isMultiValue)
  if (typeof status !== 'number' || !Number.isInteger(status) || status < 200 || status > 599)
    return undefined
  if (typeof body !== 'string' || typeof isEncoded !== 'boolean' || headers === undefined) return undefined
  return { status, headers, body: isEncoded ? Buffer.from(body, 'base64') : body }
}

/** Names are told apart without their letter case, so that of two spellings the last stays. */
function readHeaders(value: unknown, isMultiValue: boolean): Headers | undefined {
  if (!isObject(value)) return undefined
  const headers = new Map<string, Headers>()
  for (const [name, each] of Object.entries(value)) {
    const values: readonly unknown[] = isMultiValue && Array.isArray(each) ? each : [each]
    if (isMultiValue !== Array.isArray(each) || values.some((one) => typeof one !== 'string'))
      return undefined
    headers.set(
      name.toLowerCase(),
      values.map((one) => [name, String(one)]),
    )
  }
  return [...headers.values()].flat()
}

function holds({ field, name = '', patterns }: ConditionModel, request: DoorRequest): boolean {
  const headers = groupHeaders(request.headers)
  const values = {
    path: () => [request.path],
    host: () => [(headers.get('host')?.[0] ?? '').replace(/:\d+$/, '')],
    method: () => [request.method],
    header: () => headers.get(name.toLowerCase()) ?? [],
    query: () => {
      const query = new URLSearchParams(request.query)
      return name === '' ? [...query.values()] : query.getAll(name)
    },
  }[field]()
  const letterCase = field === 'path' || field === 'method' ? 'exact' : 'ignore-case'
  return values.some((value) => patterns.some((pattern) => matchesPattern(pattern, value, letterCase)))
}

function redirect(request: DoorRequest, status: number, to: RedirectModel): DoorAnswer {
  const host = (groupHeaders(request.headers).get('host')?.[0] ?? '').replace(/:\d+$/, '')
  const parts = {
    protocol: 'http',
    host,
    port: String(request.port),
    path: request.path.slice(1),
    query: request.query,
  }
  const fill = (text: string): string =>
    Object.entries(parts).reduce((filled, [key, value]) => filled.replaceAll(`#{${key}}`, value), text)
  const query = fill(to.query)
  const location = `${fill(to.protocol).toLowerCase()}://${fill(to.host)}:${fill(to.port)}${fill(to.path)}${query === '' ? '' : `?${query}`}`
  return { status, headers: [['location', location]], body: '' }
}
