/** For administrators with a scope: may an address sign up, and an invitation for it. */
import { parseDenial } from '@cognito-trigger-suite/client/denial'
import { within } from '@cognito-trigger-suite/triggers/core/deadline'
import { isObject, own, ownText } from '@cognito-trigger-suite/triggers/internal/core/json'
import { type Database, putIfAbsent } from '@cognito-trigger-suite/triggers/internal/adapters/dynamodb-client'
import { exactEmail } from '@cognito-trigger-suite/triggers/internal/domain/email-canonical'
import { readEmailDomain } from '@cognito-trigger-suite/triggers/internal/domain/email-domain'
import { hashInvitationCode, invitationKey } from '@cognito-trigger-suite/triggers/internal/domain/invitation'
import type { InvokeVersion } from '@cognito-trigger-suite/triggers/internal/ports/version-invoker'
import { readForm } from '../shared/browser-guard.ts'
import { localesOf, unavailable } from '../shared/failures.ts'
import type { Answered, Call } from '../shared/handler.ts'
import type { HttpAnswer, HttpRequest } from '../shared/http.ts'
import { judge } from '../shared/judge.ts'
import { ProblemError, refuse, reply } from '../shared/problem.ts'
import { tableCall } from '../shared/bounded.ts'
import { metadataOf } from './account.ts'

export interface AdminParts {
  readonly clientId: string
  readonly admin: Admin | undefined
}

export interface Admin {
  /** The scope that an administrator's access token must have. */
  readonly scope: string
  readonly verify: VerifyToken
  readonly userPoolId: string
  readonly region: string
  /** The pre sign-up function; undefined where there is none to ask. */
  readonly preSignUpArn: string | undefined
  readonly invoke: InvokeVersion
  readonly database: Database
  randomBytes(size: number): Uint8Array
}

export type VerifyToken = (
  token: unknown,
  deadline: { remainingMs(): number },
) => Promise<
  | { readonly kind: 'verified'; readonly claims: object }
  | { readonly kind: 'refused' }
  | { readonly kind: 'unavailable' }
>

const maxUses = 1_000
const maxDays = 365

/** @throws ProblemError for who is no administrator */
async function requireAdmin({ scope, verify }: Admin, request: HttpRequest, call: Call): Promise<void> {
  const [, token] = /^Bearer ([\w.-]+)$/i.exec(request.headers.get('authorization') ?? '') ?? []
  const refuseBy = (status: 401 | 403, code: string, detail: string, error?: string) => {
    const told = error === undefined ? '' : ` error="${error}", scope="${scope}"`
    return new ProblemError({ status, code, detail, language: 'en', authenticate: `Bearer${told}` })
  }
  const signIn = 'Sign in as an administrator.'
  if (token === undefined) throw refuseBy(401, 'token_missing', signIn)
  const verdict = await verify(token, call.deadline)
  if (verdict.kind === 'unavailable') throw new ProblemError(unavailable(localesOf(request)))
  if (verdict.kind === 'refused') throw refuseBy(401, 'token_refused', signIn, 'invalid_token')
  const lack = judge(verdict.claims, { scopes: [scope] })
  if (lack !== undefined) throw refuseBy(403, lack.code, `${lack.detail}.`, 'insufficient_scope')
}

/** Asks the pre sign-up function, as a rehearsal: the same rules, no user, no effect. Whether an account exists plays no
 * part in the answer. */
export async function checkSignUp(
  { admin, clientId }: AdminParts & { readonly admin: Admin },
  request: HttpRequest,
  call: Call,
): Promise<Answered<HttpAnswer>> {
  await requireAdmin(admin, request, call)
  const form = readForm(request, ['attributes', 'locale', 'metadata'])
  const clientMetadata = metadataOf(form, request)
  if (admin.preSignUpArn === undefined) return reply({ isAllowed: true })
  const event = {
    version: '1',
    triggerSource: 'PreSignUp_SignUp',
    region: admin.region,
    userPoolId: admin.userPoolId,
    userName: process.getBuiltinModule('node:crypto').randomUUID(),
    callerContext: { awsSdkVersion: 'aws-sdk-unknown-unknown', clientId },
    request: { userAttributes: form.texts('attributes'), validationData: null, clientMetadata },
    response: { autoConfirmUser: false, autoVerifyEmail: false, autoVerifyPhone: false },
  }
  const arn = admin.preSignUpArn
  const settled = await within(call.clock, call.deadline.remainingMs(), () => admin.invoke(arn, event))
  if (settled.kind !== 'ok') return refuse(unavailable(localesOf(request)))
  const { functionError, payload, report } = settled.value
  // A function that does not know rehearsals may have had effects, and one with a defect has decided nothing.
  if (report?.isRehearsal !== true || report.outcome === 'failed')
    return refuse(unavailable(localesOf(request)))
  if (functionError === undefined && isObject(own(payload, 'response'))) return reply({ isAllowed: true })
  const denial = parseDenial(ownText(payload, 'errorMessage') ?? '', undefined, clientMetadata['locale'])
  if (denial === undefined) return refuse(unavailable(localesOf(request)))
  const { code, text, field, language } = denial
  return { ...reply({ isAllowed: false, code, detail: text, field, language }), notes: { checked: code } }
}

/** Makes an invitation that lets people in, and grants nothing more: groups and tenants are for the command line. */
export async function invite(
  { admin }: AdminParts & { readonly admin: Admin },
  request: HttpRequest,
  call: Call,
): Promise<Answered<HttpAnswer>> {
  await requireAdmin(admin, request, call)
  const form = readForm(request, ['email', 'domain', 'anybody', 'uses', 'days'])
  const email = form.optionalText('email')
  const domain = form.optionalText('domain')
  if (email !== undefined && exactEmail(email) === undefined) throw wrong('email', 'one e-mail address')
  if (domain !== undefined && readEmailDomain(`x@${domain}`) === undefined)
    throw wrong('domain', 'a domain, such as example.com')
  if (email !== undefined && domain !== undefined) throw wrong('domain', 'left out where email is given')
  const nowS = Math.floor(call.clock.epochMs() / 1_000)
  const code = Buffer.from(admin.randomBytes(16)).toString('base64url')
  const invitation = {
    usesLeft: form.optionalWhole('uses', maxUses, 1) ?? 1,
    expiresAtS: nowS + (form.optionalWhole('days', maxDays, 1) ?? 14) * 86_400,
    ...(email === undefined ? {} : { email }),
    ...(domain === undefined ? {} : { domain }),
  }
  const isForAll = email === undefined && domain === undefined
  const isSaid = form.optionalFlag('anybody') === isForAll
  if (!isSaid && isForAll) throw wrong('email', 'given, or domain, or else anybody as true')
  if (!isSaid) throw wrong('anybody', 'left out where email or domain is given')
  // An attempt whose answer was lost may have written it. Nobody else makes this code.
  await putIfAbsent(
    admin.database,
    invitationKey(hashInvitationCode(admin.userPoolId, code)),
    invitation,
    tableCall(call),
  )
  return reply({ code, uses: invitation.usesLeft, expiresAtS: invitation.expiresAtS })
}

function wrong(field: string, rule: string): ProblemError {
  const detail = `The field ${field} must be ${rule}.`
  return new ProblemError({ status: 400, code: 'field_invalid', detail, field, language: 'en' })
}
