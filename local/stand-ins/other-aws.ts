/** Every AWS service without a stand-in of its own, at one address. Only a team's own dependencies call them. */
import { Hono } from 'hono'
import type { Clock } from '@cognito-trigger-suite/triggers/core/deadline'
import { type FaultProxy, startFaultProxy } from '../faults.ts'
import type { Fault } from '../faults/fault.ts'
import type { Served } from '../listen.ts'
import { serve } from '../serve.ts'
import type { OwnServices } from '../template/own-dependencies.ts'

const stoodIn: ReadonlySet<string> = new Set([
  'dynamodb',
  'cognito-idp',
  'events',
  'ses',
  'secretsmanager',
  'ssm',
])

/** Those without a stand-in of their own. A team's table is asked for where the suite's table is, under its fault. */
export function otherServices(services: readonly string[]): readonly string[] {
  return services.filter((service) => !stoodIn.has(service))
}

/** Starts the address that functions have as `AWS_ENDPOINT_URL`. A dependency's fault strikes every call that is signed for
 * one of its services. Without a `target` each call is refused, so that nothing leaves this machine. `keep` receives each
 * service, so that the caller can end them. */
export async function startOtherAws(options: {
  readonly dependencies: readonly OwnServices[]
  readonly faultOf: (dependency: string) => Fault | null
  readonly target: string | undefined
  readonly random: () => number
  readonly clock: Clock
  readonly keep: <Service extends { close(): Promise<void> }>(service: Service) => Service
}): Promise<FaultProxy> {
  const { dependencies, target, random, clock, keep } = options
  return keep(
    await startFaultProxy({
      name: 'other-aws',
      target: target ?? keep(await startRefusal()).endpoint,
      port: 0,
      random,
      clock,
      faultOf({ authorization }) {
        const service = serviceOf(authorization)
        const called = dependencies.filter(({ services }) => services.includes(service))
        return called.map(({ name }) => options.faultOf(name)).find((fault) => fault !== null) ?? null
      },
    }),
  )
}

/** No SDK tries it again. */
function startRefusal(): Promise<Served> {
  const app = new Hono()
  app.all('*', (context) => {
    const service = serviceOf(context.req.header('authorization'))
    const message = `Nothing stands in for ${service} here: AWS_ENDPOINT_URL names what does.`
    return context.json({ __type: 'UnknownOperationException', message }, 400)
  })
  return serve(app)
}

/** The service in the scope of a signature, which has the name that ARNs have.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html */
function serviceOf(authorization = ''): string {
  return /Credential=\S*\/([\w-]+)\/aws4_request/.exec(authorization)?.[1] ?? 'that'
}
