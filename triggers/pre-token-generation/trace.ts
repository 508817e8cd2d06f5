/** A token's decision with what each claim source said. Each is asked once; what the tokens had before the next one is put
 * together again from what was said. */
import type { MemberSaid } from '../core/trace.ts'
import type { Facts } from '../core/run.ts'
import type { TriggerTrace } from '../definition.ts'
import type { PreTokenGenerationEvent } from '../events/pre-token-generation.ts'
import type { ClaimSource, Contribution, PreTokenGenerationConfig } from './claim-source.ts'
import { composeClaims, type Composition, speakingSources } from './decide.ts'
import { renderClaims } from './render.ts'
import { preTokenGenerationTrigger } from './trigger.ts'
import { weighTokens } from './weigh-tokens.ts'

export function traceTokens(
  config: PreTokenGenerationConfig,
  event: PreTokenGenerationEvent,
  facts: Facts,
  nowMs: number,
): TriggerTrace {
  const said = new Map<string, Contribution>()
  const speaking = speakingSources(config, event)
  const listened = speaking.map((source): ClaimSource => ({
    ...source,
    contribute(input) {
      const contribution = source.contribute(input)
      // The first time counts: observed sources look at what would be without them.
      if (!said.has(source.name)) said.set(source.name, contribution)
      return contribution
    },
  }))
  const decision = preTokenGenerationTrigger({ ...config, claims: listened }).decide(event, facts, nowMs)

  const played = speaking.map((source): ClaimSource => ({
    ...source,
    contribute: () => said.get(source.name) ?? {},
  }))
  const compose = (count: number, { adminScope }: Pick<PreTokenGenerationConfig, 'adminScope'>) =>
    composeClaims({ ...config, adminScope, claims: played.slice(0, count) }, event, facts, nowMs)
  const whole = compose(played.length, config)
  return {
    decision,
    ...(config.observed !== undefined && { isObserved: true }),
    said: new Map(
      played.map(({ name }, index) => [
        name,
        sayComposed(name, compose(index + 1, { adminScope: 'keep' }), event, decision.notes?.['observed']),
      ]),
    ),
    ...(whole.kind === 'deny' ? {} : { weighed: weighTokens(config, event, whole) }),
  }
}

function sayComposed(
  name: string,
  composed: ReturnType<typeof composeClaims>,
  event: PreTokenGenerationEvent,
  observed: unknown,
): MemberSaid {
  if (composed.kind === 'deny')
    return composed.by === name ? { kind: 'deny', code: composed.denial.code } : { kind: 'not asked' }
  const lines = Array.isArray(observed) ? observed.map(String) : []
  const own = lines.filter((line) => line.startsWith(`${name}: `))
  return {
    kind: 'allow',
    response: renderClaims(composed.model, event),
    effects: effectsOf(composed, name),
    notes: own.length === 0 ? {} : { observed: own },
  }
}

function effectsOf({ effects }: Composition, source: string): readonly string[] {
  return effects.map(({ name }) => name).filter((name) => name === source)
}
