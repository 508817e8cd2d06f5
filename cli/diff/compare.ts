/** Compares what two versions of the configuration decide about the same events. */
import { type Change, findChanges } from '@cognito-trigger-suite/local/internal/console/page/value-diff'
import { own } from '@cognito-trigger-suite/triggers/internal/core/json'
import { type Explanation, describeDecision } from '../explain/explanation.ts'
import { checkFactNames, toFacts, useFacts } from '../explain/facts.ts'
import { judgeEvent, type Judging } from '../explain/judge-event.ts'
import { Defect } from '../explain/name-defect.ts'
import type { InputEvent } from '../read-input.ts'
import type { SomeSuite } from '@cognito-trigger-suite/triggers/internal/suite-parts'

/** A decision, or why a version made no decision. */
export type Verdict = Explanation['decision'] | Exclude<Judging, { kind: 'judge' }> | DefectVerdict

/** A member fails, with an error of the class `reason`. */
interface DefectVerdict {
  readonly kind: 'defect'
  readonly by: string
  readonly reason: string
}

export interface ComparedEvent {
  readonly event: string
  readonly triggerSource: string
  readonly isChanged: boolean
  readonly before: Verdict
  readonly after: Verdict
  /** The differences in response and effects when both allow. */
  readonly changes: readonly Change[]
}

export interface Versions {
  readonly before: SomeSuite
  readonly after: SomeSuite
}

/** @throws CliError when the event has no trigger, or brings a fact that neither version reads. */
export function compareEvent(versions: Versions, input: InputEvent, nowMs: number): ComparedEvent {
  const judgings = {
    before: orDefect(() => judgeEvent(versions.before, input.event, input.label)),
    after: orDefect(() => judgeEvent(versions.after, input.event, input.label)),
  }
  const known = [judgings.before, judgings.after].map((judging) =>
    judging.kind === 'judge' ? judging.judge.factNames : [],
  )
  checkFactNames([...new Set(known.flat())], input.facts)
  const before = decide(judgings.before, input, nowMs)
  const after = decide(judgings.after, input, nowMs)
  return {
    event: input.label,
    triggerSource: String(own(input.event, 'triggerSource')),
    // Another rule may deny while the person sees the same text: the decision then counts as unchanged.
    isChanged: summarize(before) !== summarize(after),
    before,
    after,
    changes: before.kind === 'allow' && after.kind === 'allow' ? findChanges(before, after) : [],
  }
}

/** `allow → deny email_required`, or `allow, another response`. */
export function describeChange({ before, after }: ComparedEvent): string {
  const [from, to] = [describeVerdict(before), describeVerdict(after)]
  return from === to ? `${from}, another response` : `${from} → ${to}`
}

/** `allow`, `deny email_required`, `defect of own-rule with TypeError`, `not configured`. */
function describeVerdict(verdict: Verdict): string {
  if (verdict.kind === 'defect') return `defect of ${verdict.by} with ${verdict.reason}`
  return verdict.kind === 'deny' ? `deny ${verdict.code}` : verdict.kind
}

function decide(judging: Judging | DefectVerdict, { facts: given }: InputEvent, nowMs: number): Verdict {
  if (judging.kind !== 'judge') return judging
  const { judge } = judging
  const facts = toFacts(useFacts(judge.facts, given))
  return orDefect(() => describeDecision(judge, judge.trace(facts, nowMs).decision))
}

function orDefect<Result>(use: () => Result): Result | DefectVerdict {
  try {
    return use()
  } catch (error) {
    if (error instanceof Defect) return { kind: 'defect', by: error.by, reason: error.reason }
    throw error
  }
}

/** The part that the person and the app notice. */
function summarize(verdict: Verdict): string {
  return verdict.kind === 'deny' ? describeVerdict(verdict) : JSON.stringify(verdict)
}
