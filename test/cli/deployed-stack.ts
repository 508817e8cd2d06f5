/** Stands in for the services of AWS that hold a deployed suite, with the resources of a template. It keeps each request. */
import { text } from 'node:stream/consumers'
import type { Template } from 'aws-cdk-lib/assertions'
import { vi } from 'vitest'
import { isObject, own, ownText } from '../../triggers/core/json.ts'
import { serve } from '../local/adapters/serve.ts'

export interface Alias {
  FunctionVersion: string
  RevisionId: string
  RoutingConfig?: { readonly AdditionalVersionWeights: Readonly<Record<string, number>> }
}

export interface Deployed {
  /** By a part of the name of the function: `PreSignUp`. */
  readonly aliases: Record<string, Alias>
  readonly versions: readonly string[]
  /** By a part of the name of the deployment group. */
  readonly running: Record<string, readonly string[]>
  readonly ringing: readonly string[]
  /** By a part of the name of the log group, page by page. */
  readonly lines: Readonly<Record<string, readonly (readonly { timestamp: number; message: string }[])[]>>
  /** What the service answers in place of its answer, by operation. */
  readonly refusals: Readonly<Record<string, readonly [status: number, body: string]>>
}

export interface Request {
  readonly operation: string
  /** The name and the Region in the signature. */
  readonly signedFor: string
  readonly input: Readonly<Record<string, unknown>>
}

/** Starts it, and points every adapter at it. */
export async function deploy(template: Template, deployed: Deployed): Promise<readonly Request[]> {
  const requests: Request[] = []
  const resources: unknown = template.toJSON()['Resources']
  const url = await serve(async (request, response) => {
    const body = await text(request)
    const path = request.url ?? ''
    const target = String(request.headers['x-amz-target'] ?? '').split('.')[1]
    const operation =
      target ?? (path === '/' ? 'ListStackResources' : `${request.method} ${operationOf(path)}`)
    const [, region, service] =
      /Credential=[^/]+\/\d+\/([^/]+)\/([^/]+)\//.exec(request.headers.authorization ?? '') ?? []
    const input =
      path === '/' && target === undefined ? Object.fromEntries(new URLSearchParams(body)) : parse(body)
    requests.push({ operation, signedFor: `${service} ${region}`, input: { ...input, ...pathOf(path) } })
    const [status, answer] = deployed.refusals[operation] ?? [
      200,
      answerTo(operation, { ...input, ...pathOf(path) }, resources, deployed),
    ]
    response.writeHead(status, { 'content-type': 'application/json' })
    response.end(answer)
  })
  vi.stubEnv('AWS_ENDPOINT_URL', url)
  return requests
}

function operationOf(path: string): string {
  return /\/(aliases|versions)/.exec(path)?.[1] ?? path
}

function pathOf(path: string): Readonly<Record<string, string>> {
  const [, name] = /\/functions\/([^/?]+)/.exec(path) ?? []
  return name === undefined ? {} : { FunctionName: name }
}

function parse(body: string): Readonly<Record<string, unknown>> {
  const read: unknown = body === '' ? {} : JSON.parse(body)
  return isObject(read) ? read : {}
}

function answerTo(
  operation: string,
  input: Readonly<Record<string, unknown>>,
  resources: unknown,
  { aliases, versions, running, ringing, lines }: Deployed,
): string {
  const of = <T>(all: Readonly<Record<string, T>>, name: unknown): T | undefined =>
    Object.entries(all).find(([part]) => String(name).includes(part))?.[1]
  switch (operation) {
    case 'ListStackResources':
      return listResources(resources, input)
    case 'GET aliases':
      return JSON.stringify(of(aliases, input['FunctionName']))
    case 'GET versions':
      return JSON.stringify({ Versions: ['$LATEST', ...versions].map((Version) => ({ Version })) })
    case 'PUT aliases': {
      const alias = of(aliases, input['FunctionName'])
      Object.assign(alias ?? {}, { FunctionVersion: input['FunctionVersion'], RoutingConfig: undefined })
      return JSON.stringify(alias)
    }
    case 'ListDeployments':
      return JSON.stringify({ deployments: of(running, input['deploymentGroupName']) ?? [] })
    case 'StopDeployment':
      for (const group of Object.keys(running)) running[group] = []
      return '{"status":"Pending"}'
    case 'DescribeAlarms': {
      const names = Array.isArray(input['AlarmNames']) ? input['AlarmNames'] : []
      return JSON.stringify({
        MetricAlarms: names.map((AlarmName: unknown) => ({
          AlarmName,
          StateValue: ringing.some((part) => String(AlarmName).includes(part)) ? 'ALARM' : 'OK',
          AlarmDescription: 'people cannot sign in',
        })),
      })
    }
    case 'FilterLogEvents': {
      const pages = of(lines, input['logGroupName']) ?? []
      const index = Number(input['nextToken'] ?? 0)
      const endTime = Number(input['endTime'] ?? Number.POSITIVE_INFINITY)
      return JSON.stringify({
        events: pages[index]?.filter(
          ({ timestamp }) => timestamp >= Number(input['startTime']) && timestamp <= endTime,
        ),
        ...(index + 1 < pages.length && { nextToken: String(index + 1) }),
      })
    }
    default:
      throw new Error(`${operation} is not stood in for`)
  }
}

/** The logical id, unless an alarm of a metric has a name. */
function nameOf(id: string, resource: unknown): string {
  const isNamed = ownText(resource, 'Type') === 'AWS::CloudWatch::Alarm'
  const name = (isNamed ? ownText(own(resource, 'Properties'), 'AlarmName') : undefined) ?? id
  return name.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
}

/** In two pages. */
function listResources(resources: unknown, { NextToken }: Readonly<Record<string, unknown>>): string {
  const members = Object.entries(isObject(resources) ? resources : {}).map(
    ([id, resource]) =>
      `<member><ResourceType>${String(isObject(resource) && resource['Type'])}</ResourceType><LogicalResourceId>${id}</LogicalResourceId><PhysicalResourceId>${nameOf(id, resource)}</PhysicalResourceId><ResourceStatus>CREATE_COMPLETE</ResourceStatus></member>`,
  )
  const half = Math.floor(members.length / 2)
  const [page, token] =
    NextToken === 'rest' ? [members.slice(half), ''] : [members.slice(0, half), '<NextToken>rest</NextToken>']
  return `<ListStackResourcesResponse><ListStackResourcesResult><StackResourceSummaries>${page.join('')}</StackResourceSummaries>${token}</ListStackResourcesResult></ListStackResourcesResponse>`
}
