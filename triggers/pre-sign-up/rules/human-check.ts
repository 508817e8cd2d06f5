/** Lets in only who solved a challenge that tells people from programs: Turnstile, reCAPTCHA or hCaptcha. */
import { humanCheckFailed, humanCheckRequired, temporarilyUnavailable } from '../../core/denial-catalogue.ts'
import { sha256 } from '../../core/sha256.ts'
import type { PreSignUpEvent } from '../../events/pre-sign-up.ts'
import type { PreSignUpSource } from '../../events/sources.ts'
import type { HumanAnswer, HumanVerifier } from '../human-verifier.ts'
import type { PreSignUpRule } from '../rule.ts'

export interface HumanCheckOptions {
  readonly verifier: HumanVerifier
  /** When the service, or the secret for it, does not answer. */
  readonly onFailure: 'deny' | 'let people in unchecked'
  /** The hosts on which the challenge may have been solved. A token of another site that uses the same keys is then
   * refused. Default: any. */
  readonly hostnames?: readonly string[]
  /** The action that the form gave to the challenge. Default: any. */
  readonly action?: string
  /** For services that answer a score; 0 to 1. An answer without one is then refused. Default: none. */
  readonly leastScore?: number
  /** The longest time between solving and signing up, in minutes; 1 to 60. Default: what the service allows. */
  readonly maxAgeMinutes?: number
  /** 1 to 4,000, default 1,500. */
  readonly budgetMs?: number
  /** Default `['PreSignUp_SignUp']`: neither an administrator nor a provider can send a token. */
  readonly sources?: readonly PreSignUpSource[]
}

/** The answer, `unchecked` when there is none, undefined without a token. */
type Checked = HumanAnswer | 'unchecked' | undefined

/** The longest token that is sent on; reCAPTCHA's are the longest, about 2,000. */
export const maxTokenLength = 4_096

/** Less than any score. */
const noScore = -1

/** A token is good once. Where the service can tell a repeat of ours from a replay, Cognito's repeats are answered the
 * same; where it cannot, a repeat in another sandbox is refused and the person solves the challenge again.
 * @throws TypeError when a limit is out of range. */
export function humanCheck(options: HumanCheckOptions): PreSignUpRule<Checked> {
  const { verifier, leastScore, maxAgeMinutes } = options
  if (leastScore !== undefined && !(leastScore >= 0 && leastScore <= 1))
    throw new TypeError(`humanCheck: leastScore must be from 0 to 1, not ${leastScore}`)
  if (maxAgeMinutes !== undefined && !(maxAgeMinutes >= 1 && maxAgeMinutes <= 60))
    throw new TypeError(`humanCheck: maxAgeMinutes must be from 1 to 60, not ${maxAgeMinutes}`)

  return {
    name: 'human-check',
    sources: options.sources ?? ['PreSignUp_SignUp'],
    fact: {
      name: 'human-check',
      dependency: verifier,
      actions: verifier.actions,
      budgetMs: options.budgetMs ?? 1_500,
      attempts: 2,
      onFailure:
        options.onFailure === 'deny'
          ? { kind: 'deny', denial: temporarilyUnavailable }
          : { kind: 'use', value: 'unchecked' },
      async run(event, call): Promise<Checked> {
        const token = readToken(event, verifier.tokenField)
        return token === undefined ? undefined : verifier.verify({ token, signUp: hashSignUp(event) }, call)
      },
    },
    decide({ fact, nowMs }) {
      if (fact === undefined) return { kind: 'deny', denial: humanCheckRequired }
      return fact === 'unchecked' || isAccepted(fact, options, nowMs)
        ? { kind: 'pass' }
        : { kind: 'deny', denial: humanCheckFailed }
    },
  }
}

/** Cognito repeats a slow call, maybe under another user name where it makes these up: the address stays the same. */
function hashSignUp({ userPoolId, clientId, userName, userAttributes }: PreSignUpEvent): string {
  return sha256('sign-up', userPoolId, clientId ?? '', userAttributes.get('email') ?? userName)
}

/** From validation data, else from client metadata, which takes longer values. */
function readToken(event: PreSignUpEvent, field: string): string | undefined {
  const token = event.validationData.get(field) ?? event.clientMetadata.get(field)
  return token === undefined || token === '' || token.length > maxTokenLength ? undefined : token
}

/** An expectation that the answer says nothing about is not met. */
function isAccepted(answer: HumanAnswer, options: HumanCheckOptions, nowMs: number): boolean {
  const { hostnames, action, leastScore = noScore, maxAgeMinutes } = options
  if (!answer.isHuman) return false
  if (hostnames !== undefined && !hostnames.some((hostname) => hostname === answer.hostname)) return false
  if (action !== undefined && answer.action !== action) return false
  if ((answer.score ?? noScore) < leastScore) return false
  return maxAgeMinutes === undefined || nowMs - (answer.solvedAtMs ?? 0) <= maxAgeMinutes * 60_000
}
