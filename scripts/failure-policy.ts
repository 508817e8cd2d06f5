/** Writes docs/failure-policy.md from the plans of the shipped suite, with all triggers that a suite may do without, and
 * from the catalogue of denials. With SUITE_FILE it prints the page of that suite. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { plansOf } from '../triggers/definitions.ts'
import { registry, type TriggerName } from '../triggers/registry.ts'
import type { Suite } from '../triggers/suite-parts.ts'
import * as wholeSuite from '../test/suites/whole.ts'
import { maxEffectAttempts } from '../triggers/once/backoff.ts'
import * as catalogue from '../triggers/core/denial-catalogue.ts'
import type { Denial } from '../triggers/core/denials.ts'
import { type Plan, type PlannedStep, provePlan } from '../triggers/core/plan.ts'
import type { WorkerConfig } from '../triggers/provisioning-worker/config.ts'
import { planProvisioningWorker } from '../triggers/provisioning-worker/plan.ts'
import { findSuiteFile, importSuite } from '../triggers/build/suite-file.ts'

export const failurePolicyFile = join(import.meta.dirname, '../docs/failure-policy.md')

/** A suite without one of its parts does not compile here. */
const documented: Required<Suite> = wholeSuite

/** The page of a trigger that the suite as it comes does without. */
const recipes: Partial<Record<TriggerName, string>> = {
  'pre-authentication': 'pre-authentication/sign-in-rules.md',
  'custom-message': 'custom-message/messages.md',
}

const heading = '# What happens when something is down\n'

const origin = `Made from the plans of the suite as it comes by \`node scripts/failure-policy.ts\`; a test fails when it is out of date.
\`SUITE_FILE=starter/triggers/suite.ts node scripts/failure-policy.ts\` prints this page of yours.
`

const introduction = `Steps of one phase run side by side, phases one after the other. A step that does not succeed within its budget ends in
its policy: **deny** with a code, **use** a stated value instead, **defer** to be finished later, or **drop**.

Attempts are requests, the first one included. A step may send several requests, one after the other or side by side: the pages of a
list, a domain and its parents, a write and the reading back of what stands there instead. Each of them has the attempts
of the step, all of them share its budget, and the report counts them together. Throttling, server errors and lost connections are tried again, each attempt
with its share of what is left of the budget; refusals are not. A connection that died while the sandbox was frozen
is replaced and costs no attempt; one that swallows bytes without a word costs one when it was used in the last 15 s.
`

/** The page of a suite. */
export function renderFailurePolicy(suite: Suite = documented): string {
  const denials: readonly Denial[] = Object.values(catalogue)
  return [
    heading,
    ...(suite === documented ? [origin] : []),
    introduction,
    ...plansOf(suite).map((plan) => renderPlan(plan, suite === documented)),
    renderWorker(suite.provisioningWorker()),
    '## Denials\n',
    'The message of a denial is `[code] text`. Codes are permanent.\n',
    '| code | what the person reads (English) | reason, for the log |',
    '| --- | --- | --- |',
    ...denials
      .toSorted((a, b) => a.code.localeCompare(b.code))
      .map(({ code, texts, reason }) => `| \`${code}\` | ${texts.en} | ${reason} |`),
    '',
  ].join('\n')
}

function renderPlan(plan: Plan, isDocumented: boolean): string {
  const rows = plan.phases.flatMap((phase, index) =>
    phase.steps.map((step) => `| ${index + 1} ${phase.stage} | ${renderStep(step)} |`),
  )
  const table =
    rows.length === 0
      ? ['It calls nothing and has no dependency that can be down.']
      : [
          '| phase | step | calls | budget | attempts | when it fails |',
          '| --- | --- | --- | --- | --- | --- |',
          ...rows,
        ]
  const { defect, noAnswer } = registry[plan.trigger].seen
  return [
    `## ${plan.trigger}\n`,
    ...(isDocumented && registry[plan.trigger].isOptional
      ? [
          `The suite as it comes does without it. This is the plan of [its recipe](recipes/${recipes[plan.trigger]}).\n`,
        ]
      : []),
    ...table,
    '',
    `Slowest path: ${provePlan(plan).arithmetic}`,
    '',
    `A defect in the trigger: ${defect}. A call without an answer: ${noAnswer}.`,
    '',
  ].join('\n')
}

/** Nothing waits for the worker: its steps run one after the other, each effect as often as its plan allows. */
function renderWorker(config: WorkerConfig): string {
  const { trigger, steps } = planProvisioningWorker(config)
  const deliveries = new Map(config.effects.map(({ name, delivery }) => [name, delivery]))
  return [
    `## ${trigger}\n`,
    'It finishes deferred effects. Nothing waits for it.\n',
    '| step | calls | budget | attempts | when it fails | delivery |',
    '| --- | --- | --- | --- | --- | --- |',
    ...steps.map((step) => `| ${renderStep(step)} | ${deliveries.get(step.name) ?? ''} |`),
    '',
    deliveryLegend,
  ].join('\n')
}

const deliveryLegend = `An effect is tried at most ${maxEffectAttempts} times; then it has failed, and the alarm rings. The outcome of an attempt is unknown after a time-out,
an answer that breaks off, a server error (5xx), a crash, or when the table did not record its end. **delivery** says how often the
target may then see the effect: \`idempotent\`, a repeat changes nothing; \`at-least-once\`, at every attempt, each time under
the same idempotency key; \`at-most-twice\`, once more, then it has failed with \`outcome_unknown\`; \`at-most-once\`, never
again. An attempt after which the target certainly did nothing does not count.
`

function renderStep({ name, dependency, actions, budgetMs, attempts, onFailure }: PlannedStep): string {
  return [
    `\`${name}\``,
    `${dependency}: ${actions.map((action) => `\`${action}\``).join(', ')}`,
    `${budgetMs} ms`,
    String(attempts),
    renderPolicy(onFailure),
  ].join(' | ')
}

function renderPolicy(policy: PlannedStep['onFailure']): string {
  switch (policy.kind) {
    case 'deny':
      return `deny \`${policy.denial.code}\``
    case 'use':
      return policy.value === undefined
        ? 'use nothing: fewer claims'
        : `use \`${JSON.stringify(policy.value)}\``
    case 'defer':
    case 'drop':
      return policy.kind
  }
}

if (import.meta.main) {
  if (process.env['SUITE_FILE'] === undefined) await writeFile(failurePolicyFile, renderFailurePolicy())
  else process.stdout.write(renderFailurePolicy(await importSuite(findSuiteFile())))
}
