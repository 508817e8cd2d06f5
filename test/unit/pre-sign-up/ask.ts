/** Asks pre sign-up with given rules about one event, and says in one text what came of it. */
import type { PreSignUpSource } from '../../../triggers/events/sources.ts'
import { isObject, type RawObject } from '../../../triggers/core/json.ts'
import type { PreSignUpRule } from '../../../triggers/pre-sign-up/rule.ts'
import { definePreSignUp } from '../../../triggers/pre-sign-up/define.ts'
import { preSignUpTrigger } from '../../../triggers/pre-sign-up/trigger.ts'
import { eventWith } from '../../../triggers/testing/golden-events.ts'
import { createHarness, type Harness } from '../../support/trigger-harness.ts'
import { createVirtualClock, type VirtualClock } from '../../support/virtual-clock.ts'

/** Rules, and what was reported of them. */
export interface Asker {
  readonly harness: Harness
  readonly ask: (question: Question) => Promise<Asked>
}

export interface Question {
  readonly source?: PreSignUpSource
  readonly userName?: string
  /** An app client's id, or null as in an administrator's call. */
  readonly clientId?: string | null
  readonly attributes?: Readonly<Record<string, unknown>>
  readonly validationData?: Readonly<Record<string, unknown>> | null
  readonly clientMetadata?: Readonly<Record<string, unknown>> | null
}

export interface Asked {
  /** `pass`, `pass: autoConfirmUser, autoVerifyEmail`, or the code of the denial. */
  readonly verdict: string
  readonly report: RawObject
  readonly tookMs: number
}

const flags = ['autoConfirmUser', 'autoVerifyEmail', 'autoVerifyPhone'] as const

export function createAsker(
  rules: readonly PreSignUpRule[],
  options: { readonly clock?: VirtualClock; readonly observeMs?: number } = {},
): Asker {
  const clock = options.clock ?? createVirtualClock()
  const { observeMs } = options
  const config = definePreSignUp({ rules, ...(observeMs === undefined ? {} : { observeMs }) })
  const harness = createHarness(preSignUpTrigger(config, clock), { clock })
  return {
    harness,
    async ask(question) {
      const answer = await harness.invoke(makeEvent(question))
      const report = harness.reports.at(-1) ?? {}
      return { verdict: describe(answer), report, tookMs: answer.tookMs }
    },
  }
}

/** Asks once with fresh rules. */
export async function ask(rules: readonly PreSignUpRule[], question: Question): Promise<string> {
  return (await createAsker(rules).ask(question)).verdict
}

export function makeEvent(question: Question): RawObject {
  const { source = 'PreSignUp_SignUp', attributes, validationData, clientMetadata } = question
  const event = eventWith(source, {
    ...(attributes === undefined ? {} : { userAttributes: attributes }),
    ...(validationData === undefined ? {} : { validationData }),
    ...(clientMetadata === undefined ? {} : { clientMetadata }),
  })
  return {
    ...event,
    ...(question.userName === undefined ? {} : { userName: question.userName }),
    ...(question.clientId === undefined
      ? {}
      : { callerContext: { awsSdkVersion: 'aws-sdk-unknown-unknown', clientId: question.clientId } }),
  }
}

function describe(answer: Awaited<ReturnType<Harness['invoke']>>): string {
  if (answer.kind === 'threw') return /^\[(\w+)\] /.exec(answer.message)?.[1] ?? answer.message
  const response = isObject(answer.value) ? answer.value['response'] : undefined
  const set = flags.filter((flag) => isObject(response) && response[flag] === true)
  return set.length === 0 ? 'pass' : `pass: ${set.join(', ')}`
}
