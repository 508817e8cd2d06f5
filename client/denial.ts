/** Reads a denial, `[code] text`, back out of what Cognito, a redirect or a library wrapped around it. */
import type { denialCodes } from './denial-codes.ts'

/** Languages of the catalogue of denials. */
export const languages = ['en', 'de', 'fr', 'es', 'pt', 'ja'] as const

/** A rule of a trigger said no, and what the person can do about it. */
export interface Denied {
  readonly kind: 'denied'
  /** Permanent: apps may depend on it. A pool may know codes that this client does not know yet.
   * With `temporarily_unavailable` no rule decided: the same call may succeed in a few minutes. */
  readonly code: (typeof denialCodes)[number] | (string & {})
  /** Plain text for the person, without a full stop; show it as text, never as HTML. */
  readonly text: string
  /** The language of `text`, where the client knows: it asked for one that the catalogue speaks. */
  readonly language: (typeof languages)[number] | undefined
  /** The form field that it is about, such as `email`; undefined when it is about the whole form. */
  readonly field: string | undefined
  /** The trigger that spoke, such as `PreSignUp`. */
  readonly trigger: string | undefined
  /** Whether the call worked all the same: post confirmation speaks when the user is confirmed already. */
  readonly isUnclear: boolean
}

/** Characters that are looked at; a denial's text has 120 at most. */
const maxLength = 500
const denialPattern = /(?:^|(\w+) failed with error )\[([a-z]\w*)\] ([^]*?)[.\s]*$/
const fieldPattern = /^(email|phone_number|birthdate|password|invitation|terms|human_check)(?=_)/

/** The denial in an error's message or in an `error_description`, decoded or not; undefined when there is none.
 * Cognito puts `PreSignUp failed with error ` before it and a full stop behind.
 * @param fields Denial code → form field; wins over the field that a code starts with.
 * @param locale The locale that went with the call.
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-working-with-lambda-triggers.html */
export function parseDenial(
  message: string,
  fields?: ReadonlyMap<string, string>,
  locale = '',
): Denied | undefined {
  const [, trigger, code, text] = denialPattern.exec(cutSuffix(decode(message)).slice(0, maxLength)) ?? []
  if (!code || !text) return undefined
  return {
    kind: 'denied',
    code,
    text,
    // Cognito does not hand the locale of a sign-in to the trigger that makes its tokens.
    language: languages.find(
      (language) => language === locale.toLowerCase().split(/[-_]/)[0] && !trigger?.startsWith('PreToken'),
    ),
    field: fields?.get(code) ?? fieldPattern.exec(code)?.[0],
    trigger,
    isUnclear: trigger === 'PostConfirmation',
  }
}

/** The first 1,000 characters of a message, without what the SDK for Java puts behind it, such as
 * ` (Service: CognitoIdentityProvider, Status Code: 400, Request ID: …) (SDK Attempt Count: 1)`. */
export function cutSuffix(message: string): string {
  return message
    .slice(0, 1_000)
    .replace(/ \(Service: [^)]*(Status Code|Request ID): [^)]*\)( \(SDK[^)]*\))?[.\s]*$/, '')
}

/** Only a message whose bracket is still escaped is decoded: a plus sign in readable text stays one. */
function decode(message: string): string {
  return message.includes('[') ? message : (new URLSearchParams(`m=${message}`).get('m') ?? '')
}
