/** Makes the judge of a trigger: with all of its members, and with each member alone. */
import type { TriggerDefinition, NamedMember } from '../../triggers/definition.ts'
import type { Wording } from '../../triggers/core/denials.ts'
import type { TriggerEvent } from '../../triggers/core/run.ts'
import type { Judge } from './judge.ts'

export function makeJudge<Config extends Wording, Event extends TriggerEvent, Given extends NamedMember>(
  definition: TriggerDefinition<Config, Event, Given>,
  config: Config,
  event: Event,
): Judge {
  const { kind } = definition
  const trigger = definition.create(config)
  const members = definition.members(config)
  const only = (some: readonly Given[]) => definition.create(definition.only(config, some))
  const gathering = definition.plan(config).phases.filter(({ stage }) => stage === 'gather')
  return {
    trigger: trigger.name,
    event,
    language: trigger.language,
    texts: trigger.texts,
    facts: trigger.facts(event),
    factNames: gathering.flatMap(({ steps }) => steps.map(({ name }) => name)),
    members: members.map((member, index) => {
      // A claim source may read what earlier ones added.
      const asked = only(kind === 'claim source' ? members.slice(0, index + 1) : [member])
      return {
        name: member.name,
        kind,
        sources: member.sources,
        isSpeaking: definition.isSpeaking?.(member, event) ?? member.sources.includes(event.source),
        facts: only([member]).facts(event),
        decide: (facts, nowMs) => asked.decide(event, facts, nowMs),
      }
    }),
    decide: (facts, nowMs) => trigger.decide(event, facts, nowMs),
  }
}
