/** Finds the trigger of an event, and gives the event to a suite. */
import { own, type RawObject } from '@cognito-trigger-suite/triggers/internal/core/json'
import type { Wording } from '@cognito-trigger-suite/triggers/core/denials'
import { Unread } from '@cognito-trigger-suite/triggers/internal/core/rule/watch-facts'
import type { Facts, TriggerEvent } from '@cognito-trigger-suite/triggers/internal/core/run'
import type {
  AnyFactStep,
  MemberKind,
  NamedMember,
  TriggerDefinition,
  TriggerTrace,
} from '@cognito-trigger-suite/triggers/internal/definition'
import { definitions } from '@cognito-trigger-suite/triggers/internal/definitions'
import { findTrigger, type TriggerName } from '@cognito-trigger-suite/triggers/internal/registry'
import type { SomeSuite } from '@cognito-trigger-suite/triggers/internal/suite-parts'
import { usageError } from '../cli-error.ts'
import { watchMembers } from './name-defect.ts'

/** One event before one configuration, whichever trigger it is for. */
export interface Judge extends Wording {
  readonly trigger: TriggerName
  readonly event: TriggerEvent
  readonly kind: MemberKind
  /** Rules, claim sources, effects or messages, in the order of the configuration. */
  readonly members: readonly { readonly member: NamedMember; readonly isSpeaking: boolean }[]
  /** Each fact that a speaking member asks for, once. */
  readonly facts: readonly AnyFactStep[]
  /** Those that are read for this event: none where the trigger would decide without them. */
  readonly readFacts: ReadonlySet<string>
  /** All facts that the trigger may read. */
  readonly factNames: readonly string[]
  /** @throws Defect */
  trace(facts: Facts, nowMs: number): TriggerTrace
}

export type Judging =
  | { readonly kind: 'judge'; readonly judge: Judge }
  /** The suite lacks this trigger: Cognito goes on without a call. */
  | { readonly kind: 'not configured' }
  /** The trigger could not read the event. The words hold nothing of it. */
  | { readonly kind: 'malformed'; readonly problem: string }

/** @throws CliError when no trigger exists for the event, and a Defect when a rule fails that needs no fact. */
export function judgeEvent(suite: SomeSuite, raw: RawObject, label: string): Judging {
  const source = own(raw, 'triggerSource')
  const name = findTrigger(source)
  if (name === undefined) {
    throw usageError(
      typeof source === 'string'
        ? `${label}: no trigger of this suite answers to '${source}'.`
        : `${label} has no triggerSource: give an event as Cognito sends it.`,
    )
  }
  return definitions[name].apply((definition): Judging => {
    const config = definition.configure(suite)
    if (config === undefined) return { kind: 'not configured' }
    const parsed = definition.create(config).parse(raw)
    return parsed.kind === 'malformed'
      ? parsed
      : { kind: 'judge', judge: makeJudge(definition, config, parsed.event, label) }
  })
}

function makeJudge<Config extends Wording, Event extends TriggerEvent, Member extends NamedMember>(
  definition: TriggerDefinition<Config, Event, Member>,
  config: Config,
  event: Event,
  label: string,
): Judge {
  const about = { label, trigger: definition.create(config).name }
  const { watched, run } = watchMembers(about, config, definition.members(config))
  const trigger = definition.create(watched)
  const read = run(() => trigger.facts(event))
  const members = definition.members(config).map((member) => {
    const isSpeaking = definition.isSpeaking?.(member, event) ?? member.sources.includes(event.source)
    return { member, isSpeaking }
  })
  const asked = members.flatMap(({ member, isSpeaking }) => (isSpeaking ? factOf(member) : []))
  const gathering = definition.plan(config).phases.filter(({ stage }) => stage === 'gather')
  return {
    language: trigger.language,
    texts: trigger.texts,
    trigger: trigger.name,
    event,
    kind: definition.kind,
    members,
    // As the trigger reads it, where it does.
    facts: [...new Map([...read, ...asked, ...read].map((step) => [step.name, step])).values()],
    readFacts: new Set(read.map((step) => step.name)),
    factNames: gathering.flatMap(({ steps }) => steps.map((step) => step.name)),
    trace: (known, nowMs) => run(() => definition.trace(watched, event, known, nowMs)),
  }
}

/** The fact of an observed rule never denies: where it fails, the report says so. */
function factOf({ fact, mode }: NamedMember): readonly AnyFactStep[] {
  if (fact === undefined) return []
  return [mode === 'observed' ? { ...fact, onFailure: { kind: 'use', value: new Unread(true) } } : fact]
}
