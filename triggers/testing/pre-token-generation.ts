/** Asks claim sources for the claims of a token, as the handler would. */
import { own, type RawObject } from '../core/json.ts'
import { optional } from '../core/options/check.ts'
import { text } from '../core/options/values.ts'
import type { ClaimSource } from '../pre-token-generation/claim-source.ts'
import { definePreTokenGeneration, type PreTokenGenerationOptions } from '../pre-token-generation/define.ts'
import { preTokenGenerationTrigger } from '../pre-token-generation/trigger.ts'
import { speakingSources } from '../pre-token-generation/decide.ts'
import { type Asked, askHarness, readObject } from './asked.ts'
import { checkKitOptions } from './given.ts'
import { giveSteps, type GivenSteps } from './given-steps.ts'
import { type Asking, eventOfQuestion, type PartsOf, type TokenEventName } from './make-event.ts'
import { createHarness, type Harness, type HarnessOptions } from './trigger-harness.ts'
import { createVirtualClock } from './virtual-clock.ts'

/** A token that somebody asks for. Parts that are not given are those of the golden event. */
export interface TokenQuestion extends PartsOf<TokenEventName> {
  /** Default `TokenGeneration_Authentication.v2`, a password sign-in. */
  readonly event?: TokenEventName
}

export interface AskTokenOptions extends Omit<PreTokenGenerationOptions, 'claims'>, HarnessOptions {
  /** What the facts and effects of the sources come to, by the name of their step. */
  readonly steps?: GivenSteps
}

export interface AskedToken extends Asked {
  readonly tokens: GivenTokens
}

/** Sources that are asked several times, with what they remember between. */
export interface TokenAsker {
  readonly harness: Harness
  readonly ask: (question?: TokenQuestion) => Promise<AskedToken>
}

/** Asks once. */
export function askPreTokenGeneration(
  claims: ClaimSource | readonly ClaimSource[],
  question: TokenQuestion = {},
  options: AskTokenOptions = {},
): Promise<AskedToken> {
  return createPreTokenGeneration(claims, options).ask(question)
}

export function createPreTokenGeneration(
  claims: ClaimSource | readonly ClaimSource[],
  given: AskTokenOptions = {},
): TokenAsker {
  checkKitOptions('createPreTokenGeneration', given, { initializationType: optional(text()) })
  const { clock = createVirtualClock(), initializationType, steps, ...options } = given
  const checked = definePreTokenGeneration({ ...options, claims: [claims].flat() })
  const config = { ...checked, claims: withSteps(checked.claims, steps) }
  const trigger = preTokenGenerationTrigger(config)
  const harness = createHarness(trigger, {
    clock,
    ...(initializationType !== undefined && { initializationType }),
  })
  return {
    harness,
    async ask(question = {}) {
      const asked = await askHarness(harness, eventOfQuestion(asking, question, 'event'), trigger, (event) =>
        speakingSources(config, event),
      )
      return { ...asked, tokens: tokensIn(asked.response) }
    },
  }
}

const asking: Asking = {
  member: 'askPreTokenGeneration',
  trigger: 'pre-token-generation',
  usual: 'TokenGeneration_Authentication.v2',
}

/** What a response gives to the tokens. Version 1 changes the ID token alone. */
export interface GivenTokens {
  /** Claims to add or override, by name. */
  readonly id: RawObject
  readonly access: RawObject
  readonly idSuppressed: unknown
  readonly accessSuppressed: unknown
  readonly scopesToAdd: unknown
  readonly scopesToSuppress: unknown
  readonly groups: unknown
}

export function tokensIn(response: RawObject): GivenTokens {
  const version1 = own(response, 'claimsOverrideDetails')
  const details = readObject(version1 ?? own(response, 'claimsAndScopeOverrideDetails'))
  const id = version1 === undefined ? readObject(own(details, 'idTokenGeneration')) : details
  const access = readObject(own(details, 'accessTokenGeneration'))
  return {
    id: readObject(own(id, 'claimsToAddOrOverride')),
    access: readObject(own(access, 'claimsToAddOrOverride')),
    idSuppressed: own(id, 'claimsToSuppress'),
    accessSuppressed: own(access, 'claimsToSuppress'),
    scopesToAdd: own(access, 'scopesToAdd'),
    scopesToSuppress: own(access, 'scopesToSuppress'),
    groups: own(details, 'groupOverrideDetails'),
  }
}

function withSteps(claims: readonly ClaimSource[], given: GivenSteps | undefined): readonly ClaimSource[] {
  const give = giveSteps(
    given,
    claims.flatMap(({ fact, effect }) => [fact, effect]),
  )
  const giveFact = give<NonNullable<ClaimSource['fact']>>()
  const giveEffect = give<NonNullable<ClaimSource['effect']>>()
  return claims.map((source) => ({
    ...source,
    ...(source.fact && { fact: giveFact(source.fact) }),
    ...(source.effect && { effect: giveEffect(source.effect) }),
  }))
}
