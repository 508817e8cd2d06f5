/** Confirms users at once, or marks addresses as verified, where there is a stated reason. It never does so for all users. */
import { readEmailDomain } from '../../domain/email-domain.ts'
import { isListed } from '../../domain/email-domain-list.ts'
import { checkInvitation, isMadeOutTo } from '../../domain/invitation.ts'
import type { InvitationRecords } from '../../ports/invitation-records.ts'
import { isTrue } from '../../domain/is-true.ts'
import { checkOptions, optional, shape } from '../../core/options/check.ts'
import { list } from '../../core/options/collections.ts'
import { emailDomain } from '../../domain/host-name.ts'
import { invitationRecords } from '../../core/options/ports.ts'
import { factStep } from '../../core/options/step.ts'
import { flag, oneOf } from '../../core/options/values.ts'
import type { PreSignUpEvent, PreSignUpResponse } from '../../events/pre-sign-up.ts'
import type { CarriedInvitation, InvitationFact } from '../invitation-fact.ts'
import { isPhoneNumber } from '../../domain/phone-number.ts'
import { checkDistinctProviders, providerList, readProvider } from '../../domain/provider-name.ts'
import { contestedInvitation, rememberedInvitation, rememberInvitation } from '../remember-invitation.ts'
import { defineRule, type PreSignUpRule, type Verdict } from '../rule.ts'

const anyAddress = 'anyone may claim any address of the trusted domains'
const anyPhoneNumber = 'anyone who is trusted may claim any phone number'

export interface ConfirmAndVerifyOptions {
  /** Who is trusted. At least one. */
  readonly trust: {
    /** Native users with an address of exactly these domains. Nothing proves that the address is theirs. */
    readonly domains?: readonly string[]
    /** Federated users of these providers. Name the pool's others in `otherProviders`. */
    readonly providers?: readonly string[]
    /** Native users with a valid invitation: the fact of `invitationFact`, and the records that note which invitation a
     * sign-up used. Give both to `signUpMode` too when it is `invite-only`. */
    readonly invitations?: { readonly invitation: InvitationFact; readonly records: InvitationRecords }
  }
  readonly otherProviders?: readonly string[]
  /** Whether trusted native users are confirmed at once. Default true. A federated user needs no confirmation. With
   * false `email` and `phone` must be `leave`: Cognito rejects a sign-up that is verified and not confirmed. */
  readonly confirm?: boolean
  /** `where-proven`: the invitation was made out to exactly this address, or a trusted provider says `email_verified`.
   * The other value also covers trusted domains. In a pool where e-mail is an alias, verifying it takes the alias from
   * its holder. Default `leave`. */
  readonly email?: 'leave' | 'where-proven' | typeof anyAddress
  /** `where-proven`: a trusted provider says `phone_number_verified`. Default `leave`. */
  readonly phone?: 'leave' | 'where-proven' | typeof anyPhoneNumber
}

/** What is known of a trusted user. */
interface Trusted {
  readonly isNative: boolean
  /** The domain is the reason. */
  readonly byDomain: boolean
  /** The invitation that is the reason. */
  readonly hash?: string
  readonly isEmailProven: boolean
  readonly isPhoneProven: boolean
}

/** @throws TypeError when no trust is named, or a domain or provider is not possible. */
export function confirmAndVerify(options: ConfirmAndVerifyOptions): PreSignUpRule {
  check: checkOptions<ConfirmAndVerifyOptions>('confirmAndVerify', options, {
    trust: shape<ConfirmAndVerifyOptions['trust']>({
      domains: optional(list(emailDomain)),
      providers: optional(providerList()),
      invitations: optional(
        shape<NonNullable<ConfirmAndVerifyOptions['trust']['invitations']>>({
          invitation: factStep,
          records: invitationRecords,
        }),
      ),
    }),
    otherProviders: optional(providerList()),
    confirm: optional(flag),
    email: optional(oneOf(['leave', 'where-proven', anyAddress])),
    phone: optional(oneOf(['leave', 'where-proven', anyPhoneNumber])),
  })
  const { domains: domainNames = [], providers = [], invitations } = options.trust
  const domains = new Set(domainNames)
  const known = [...providers, ...(options.otherProviders ?? [])]
  check: checkDistinctProviders('confirmAndVerify', known)
  check: if (domains.size === 0 && providers.length === 0 && invitations === undefined)
    throw new TypeError('confirmAndVerify: trust is empty: name domains, providers or invitations')
  const verifies = [options.email, options.phone].some((each) => each !== undefined && each !== 'leave')
  check: if (options.confirm === false && verifies) {
    throw new TypeError(
      "confirmAndVerify: confirm is false, and Cognito verifies only users whom it confirms: take confirm out, or make email and phone 'leave'",
    )
  }

  return defineRule<CarriedInvitation | undefined>({
    name: 'confirm-and-verify',
    // Cognito ignores the three flags for users whom an administrator creates.
    sources: ['PreSignUp_SignUp', 'PreSignUp_ExternalProvider'],
    verifiesUnproven: options.email === anyAddress,
    ...(invitations === undefined
      ? {}
      : { fact: invitations.invitation, effect: rememberInvitation(invitations.records) }),
    decide({ event, fact, nowMs }) {
      if (event.source === 'PreSignUp_ExternalProvider')
        return answer(event, trustProvider(event, providers, known), options)
      const trusted = trustNative(event, fact, nowMs, domains)
      const verdict = answer(event, trusted, options)
      if (invitations === undefined) return verdict
      const effect =
        trusted?.hash === undefined
          ? contestedInvitation(event, nowMs)
          : rememberedInvitation(event, trusted.hash, nowMs)
      return effect === undefined ? verdict : { ...verdict, effect }
    },
  })
}

function answer(
  event: PreSignUpEvent,
  trusted: Trusted | undefined,
  options: ConfirmAndVerifyOptions,
): Extract<Verdict, { kind: 'pass' }> {
  return trusted === undefined
    ? { kind: 'pass' }
    : { kind: 'pass', response: respond(event, trusted, options) }
}

function trustProvider(
  { userName, userAttributes }: PreSignUpEvent,
  providers: readonly string[],
  known: readonly string[],
): Trusted | undefined {
  const provider = readProvider(userName, known)?.provider
  if (!providers.some((each) => each === provider)) return undefined
  return {
    isNative: false,
    byDomain: false,
    isEmailProven: isTrue(userAttributes.get('email_verified')),
    isPhoneProven: isTrue(userAttributes.get('phone_number_verified')),
  }
}

function trustInvitation(
  { userAttributes }: PreSignUpEvent,
  carried: CarriedInvitation | undefined,
  nowMs: number,
): Trusted | undefined {
  if (carried === undefined) return undefined
  const { invitation, hash } = carried
  const email = userAttributes.get('email')
  if (checkInvitation(invitation, { email, nowMs }) !== undefined) return undefined
  return {
    isNative: true,
    byDomain: false,
    hash,
    isEmailProven: isMadeOutTo(invitation, email),
    isPhoneProven: false,
  }
}

/** Reasons add up. */
function trustNative(
  event: PreSignUpEvent,
  carried: CarriedInvitation | undefined,
  nowMs: number,
  domains: ReadonlySet<string>,
): Trusted | undefined {
  const invited = trustInvitation(event, carried, nowMs)
  const ofDomain = trustDomain(event, domains)
  return invited === undefined ? ofDomain : { ...invited, byDomain: ofDomain !== undefined }
}

function trustDomain({ userAttributes }: PreSignUpEvent, domains: ReadonlySet<string>): Trusted | undefined {
  const domain = readEmailDomain(userAttributes.get('email'))
  if (!isListed(domain, domains, false)) return undefined
  return { isNative: true, byDomain: true, isEmailProven: false, isPhoneProven: false }
}

function respond(
  { userAttributes }: PreSignUpEvent,
  trusted: Trusted,
  { confirm = true, email = 'leave', phone = 'leave' }: ConfirmAndVerifyOptions,
): PreSignUpResponse {
  const mayVerifyEmail =
    ((email === 'where-proven' || email === anyAddress) && trusted.isEmailProven) ||
    (email === anyAddress && trusted.byDomain)
  const mayVerifyPhone = (phone === 'where-proven' && trusted.isPhoneProven) || phone === anyPhoneNumber
  // Cognito fails a sign-up whose flag is for an attribute that it cannot verify.
  const hasEmail = readEmailDomain(userAttributes.get('email')) !== undefined
  const hasPhone = isPhoneNumber(userAttributes.get('phone_number'))
  const verified: PreSignUpResponse = {
    ...(mayVerifyEmail && hasEmail ? { autoVerifyEmail: true } : {}),
    ...(mayVerifyPhone && hasPhone ? { autoVerifyPhone: true } : {}),
  }
  // AWS does not document whether Cognito verifies a federated user who is not confirmed.
  const isConfirmed = trusted.isNative ? confirm : Object.keys(verified).length > 0
  return { ...(isConfirmed ? { autoConfirmUser: true } : {}), ...verified }
}
