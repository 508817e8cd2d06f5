/** Stands in for an API of API Gateway: the request passes its route and authorizer, and its function answers within the
 * limits.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html */
import { randomUUID } from 'node:crypto'
import { callers } from '@cognito-trigger-suite/callers'
import type { Served } from '../../listen.ts'
import { type DoorAnswer, type DoorRequest, openDoor } from '../door.ts'
import type { Invoker } from '../invoker.ts'
import { answerOf, message, words } from './answer.ts'
import { answerPreflight, withCors } from './cors.ts'
import { integrationEvent, type Passage, stageArn } from './event.ts'
import { createJwtAuthorizers } from './jwt-authorizer.ts'
import { createLambdaAuthorizers, refuse, type Verdict } from './lambda-authorizer.ts'
import type { ApiModel, RouteModel } from './model.ts'
import { chooseRoute } from './routes.ts'

/** Of the request line and the values of all headers. */
const maxHeadBytes = 10_240
const maxBodyBytes = 10_485_760

/** `current` is the API as the template has it now; undefined once it is gone. */
export function serveApi(
  kind: ApiModel['kind'],
  current: () => ApiModel | undefined,
  invoker: Invoker,
  port: number,
): Promise<Served> {
  const { clock, region, accountId, invoke, isAllowed, onExchange } = invoker
  const { noStage, noRoute, notRun, denied, tooLarge } = words[kind]
  const askLambda = createLambdaAuthorizers(invoker)
  const checkToken = createJwtAuthorizers(invoker)
  const authorize = (passage: Passage, { authorizer }: RouteModel): Promise<Verdict> => {
    switch (authorizer.kind) {
      case 'none':
        return Promise.resolve({ kind: 'passes' })
      case 'unknown':
        return Promise.resolve(refuse(denied.byNone))
      case 'lambda':
        return askLambda(passage, authorizer)
      case 'jwt':
        return checkToken(passage, authorizer)
    }
  }

  async function answer(request: DoorRequest): Promise<DoorAnswer> {
    const api = current()
    const chosen = api && chooseRoute(api, request.method, request.path)
    if (chosen === undefined) return noStage
    if (chosen === 'no route') return (api?.cors && answerPreflight(api.cors, request)) ?? noRoute
    const passage = {
      ...chosen,
      request,
      region,
      accountId,
      requestId: randomUUID(),
      receivedAtMs: clock.epochMs(),
    }
    const verdict = await authorize(passage, chosen.route)
    if (verdict.kind === 'refused') return verdict.answer
    const { integration } = chosen.route
    if (integration === undefined) return notRun
    const { functionArn, payload, timeoutMs: abandonAfterMs } = integration
    if (!isAllowed(functionArn, routeArn(passage), 'apigateway.amazonaws.com')) return notRun
    const event = integrationEvent(passage, payload, verdict.authorized)
    const { traceId } = request
    const result = await invoke({ functionArn, payload: event, abandonAfterMs, traceId })
    const answered = answerOf(result, payload, passage)
    const { cors } = passage.api
    return cors === undefined ? answered : withCors(cors, request, answered)
  }

  return openDoor({
    port,
    clock,
    maxBodyBytes,
    refuse: ({ method, path, query, headers }) =>
      Buffer.byteLength([method, path, query, ...headers.map(([, value]) => value)].join('')) > maxHeadBytes
        ? message(431, 'Request Header Fields Too Large')
        : undefined,
    tooLarge,
    failed: words[kind].failed,
    onExchange: (exchange) =>
      onExchange(
        `${kind === 'http-api' ? 'HTTP' : 'REST'} API ${current()?.name ?? ''}`,
        exchange,
        callers[kind].waitsMs,
      ),
    answer,
  })
}

/** What a function's policy speaks of: the route, not the request's own path. */
function routeArn(passage: Passage): string {
  const [method = '', pattern = ''] = passage.route.key.split(' ')
  return stageArn(passage, pattern === '' ? method : `${passage.request.method}${pattern}`)
}
