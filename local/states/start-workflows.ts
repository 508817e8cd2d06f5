/** Runs the workflows of the template on this machine, for the AWS SDK and by their schedules. */
import { randomUUID } from 'node:crypto'
import type { Clock } from '@cognito-trigger-suite/triggers/core/deadline'
import type { Served } from '../listen.ts'
import { serve } from '../serve.ts'
import { createStatesApi } from './api.ts'
import type { InvokeFunction } from './call-function.ts'
import { createExecutions, type WorkflowModel } from './executions.ts'

export interface WorkflowsOptions {
  /** Those of now. What starts with the first ones are their schedules. */
  readonly workflows: () => readonly WorkflowModel[]
  readonly clock: Clock
  readonly invoke: InvokeFunction
  /** Default 0, a free port. */
  readonly port?: number
  /** Default: chance. */
  readonly random?: () => number
  /** A new id at each call. */
  readonly newId?: () => string
}

/** Its `endpoint` is the one of an SDK's client, which must not put `sync-` before it: `disableHostPrefix`. */
export async function startWorkflows(options: WorkflowsOptions): Promise<Served> {
  const { workflows, clock, invoke, port = 0, random = Math.random, newId = randomUUID } = options
  const executions = createExecutions({ clock, random, newId, invoke })
  const cancelTimers = new Map<string, () => void>()
  const find = (arn: string): WorkflowModel | undefined => workflows().find((each) => each.arn === arn)
  const schedule = (arn: string): void => {
    const everyMs = find(arn)?.schedule?.everyMs
    if (everyMs === undefined) return
    // The workflow of then, which an edit may have changed meanwhile.
    const begin = (): void => {
      schedule(arn)
      const now = find(arn)
      if (now?.schedule !== undefined) executions.begin(now, JSON.stringify(now.schedule.input))
    }
    cancelTimers.set(arn, clock.after(everyMs, begin))
  }
  const served = await serve(createStatesApi({ workflows, executions }), port)
  for (const { arn } of workflows()) schedule(arn)
  return {
    endpoint: served.endpoint,
    async close() {
      for (const cancel of cancelTimers.values()) cancel()
      await executions.close()
      await served.close()
    },
  }
}
