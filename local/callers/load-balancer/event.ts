/** The event that a load balancer sends to a function.
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/lambda-functions.html */
import { type DoorRequest, encodeBody, groupHeaders, withForwarded } from '../door.ts'
import type { TargetModel } from './model.ts'

export function targetEvent(
  request: DoorRequest,
  { targetGroupArn, hasMultiValueHeaders }: TargetModel,
): object {
  const headers = groupHeaders(withForwarded(request))
  const query = groupQuery(request.query)
  return {
    requestContext: { elb: { targetGroupArn } },
    httpMethod: request.method,
    path: request.path,
    ...(hasMultiValueHeaders
      ? {
          multiValueQueryStringParameters: Object.fromEntries(query),
          multiValueHeaders: Object.fromEntries(headers),
        }
      : { queryStringParameters: lastOf(query), headers: lastOf(headers) }),
    ...encodeBody(request, isText(headers) || request.body.length === 0),
  }
}

/** Without multi-value headers the last of a name stays. */
function lastOf(groups: ReadonlyMap<string, readonly string[]>): Readonly<Record<string, string>> {
  return Object.fromEntries([...groups].map(([name, values]) => [name, values.at(-1) ?? '']))
}

/** As sent: nothing is decoded. */
function groupQuery(query: string): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, string[]>()
  for (const pair of query.split('&').filter((each) => each !== '')) {
    const [name = '', ...value] = pair.split('=')
    groups.set(name, [...(groups.get(name) ?? []), value.join('=')])
  }
  return groups
}

function isText(headers: ReadonlyMap<string, readonly string[]>): boolean {
  const type = headers.get('content-type')?.[0] ?? ''
  return !headers.has('content-encoding') && /^(text\/|application\/(json|javascript|xml)\b)/i.test(type)
}
