/** The plan of a trigger is the table of its steps. Docs, permissions and the build-time proof come from it. */
import type { TriggerName } from '../registry.ts'
import { cognitoLimitMs, returnReserveMs } from './deadline.ts'
import type { Dependency, FactStep, FailurePolicy } from './step.ts'

/** The timeout that every trigger function is deployed with, in milliseconds. It is below Cognito's limit, so that a
 * hang ends as an error of one attempt and no second attempt runs beside the first. */
export const functionTimeoutMs = 4_000

/** One row of a plan. */
export interface PlannedStep
  extends
    Pick<FactStep<never>, 'name' | 'actions' | 'leadingKeys' | 'budgetMs' | 'attempts'>,
    Pick<Dependency, 'secret' | 'origin' | 'resources'> {
  readonly dependency: string
  readonly onFailure: FailurePolicy<unknown>
}

/** Phases run one after the other; the steps of one phase run side by side. */
export interface PlannedPhase {
  readonly stage: 'gather' | 'perform'
  readonly steps: readonly PlannedStep[]
}

export interface Plan {
  readonly trigger: TriggerName
  readonly phases: readonly PlannedPhase[]
}

/** The slowest path that a plan allows, and the limit. */
export interface Proof {
  readonly trigger: TriggerName
  readonly totalMs: number
  readonly limitMs: number
  /** The sum, step by step, for the person who must shorten it. */
  readonly arithmetic: string
}

/** The row of a step. */
export function planStep(
  step: Omit<PlannedStep, keyof Dependency | 'dependency'> & Pick<FactStep<never>, 'name' | 'dependency'>,
): PlannedStep {
  const { name, dependency, actions, leadingKeys, budgetMs, attempts, onFailure } = step
  const { secret, origin, resources } = dependency
  return {
    name,
    dependency: dependency.name,
    actions,
    ...(secret === undefined ? {} : { secret }),
    ...(origin === undefined ? {} : { origin }),
    ...(resources === undefined ? {} : { resources }),
    ...(leadingKeys === undefined ? {} : { leadingKeys }),
    budgetMs,
    attempts,
    onFailure,
  }
}

/** Adds up the slowest step of each phase. A plan whose total exceeds the limit must not be deployed. */
export function provePlan(plan: Plan): Proof {
  const limitMs = Math.min(cognitoLimitMs, functionTimeoutMs) - returnReserveMs
  const slowest = plan.phases.flatMap((phase) => {
    const [first, ...rest] = phase.steps
    if (first === undefined) return []
    return [rest.reduce((longest, step) => (step.budgetMs > longest.budgetMs ? step : longest), first)]
  })
  const totalMs = slowest.reduce((sum, step) => sum + step.budgetMs, 0)
  const terms = slowest.map((step) => `${step.name} ${step.budgetMs}`).join(' + ') || '0'
  const sign = totalMs <= limitMs ? '<=' : '>'
  return {
    trigger: plan.trigger,
    totalMs,
    limitMs,
    arithmetic: `${plan.trigger}: ${terms} = ${totalMs} ms ${sign} ${limitMs} ms (function timeout ${functionTimeoutMs} - reserve ${returnReserveMs})`,
  }
}

/** Checks the rules for every step and returns the plan.
 * @throws TypeError that names the step and the rule. */
export function checkPlan(plan: Plan): Plan {
  const seen = new Set<string>()
  for (const step of plan.phases.flatMap((phase) => phase.steps)) {
    const where = `${plan.trigger} step ${step.name}`
    if (seen.has(step.name)) throw new TypeError(`${where}: the name is used twice, give each step its own`)
    seen.add(step.name)
    if (!/^[a-z][a-z0-9-]{0,47}$/.test(step.name))
      throw new TypeError(`${where}: a name is kebab-case, 1 to 48 characters`)
    checkWhole(`${where}: budgetMs`, step.budgetMs, 1, functionTimeoutMs)
    checkWhole(`${where}: attempts`, step.attempts, 1, 5)
  }
  return plan
}

function checkWhole(what: string, value: number, least: number, most: number): void {
  if (!Number.isInteger(value) || value < least || value > most)
    throw new TypeError(`${what} must be a whole number from ${least} to ${most}, not ${value}`)
}
