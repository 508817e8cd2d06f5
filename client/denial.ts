/** Reads a denial, `[code] text`, from the text that Cognito, a redirect or a library wrapped around it. */
import type { denialCodes } from './denial-codes.ts'

/** Languages of the catalogue of denials. */
export const languages = ['en', 'de', 'fr', 'es', 'pt', 'ja'] as const

/** A rule of a trigger refused, and its text says what the person can do. */
export interface Denied {
  readonly kind: 'denied'
  /** Permanent: apps may depend on it. A pool may have codes that this client does not know. With
   * `temporarily_unavailable` no rule decided, and the same call may succeed in a few minutes. */
  readonly code: (typeof denialCodes)[number] | (string & {})
  /** Plain text for the person, without a full stop; show it as text, never as HTML. */
  readonly text: string
  /** The language of `text`; undefined unless the client asked for a language of the catalogue. */
  readonly language: (typeof languages)[number] | undefined
  /** The form field, such as `email`; undefined when the denial is about the whole form. */
  readonly field: string | undefined
  /** The trigger that denied, such as `PreSignUp`. */
  readonly trigger: string | undefined
  /** Whether the call worked anyway: post confirmation denies after the user is confirmed. */
  readonly isUnclear: boolean
}

/** The number of characters that are searched. A denial's text has at most 120. */
const maxLength = 500
const denialPattern = /(?:^|(\w+) failed with error )\[([a-z]\w*)\] ([^]*?)[.\s]*$/
const fieldPattern = /^(email|phone_number|birthdate|password|invitation|terms|human_check)(?=_)/

/** The denial in an error's message or in an `error_description`, decoded or not; undefined when it holds no denial.
 * Cognito puts `PreSignUp failed with error ` before it and a full stop after it.
 * @param fields Denial code → form field. It wins over the field at the beginning of the code.
 * @param locale The locale that was sent with the call.
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
    // Cognito does not give the locale of a sign-in to the trigger that makes its tokens.
    language: languages.find(
      (language) => language === locale.toLowerCase().split(/[-_]/)[0] && !trigger?.startsWith('PreToken'),
    ),
    field: fields?.get(code) ?? fieldPattern.exec(code)?.[0],
    trigger,
    isUnclear: trigger === 'PostConfirmation',
  }
}

/** The first 1,000 characters of a message, without what the SDK for Java appends, such as ` (Service:
 * CognitoIdentityProvider, Status Code: 400, Request ID: …) (SDK Attempt Count: 1)`. */
export function cutSuffix(message: string): string {
  return message
    .slice(0, 1_000)
    .replace(/ \(Service: [^)]*(Status Code|Request ID): [^)]*\)( \(SDK[^)]*\))?[.\s]*$/, '')
}

/** Only a message with an escaped bracket is decoded: in readable text a plus sign stays a plus sign. */
function decode(message: string): string {
  return message.includes('[') ? message : (new URLSearchParams(`m=${message}`).get('m') ?? '')
}
