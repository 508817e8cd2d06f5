/** Replaces personal data in an event, so that it can be kept and shown. Every value that is not known to be harmless
 * is replaced. The same value gets the same word, so that the calls of one sign-up still belong together. */
import { readEmailDomain } from '@cognito-trigger-suite/triggers/internal/domain/email-domain'
import { isObject, type RawObject } from '@cognito-trigger-suite/triggers/internal/core/json'

export interface RedactOptions {
  /** Keeps the domain of mail addresses, since rules read it. It may name a person. */
  readonly keepsDomains: boolean
}

export type Redact = (event: RawObject) => RawObject

/** Fields of the envelope that name no person. */
const plainFields: ReadonlySet<string> = new Set([
  'version',
  'triggerSource',
  'region',
  'userPoolId',
  'callerContext',
])
/** Attributes whose values are a closed list. */
const plainAttributes: ReadonlySet<string> = new Set([
  'email_verified',
  'phone_number_verified',
  'cognito:user_status',
])
/** Parts of the request that the pool's configuration decides. */
const plainRequestFields: ReadonlySet<string> = new Set(['groupConfiguration', 'scopes'])

/** Texts that Cognito replaces in a message. One of another form may be a value. */
const messageParameters: ReadonlySet<string> = new Set([
  'codeParameter',
  'linkParameter',
  'usernameParameter',
])
const isParameter = (part: string, content: unknown): boolean =>
  messageParameters.has(part) && typeof content === 'string' && /^\{[^{}]+\}$/.test(content)

/** Makes the redaction of one collection of events. It counts words from 1. */
export function createRedact(options: RedactOptions): Redact {
  const words = new Map<string, string>()
  const wordFor = (value: string): string => {
    const known = words.get(value)
    if (known !== undefined) return known
    const word = makeWord(value, words.size + 1, options)
    words.set(value, word)
    return word
  }

  return (event) =>
    mapFields(event, (name, value) => {
      if (plainFields.has(name)) return value
      if (name === 'userName' && typeof value === 'string') return redactUserName(value, event, wordFor)
      if (name !== 'request' || !isObject(value)) return redactDeep(value, wordFor)
      return mapFields(value, (part, content) => {
        if (isParameter(part, content)) return content
        return plainRequestFields.has(part) ? hideAccounts(content) : redactTexts(content, wordFor)
      })
    })
}

function redactTexts(content: unknown, wordFor: (value: string) => string): unknown {
  if (!isObject(content)) return redactDeep(content, wordFor)
  return mapFields(content, (name, value) => {
    if (plainAttributes.has(name)) return value
    if (name === 'locale' && typeof value === 'string' && /^[a-z]{2}([-_][A-Z]{2})?$/.test(value))
      return value
    return redactDeep(value, wordFor)
  })
}

/** The provider's name comes before the first `_` of a federated user name, and rules read it. */
function redactUserName(userName: string, event: RawObject, wordFor: (value: string) => string): string {
  const isFederated = String(event['triggerSource']).endsWith('_ExternalProvider')
  const provider = isFederated ? /^[^_]+_/.exec(userName)?.[0] : undefined
  return provider === undefined ? wordFor(userName) : `${provider}${wordFor(userName.slice(provider.length))}`
}

/** Texts and numbers are replaced, and the shape is kept. */
function redactDeep(value: unknown, wordFor: (value: string) => string): unknown {
  if (typeof value === 'string') return value === '' ? '' : wordFor(value)
  if (typeof value === 'number') return 0
  if (Array.isArray(value)) return value.map((entry) => redactDeep(entry, wordFor))
  return isObject(value) ? mapFields(value, (_, entry) => redactDeep(entry, wordFor)) : value
}

/** A word of the same form, so that rules read it in the same way. */
function makeWord(value: string, count: number, { keepsDomains }: RedactOptions): string {
  // Only for a text that is one address: in other texts anything may follow an `@`.
  const domain = readEmailDomain(value)
  if (domain !== undefined) return `person-${count}@${keepsDomains ? domain : 'example.com'}`
  if (/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(value))
    return `00000000-0000-4000-8000-${String(count).padStart(12, '0')}`
  // A number that is reserved for fiction. @see https://www.nanpa.com/numbering/555-line-numbers
  if (/^\+\d{6,}$/.test(value)) return `+1202555${String(100 + (count % 100)).padStart(4, '0')}`
  if (/^\d{4}-\d\d-\d\d$/.test(value)) return '1990-01-01'
  return `value-${count}`
}

/** Role ARNs stay, without their account. */
function hideAccounts(value: unknown): unknown {
  if (typeof value === 'string')
    return value.replaceAll(/(?<=^arn:[^:]*:[^:]*:[^:]*:)\d{12}(?=:)/g, '123456789012')
  if (Array.isArray(value)) return value.map(hideAccounts)
  return isObject(value) ? mapFields(value, (_, entry) => hideAccounts(entry)) : value
}

function mapFields(object: RawObject, change: (name: string, value: unknown) => unknown): RawObject {
  return Object.fromEntries(Object.entries(object).map(([name, value]) => [name, change(name, value)]))
}
