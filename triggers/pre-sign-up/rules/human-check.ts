/** Lets in only a person who solved a challenge of Turnstile, reCAPTCHA or hCaptcha. */
import { humanCheckFailed, humanCheckRequired, temporarilyUnavailable } from '../../core/denial-catalogue.ts'
import type { ReservationHolder } from '../../domain/email-reservation.ts'
import { checkOptions, optional } from '../../core/options/check.ts'
import { list } from '../../core/options/collections.ts'
import { hostName } from '../../domain/host-name.ts'
import { reservationHolder } from '../../domain/reservation-options.ts'
import { preSignUpSourceList } from '../../events/source-lists.ts'
import { stepBudget } from '../../core/options/step.ts'
import { number, oneOf, text } from '../../core/options/values.ts'
import { sha256 } from '../../core/sha256.ts'
import type { PreSignUpEvent } from '../../events/pre-sign-up.ts'
import type { PreSignUpSource } from '../../events/sources.ts'
import { type HumanAnswer, type HumanVerifier } from '../../ports/human-verifier.ts'
import { humanVerifier } from '../options.ts'
import { defineRule, type PreSignUpRule } from '../rule.ts'

const letIn = 'let people in unchecked'

export interface HumanCheckOptions {
  readonly verifier: HumanVerifier
  /** What happens when the service, or the store of its secret, does not answer. */
  readonly onFailure: 'deny' | typeof letIn
  /** The hosts on which the challenge may have been solved. A token of another site with the same keys is then refused.
   * Default: any. */
  readonly hostnames?: readonly string[]
  /** The action that the form gave to the challenge. Default: any. */
  readonly action?: string
  /** For services that answer a score; 0 to 1. An answer without a score is then refused. Default: none. */
  readonly leastScore?: number
  /** The longest time between challenge and sign-up, in minutes; 1 to 60. Default: what the service allows. */
  readonly maxAgeMinutes?: number
  /** Which sign-ups may share a token. `user-name`: those with the same user name and address. `address`: those with
   * the same address, for a pool that itself allows one account per address and makes a new user name at each try.
   * Default `user-name`. */
  readonly holder?: ReservationHolder
  /** 1 to 4,000, default 1,500. */
  readonly budgetMs?: number
  /** Default `['PreSignUp_SignUp']`: neither an administrator nor a provider can send a token. */
  readonly sources?: readonly PreSignUpSource[]
}

/** The answer; `unchecked` when the service did not answer, undefined without a token. */
type Checked = HumanAnswer | 'unchecked' | undefined

/** The longest token that is sent to the service. reCAPTCHA's are the longest, about 2,000 characters. */
export const maxTokenLength = 4_096

/** Less than any score. */
const noScore = -1

/** A token serves once. Where the service recognises our repeats, Cognito's repeats get the same answer. Elsewhere a
 * repeat in another sandbox is refused, and the person solves the challenge again.
 * @throws TypeError when a limit is out of range. */
export function humanCheck(options: HumanCheckOptions): PreSignUpRule {
  check: checkOptions<HumanCheckOptions>('humanCheck', options, {
    verifier: humanVerifier,
    onFailure: oneOf(['deny', letIn]),
    hostnames: optional(list(hostName)),
    action: optional(text('an action')),
    leastScore: optional(number(0, 1)),
    maxAgeMinutes: optional(number(1, 60)),
    holder: optional(reservationHolder),
    budgetMs: optional(stepBudget),
    sources: optional(preSignUpSourceList),
  })
  const { verifier } = options

  return defineRule<Checked>({
    name: 'human-check',
    sources: options.sources ?? ['PreSignUp_SignUp'],
    fact: {
      name: 'human-check',
      dependency: verifier,
      actions: verifier.actions,
      budgetMs: options.budgetMs ?? 1_500,
      attempts: verifier.attempts ?? 1,
      onFailure:
        options.onFailure === letIn
          ? { kind: 'use', value: 'unchecked' }
          : { kind: 'deny', denial: temporarilyUnavailable },
      async run(event, call): Promise<Checked> {
        const token = readToken(event, verifier.tokenField)
        return token === undefined
          ? undefined
          : verifier.verify({ token, signUp: hashSignUp(event, options.holder) }, call)
      },
    },
    decide({ fact, nowMs }) {
      if (fact === undefined) return { kind: 'deny', denial: humanCheckRequired }
      return fact === 'unchecked' || isAccepted(fact, options, nowMs)
        ? { kind: 'pass' }
        : { kind: 'deny', denial: humanCheckFailed }
    },
  })
}

/** Where e-mail is a plain attribute, one address may have many accounts: then the user name counts too. */
function hashSignUp(
  { userPoolId, clientId, userName, userAttributes }: PreSignUpEvent,
  holder: ReservationHolder = 'user-name',
): string {
  const email = userAttributes.get('email')
  const whose = holder === 'address' && email !== undefined ? [email] : [email ?? '', userName]
  return sha256('sign-up', userPoolId, clientId ?? '', ...whose)
}

/** From validation data, else from client metadata, which allows longer values. */
function readToken(event: PreSignUpEvent, field: string): string | undefined {
  const token = event.validationData.get(field) ?? event.clientMetadata.get(field)
  return token === undefined || token === '' || token.length > maxTokenLength ? undefined : token
}

/** An expectation fails when the answer does not say it. */
function isAccepted(answer: HumanAnswer, options: HumanCheckOptions, nowMs: number): boolean {
  const { hostnames, action, leastScore = noScore, maxAgeMinutes } = options
  if (!answer.isHuman) return false
  if (hostnames !== undefined && !hostnames.some((hostname) => hostname === answer.hostname)) return false
  if (action !== undefined && answer.action !== action) return false
  if ((answer.score ?? noScore) < leastScore) return false
  return maxAgeMinutes === undefined || nowMs - (answer.solvedAtMs ?? 0) <= maxAgeMinutes * 60_000
}
