/** The functions of the stack, and the team's own dependencies that they call. Both may change while the stack runs. */
import { isDeepStrictEqual } from 'node:util'
import type { Clock } from '@cognito-trigger-suite/triggers/core/deadline'
import type { FaultProxy } from './faults.ts'
import type { InvocationRecord } from './lambda/invocation.ts'
import { createPolicies } from './lambda/policies.ts'
import { type LambdaService, startLambdaService } from './lambda/service.ts'
import { type OwnDependencies, startOwnDependencies } from './own-dependencies.ts'
import { isInvocationAllowed } from './template/invocation-policy.ts'
import { findOwnOrigins, findOwnServices } from './template/own-dependencies.ts'
import type { FunctionModel, StackModel } from './template/stack-model.ts'

export interface StackFunctions extends Pick<LambdaService, 'endpoint' | 'invoke'> {
  /** Those of now. */
  readonly own: () => OwnDependencies
  /** Whether the service may invoke the function in the name of that resource. */
  readonly isAllowed: (functionArn: string, sourceArn: string, principal: string) => boolean
  /** Runs the functions of this model from now on. `retired` resolves when nothing of the replaced ones runs any more. */
  readonly adopt: (
    model: Pick<StackModel, 'functions' | 'permissions'>,
  ) => Promise<{ readonly retired: Promise<void> }>
}

export async function startStackFunctions(options: {
  readonly model: StackModel
  readonly port: number
  readonly clock: Clock
  /** Addresses of the services around them. */
  readonly environment: Readonly<Record<string, string>>
  /** Where a team's own dependencies are on this machine, by variable. */
  readonly given: Readonly<Record<string, string | undefined>>
  readonly startProxy: (name: string, target: string) => Promise<FaultProxy>
  readonly keep: <Service extends { close(): Promise<void> }>(service: Service) => Service
  readonly onInvocation: (record: InvocationRecord, trigger: string) => void
}): Promise<StackFunctions> {
  const { model, clock, given, startProxy, keep } = options
  let permissions: Pick<StackModel, 'permissions'> = model
  let functions = model.functions
  const policies = createPolicies()
  const startOwn = (of: readonly FunctionModel[]): Promise<OwnDependencies> =>
    startOwnDependencies({ functions: of, given, startProxy, clock, keep })
  let own = await startOwn(functions)
  const configure = (): readonly FunctionModel[] =>
    functions.map((each) => ({ ...each, environment: { ...each.environment, ...own.environment } }))

  const lambda = keep(
    await startLambdaService({
      port: options.port,
      region: model.region,
      functions: configure(),
      policies,
      clock,
      environment: options.environment,
      onInvocation: (record) => {
        const name = functions.find(({ functionName }) => functionName === record.functionName)
        options.onInvocation(record, name?.trigger ?? 'unknown')
      },
    }),
  )
  return {
    endpoint: lambda.endpoint,
    invoke: (request) => lambda.invoke(request),
    own: () => own,
    isAllowed: (functionArn, sourceArn, principal) =>
      isInvocationAllowed({ permissions: [...permissions.permissions, ...policies.all()] }, functionArn, {
        principal,
        sourceArn,
        sourceAccount: model.accountId,
      }),
    async adopt(next) {
      if (!isDeepStrictEqual(listOwn(functions), listOwn(next.functions))) {
        const before = own.switches
        own = await startOwn(next.functions)
        for (const [name, { get }] of before) own.switches.get(name)?.set(get())
      }
      permissions = next
      functions = next.functions
      return { retired: lambda.replace(configure()) }
    },
  }
}

function listOwn(functions: readonly FunctionModel[]): readonly unknown[] {
  return [findOwnOrigins(functions), findOwnServices(functions)]
}
