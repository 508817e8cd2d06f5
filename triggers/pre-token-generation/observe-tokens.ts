/** Shadow mode of the whole trigger: tokens stay as they are without it, and the report says what they would have been. */
import { shape } from '../core/options/check.ts'
import type { Approval, Refusal } from '../core/decision.ts'
import { isObject, own, readStrings } from '../core/json.ts'
import type { PreTokenGenerationEvent } from '../events/pre-token-generation.ts'
import type { PreTokenGenerationConfig, TokenTrigger } from './claim-source.ts'
import { shorten } from './decide.ts'
import { tokenConfigParts } from './options.ts'

/** The configuration as an observer. Every event is answered as it came, a defect's too, and no effect is performed.
 * Facts are read as they would be, within the limit, so that a sign-in takes as long. The report has, under `observed`,
 * names and numbers of what would have been done. */
export function observeTokens(config: PreTokenGenerationConfig): PreTokenGenerationConfig {
  check: shape<PreTokenGenerationConfig>(
    tokenConfigParts,
    'what definePreTokenGeneration gives: an object',
  ).test(config, { member: 'observeTokens', path: 'the configuration' })
  return { ...config, observed: observeTrigger }
}

function observeTrigger(trigger: TokenTrigger): TokenTrigger {
  return {
    ...trigger,
    decide(event, facts, nowMs) {
      const decision = trigger.decide(event, facts, nowMs)
      const sources = decision.notes?.['observed']
      const said = decision.kind === 'deny' ? sayDenial(decision) : sayTokens(decision, event)
      return {
        kind: 'allow',
        response: {},
        effects: [],
        notes: {
          ...decision.notes,
          observed: [...said.map((line) => `tokens: ${line}`), ...(Array.isArray(sources) ? sources : [])],
        },
      }
    },
    onDefect: () => 'pass',
  }
}

function sayDenial({ denial, by, cause }: Refusal): readonly string[] {
  return [[`deny ${denial.code}`, by, cause].filter((part) => part !== undefined).join(', ')]
}

/** Names of a response of any version, and how many. */
function sayTokens(
  { response, effects }: Approval<object, { readonly name: string }>,
  event: PreTokenGenerationEvent,
): readonly string[] {
  const details = own(response, 'claimsOverrideDetails') ?? own(response, 'claimsAndScopeOverrideDetails')
  const id = own(details, 'idTokenGeneration') ?? (event.version === '1' ? details : undefined)
  const access = own(details, 'accessTokenGeneration')
  const override = own(details, 'groupOverrideDetails')
  const then = override === undefined ? event : readGroups(override)
  return [
    'pass',
    ...[['id', id] as const, ['access', access] as const].flatMap(([token, part]) => [
      ...sayNames(`${token} claims`, keysOf(own(part, 'claimsToAddOrOverride'))),
      ...sayNames(`${token} claims suppressed`, readStrings(own(part, 'claimsToSuppress'))),
    ]),
    ...sayNames('scopes added', readStrings(own(access, 'scopesToAdd'))),
    ...sayNames('scopes suppressed', readStrings(own(access, 'scopesToSuppress'))),
    ...sayNames('groups added', without(then.groups, event.groups)),
    ...sayNames('groups removed', without(event.groups, then.groups)),
    ...sayNames('roles added', without(then.iamRoles, event.iamRoles)),
    ...sayNames('roles removed', without(event.iamRoles, then.iamRoles)),
    ...sayNames(
      'effects',
      effects.map(({ name }) => name),
    ),
  ]
}

function readGroups(override: unknown): Pick<PreTokenGenerationEvent, 'groups' | 'iamRoles'> {
  return {
    groups: readStrings(own(override, 'groupsToOverride')),
    iamRoles: readStrings(own(override, 'iamRolesToOverride')),
  }
}

function without(names: readonly string[], others: readonly string[]): readonly string[] {
  return names.filter((name) => !others.includes(name))
}

function sayNames(what: string, names: readonly string[]): readonly string[] {
  return names.length === 0 ? [] : [`${names.length} ${what}: ${shorten(names).join(' ')}`]
}

function keysOf(claims: unknown): readonly string[] {
  return isObject(claims) ? Object.keys(claims) : []
}
