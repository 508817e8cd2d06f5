/** Starts a stand-in for every synchronous caller of the template, and tells the rest of the stack where they are. */
import { readOrigin } from '@cognito-trigger-suite/triggers/internal/core/own-origin'
import type { InvocationRecord } from '../lambda/invocation.ts'
import type { Served } from '../listen.ts'
import type { StackModel } from '../template/stack-model.ts'
import type { CallerAddress, CallerModels } from './caller-models.ts'
import type { Invoker } from './invoker.ts'

export interface Callers {
  readonly addresses: readonly CallerAddress[]
  /** Variables of all functions: where what they call is. */
  readonly environment: Readonly<Record<string, string>>
  /** Hears of every call of a function that has ended. */
  readonly onInvocation: (record: InvocationRecord) => void
  /** Delivers what streams have collected, without waiting for its time. */
  readonly flush: () => Promise<void>
  /** The model with the address here wherever it has the one that AWS would give. */
  readonly place: (model: StackModel) => StackModel
  /** Follows the routes and rules of another model. A caller that it adds starts with the next start. */
  readonly adopt: (models: CallerModels | undefined) => void
}

/** Without a caller in the template nothing is loaded. */
export async function startCallers(options: {
  readonly models: CallerModels | undefined
  readonly invoker: Invoker
  /** Where things are on this machine, by variable. */
  readonly given: Readonly<Record<string, string | undefined>>
  /** The port of the nth. */
  readonly portAt: (index: number) => number
  readonly keep: <Service extends { close(): Promise<void> }>(service: Service) => Service
}): Promise<Callers> {
  const { models = {}, invoker, portAt, keep } = options
  const edgeOrigin = readEdgeOrigin(options.given)
  let current = models
  const addresses: CallerAddress[] = []
  const places = new Map<string, string>()
  const add = async (
    caller: string,
    { name, endpoints }: { readonly name: string; readonly endpoints: readonly string[] },
    start: (port: number) => Promise<Served>,
  ): Promise<void> => {
    const { endpoint: address } = keep(await start(portAt(addresses.length)))
    addresses.push({ caller, name, address })
    for (const endpoint of endpoints) places.set(endpoint, address)
  }

  for (const { kind, apiId, name, endpoint } of [...(models.httpApis ?? []), ...(models.restApis ?? [])]) {
    const { serveApi } = await import('./api-gateway/serve.ts')
    const now = () =>
      [...(current.httpApis ?? []), ...(current.restApis ?? [])].find((each) => each.apiId === apiId)
    await add(kind, { name, endpoints: [endpoint] }, (port) => serveApi(kind, now, invoker, port))
  }
  for (const { apiId, name, endpoint } of models.graphqlApis ?? []) {
    const { serveGraphqlApi } = await import('./appsync/serve.ts')
    const now = () => current.graphqlApis?.find((each) => each.apiId === apiId)
    await add('appsync', { name, endpoints: [endpoint] }, (port) => serveGraphqlApi(now, invoker, port))
  }
  for (const { listenerArn, name, endpoints } of models.loadBalancers ?? []) {
    const { serveLoadBalancer } = await import('./load-balancer/serve.ts')
    const now = () => current.loadBalancers?.find((each) => each.listenerArn === listenerArn)
    await add('alb', { name, endpoints }, (port) => serveLoadBalancer(now, invoker, port))
  }
  const { distributions = [] } = models
  let placeSignIns = (model: StackModel): StackModel => model
  for (const { distributionId, name, domainName, aliases } of distributions) {
    const { serveEdge } = await import('./edge/serve.ts')
    const now = () => current.distributions?.find((each) => each.distributionId === distributionId)
    // An API or load balancer of the same template, or what the variable names.
    const addressOf = (origin: { readonly domainName: string }): string | undefined =>
      places.get(`https://${origin.domainName}`) ?? edgeOrigin
    const endpoints = [domainName, ...aliases].map((host) => `https://${host}`)
    await add('edge', { name, endpoints }, (port) => serveEdge(now, invoker, { port, addressOf }))
  }
  if (distributions.length > 0) {
    const { startSignIns } = await import('./edge/settings.ts')
    const signIns = keep(startSignIns(places))
    placeSignIns = signIns.place
  }
  const [first, ...others] = models.workflows ?? []
  if (first !== undefined) {
    const { startWorkflows } = await import('../states/start-workflows.ts')
    const workflows = () => current.workflows ?? []
    // Every suite has one. On a port of its own it takes none of the stack beside it.
    await add('workflow', { name: first.arn, endpoints: [] }, () =>
      startWorkflows({ workflows, ...invoker, port: 0 }),
    )
    const [{ address } = { address: '' }] = addresses.slice(-1)
    for (const { arn } of others) addresses.push({ caller: 'workflow', name: arn, address })
  }
  for (const batch of models.batches ?? []) {
    const { serveBatch } = await import('./batch/serve.ts')
    const { endpoint, folder } = keep(await serveBatch(batch, invoker, portAt(addresses.length)))
    const { functionArn: FunctionArn, roleArn: RoleArn, bucket: BucketName, name } = batch
    // The SDK puts the account before the host's name, which an IP address does not take.
    const address = endpoint.replace('127.0.0.1', 'localhost')
    addresses.push({
      caller: 's3-batch',
      name,
      address,
      details: { FunctionArn, RoleArn, BucketName, folder },
    })
  }
  let observe: Callers['onInvocation'] = () => {}
  let flush = (): Promise<void> => Promise.resolve()
  const environment: Record<string, string> = {}
  const { streams = [] } = models
  if (streams.length > 0) {
    const { serveStreams } = await import('./stream/serve.ts')
    const served = keep(await serveStreams(streams, invoker, portAt(addresses.length)))
    const { endpoint: address, folder } = served
    for (const { name, bucket: BucketName } of streams)
      addresses.push({ caller: 'firehose', name, address, details: { BucketName, folder } })
    environment['AWS_ENDPOINT_URL_FIREHOSE'] = address
    observe = served.onInvocation
    flush = served.flush
  }
  return {
    environment,
    onInvocation: (record) => observe(record),
    flush: () => flush(),
    addresses,
    place: (model) => placeAll(placeSignIns(model), places),
    adopt(next = {}) {
      current = next
    },
  }
}

/** @throws TypeError when the variable is no origin on this machine */
function readEdgeOrigin({
  EDGE_LOOPBACK_ORIGIN: given,
}: Readonly<Record<string, string | undefined>>): string | undefined {
  if (given === undefined) return undefined
  const { origin, hostname } = readOrigin('EDGE_LOOPBACK_ORIGIN', given)
  if (hostname === '127.0.0.1' || hostname === 'localhost') return origin
  throw new TypeError(
    'EDGE_LOOPBACK_ORIGIN must be an address on this machine, such as http://127.0.0.1:3000.',
  )
}

/** In the variables of functions, and in the addresses to which app clients send people back. */
function placeAll(model: StackModel, places: ReadonlyMap<string, string>): StackModel {
  if (places.size === 0) return model
  const place = (text: string): string =>
    [...places].reduce((placed, [there, here]) => placed.replaceAll(there, here), text)
  return {
    ...model,
    functions: model.functions.map((each) => ({
      ...each,
      environment: Object.fromEntries(
        Object.entries(each.environment).map(([name, value]) => [name, place(value)]),
      ),
    })),
    clients: model.clients.map((client) => ({
      ...client,
      properties: JSON.parse(place(JSON.stringify(client.properties))),
    })),
  }
}
