/** Stands in for a CloudFront distribution: its function is asked about every request of a viewer; nothing is cached.
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/lambda-at-edge-function-restrictions.html */
import { randomUUID } from 'node:crypto'
import { callers } from '@cognito-trigger-suite/callers'
import type { InvokeResult } from '../../lambda/invocation.ts'
import type { Served } from '../../listen.ts'
import { matchesPattern } from '../../template/match-pattern.ts'
import { type DoorAnswer, type DoorRequest, openDoor, plain, withForwarded } from '../door.ts'
import type { Invoker } from '../invoker.ts'
import type { BehaviorModel, DistributionModel, OriginModel } from './model.ts'
import { askOrigin } from './origin.ts'
import { type EdgeEnd, readEnd, viewerEvent } from './viewer-request.ts'

/** @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html */
const maxUrlBytes = 8_192
const maxHeadBytes = 20_480
/** More than AWS's own sample of 20 MB is no use on this machine; CloudFront takes gigabytes. */
const maxBodyBytes = 20_971_520

/** `current` is the distribution as the template has it now; undefined once it is gone. */
export function serveEdge(
  current: () => DistributionModel | undefined,
  { clock, invoke, onExchange }: Pick<Invoker, 'clock' | 'invoke' | 'onExchange'>,
  {
    port,
    addressOf,
  }: { readonly port: number; readonly addressOf: (origin: OriginModel) => string | undefined },
): Promise<Served> {
  async function ask(
    request: DoorRequest,
    distribution: DistributionModel,
    { viewerRequest }: BehaviorModel,
  ) {
    if (viewerRequest === undefined) return { kind: 'goes-on', request } as const
    const { functionArn, includesBody } = viewerRequest
    const payload = viewerEvent(request, distribution, { includesBody, requestId: randomUUID() })
    return endOf(
      await invoke({ functionArn, payload, abandonAfterMs: callers.edge.waitsMs, traceId: request.traceId }),
      request,
    )
  }

  return openDoor({
    port,
    clock,
    maxBodyBytes,
    refuse({ path, query, headers }) {
      const urlBytes = Buffer.byteLength(path) + Buffer.byteLength(query)
      const headBytes = Buffer.byteLength(headers.flat().join(''))
      return urlBytes > maxUrlBytes || urlBytes + headBytes > maxHeadBytes ? page(413) : undefined
    },
    tooLarge: page(413),
    failed: page(502),
    onExchange: (exchange) => onExchange(`distribution ${current()?.name ?? ''}`, exchange),
    async answer(request) {
      const distribution = current()
      const path = normalize(request.path)
      const behavior = distribution?.behaviors.find(({ pattern }) => isBelow(path, pattern))
      if (distribution === undefined || behavior === undefined) return page(404)
      if (!behavior.methods.includes(request.method)) return page(403)
      const end = await ask(request, distribution, behavior)
      if (end.kind === 'answer') return end.answer
      const headers = withForwarded({ ...request, headers: end.request.headers })
      return askOrigin({ ...end.request, headers }, behavior.origin, addressOf(behavior.origin))
    },
  })
}

/** @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/http-502-bad-gateway.html
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/http-503-service-unavailable.html */
function endOf(result: InvokeResult, request: DoorRequest): EdgeEnd {
  const end = result.kind === 'success' ? readEnd(result.payload, request) : undefined
  return end ?? { kind: 'answer', answer: page(result.kind === 'success' ? 502 : 503) }
}

/** By this a behaviour is chosen. The function and the origin get the path as it was sent. In which order its parts are done
 * no document says.
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/DownloadDistValuesCacheBehavior.html#path-normalization */
function normalize(path: string): string {
  const unreserved = path.replaceAll(/%([0-9a-f]{2})/gi, (code, hex: string) => {
    const character = String.fromCharCode(Number.parseInt(hex, 16))
    return /[\w.~-]/.test(character) ? character : code.toUpperCase()
  })
  return new URL(`path://host${unreserved.replaceAll(/\/{2,}/g, '/')}`).pathname
}

/** @see https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_CacheBehavior.html */
function isBelow(path: string, pattern: string): boolean {
  return matchesPattern(pattern.startsWith('/') || pattern === '*' ? pattern : `/${pattern}`, path, 'exact')
}

function page(status: number): DoorAnswer {
  const text = `The request could not be satisfied (${status}).`
  return plain(
    status,
    `<html><head><title>ERROR: ${text}</title></head><body><h1>${text}</h1></body></html>`,
    'text/html',
  )
}
