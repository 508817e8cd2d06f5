/** Links a first federated sign-in to the native user with the same verified address, under every safeguard. */
import { linkedTryAgain, linkNotPossible, temporarilyUnavailable } from '../../core/denial-catalogue.ts'
import { exactEmail } from '../../domain/email-canonical.ts'
import { readEmailDomain } from '../../domain/email-domain.ts'
import { isTrue } from '../../domain/is-true.ts'
import { attributeName } from '../../core/options/attribute-name.ts'
import { checkOptions, optional } from '../../core/options/check.ts'
import { linkingDirectory } from '../../core/options/ports.ts'
import { flag, oneOf } from '../../core/options/values.ts'
import {
  type DirectoryUser,
  hasIdentity,
  type LinkingDirectory,
  findUsersByEmailActions,
  linkIdentityActions,
} from '../../ports/user-directory.ts'
import type { PreSignUpEvent } from '../../events/pre-sign-up.ts'
import {
  checkDistinctProviders,
  type ProviderIdentity,
  providerList,
  readProvider,
} from '../../domain/provider-name.ts'
import {
  defineRule,
  effectFact,
  type EffectInput,
  type PreSignUpRule,
  type RuleEffect,
  type Verdict,
} from '../rule.ts'

/** What happens to a federated user who is not linked: refused, or created as a separate user. */
export type NotLinked = 'refuse' | 'leave-alone'

const takeover = 'account takeover is possible'

export interface LinkAccountsOptions {
  readonly directory: LinkingDirectory
  /** Providers that are known to let people sign in only with their own address. Only their users are linked. */
  readonly providersThatVerifyEmail: readonly string[]
  /** The pool's other providers, whose users are never linked by this rule. Default: none. */
  readonly otherProviders?: readonly string[]
  /** No user has the address: the usual first sign-in. */
  readonly whenNobodyHasTheAddress: NotLinked
  /** A user has the address, or may have it, and a safeguard is not met. The provider does not verify addresses or
   * does not say `email_verified`; or the user is not confirmed, not enabled, or has not verified the address; or
   * two users have it. */
  readonly whenNotSafe: NotLinked
  /** The directory does not answer. A user who is created then stays separate for good. */
  readonly onFailure: NotLinked
  /** The attribute to which the pool maps the provider's `sub`. A pool that ignores letter case shows the `sub` in
   * lower case in the user name, so that a subject in lower case can be linked only by this attribute. Subjects of
   * digits do not need it. Default: not set, and such subjects are not linked. */
  readonly subjectAttribute?: string
  /** Also links to users whom an administrator invited and who have not chosen a password yet. Default false. */
  readonly linkInvitedUsers?: boolean
  /** Links even if the provider does not say `email_verified: true`. A person who can enter any address at the provider
   * then signs in as its owner here. */
  readonly linkEvenIfProviderDoesNotVerifyEmail?: typeof takeover
}

/** The users with the address; an empty list without an address; or the failure of the directory. */
type Found = readonly DirectoryUser[] | 'no-answer'

const linkStep = 'link-identity'

/** Speaks for external providers. After a link the sign-in ends in `linked_try_again`: Cognito cannot go on with it,
 * and the next sign-in succeeds.
 * @throws TypeError when no provider is named, or one is named twice.
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-identity-federation-consolidate-users.html */
export function linkAccounts(options: LinkAccountsOptions): PreSignUpRule {
  const notLinked = ['refuse', 'leave-alone']
  check: checkOptions<LinkAccountsOptions>('linkAccounts', options, {
    directory: linkingDirectory,
    providersThatVerifyEmail: providerList(),
    otherProviders: optional(providerList()),
    whenNobodyHasTheAddress: oneOf(notLinked),
    whenNotSafe: oneOf(notLinked),
    onFailure: oneOf(notLinked),
    subjectAttribute: optional(attributeName),
    linkInvitedUsers: optional(flag),
    linkEvenIfProviderDoesNotVerifyEmail: optional(oneOf([takeover])),
  })
  const { directory, providersThatVerifyEmail: trusted, otherProviders = [] } = options
  const known = [...trusted, ...otherProviders]
  check: checkDistinctProviders('linkAccounts', known)
  const isVerificationWaived = options.linkEvenIfProviderDoesNotVerifyEmail === takeover
  const finish = (choice: NotLinked): Verdict =>
    choice === 'leave-alone' ? { kind: 'pass' } : { kind: 'deny', denial: linkNotPossible }

  return defineRule<Found>({
    name: 'link-accounts',
    sources: ['PreSignUp_ExternalProvider'],
    reliesOnVerified: true,
    reads: [options.subjectAttribute ?? []].flat(),
    fact: {
      name: 'users-with-the-address',
      dependency: directory,
      actions: findUsersByEmailActions,
      budgetMs: 1_200,
      attempts: 2,
      onFailure:
        options.onFailure === 'leave-alone'
          ? { kind: 'use', value: 'no-answer' }
          : { kind: 'deny', denial: temporarilyUnavailable },
      async run(event, call): Promise<Found> {
        const email = readAddress(event)
        return email === undefined ? [] : directory.findUsersByEmail(event.userPoolId, email, call)
      },
    },
    effect: linkIdentity(directory),
    decide({ event, fact }) {
      if (fact === undefined || fact === 'no-answer') return finish(options.onFailure)
      const email = readAddress(event)
      const natives = fact.filter((user) => isNative(user) && isSameAddress(user.email, email))
      if (natives.length === 0) return finish(options.whenNobodyHasTheAddress)
      // A user who signed up with the address without a proof does not block the link.
      const [native, ...others] = natives.filter((user) =>
        isSafeToJoin(user, options.linkInvitedUsers === true),
      )

      const identity = readProvider(event.userName, known)
      const isVerified = isVerificationWaived || isTrue(event.userAttributes.get('email_verified'))
      if (identity === undefined || !trusted.includes(identity.provider) || !isVerified)
        return finish(options.whenNotSafe)
      if (native === undefined || others.length > 0) return finish(options.whenNotSafe)
      if (hasIdentity(native.identities, identity)) return { kind: 'deny', denial: linkedTryAgain }
      const userId = readSubject(event, identity, options.subjectAttribute)
      if (userId === undefined)
        return { kind: 'deny', denial: linkNotPossible, cause: 'subject_case_unknown' }
      return {
        kind: 'pass',
        effect: {
          name: linkStep,
          idempotencyKey: `${event.userPoolId}#${native.userName}#${event.userName}`,
          facts: { userName: native.userName, provider: identity.provider, userId },
        },
      }
    },
  })
}

function linkIdentity(directory: LinkingDirectory): RuleEffect {
  return {
    step: {
      name: linkStep,
      dependency: directory,
      actions: linkIdentityActions,
      budgetMs: 1_200,
      attempts: 2,
      onFailure: { kind: 'deny', denial: temporarilyUnavailable },
      async run({ event, effect }: EffectInput, call) {
        const identity = { provider: effectFact(effect, 'provider'), userId: effectFact(effect, 'userId') }
        const userName = effectFact(effect, 'userName')
        const answer = await directory.linkIdentity(
          { userPoolId: event.userPoolId, userName, identity },
          call,
        )
        return answer === 'refused' || answer === 'failed' ? answer : 'done'
      },
    },
    refusal: (outcome) => (outcome === 'done' ? linkedTryAgain : linkNotPossible),
  }
}

/** A text that is not an address belongs to no user. */
function readAddress(event: PreSignUpEvent): string | undefined {
  const email = event.userAttributes.get('email')
  return readEmailDomain(email) === undefined ? undefined : email
}

/** A native user signs in with a password or a code of the pool itself. */
function isNative(user: DirectoryUser): boolean {
  return user.status !== 'EXTERNAL_PROVIDER'
}

function isSafeToJoin(user: DirectoryUser, isInvitedEnough: boolean): boolean {
  const isJoinable =
    user.status === 'CONFIRMED' || (isInvitedEnough && user.status === 'FORCE_CHANGE_PASSWORD')
  return isJoinable && user.isEnabled && user.isEmailVerified
}

/** In any letter case. Tags and dots count, since they may belong to another person. */
function isSameAddress(one: string | undefined, other: string | undefined): boolean {
  const exact = exactEmail(one)
  return exact !== undefined && exact === exactEmail(other)
}

/** The subject as the provider writes it; undefined when its letter case is unknown. The attribute counts only when it
 * holds this subject. It is not needed for a subject of digits, or for one with a capital letter: the pool has not
 * lowered such a subject.
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-case-sensitivity.html */
function readSubject(
  { userAttributes }: PreSignUpEvent,
  { userId }: ProviderIdentity,
  attribute: string | undefined,
): string | undefined {
  const told = attribute === undefined ? undefined : userAttributes.get(attribute)
  if (told?.toLowerCase() === userId.toLowerCase()) return told
  const mayBeFlattened = userId === userId.toLowerCase() && userId !== userId.toUpperCase()
  return mayBeFlattened ? undefined : userId
}
