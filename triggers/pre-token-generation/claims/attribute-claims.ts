/** User attributes as claims: the ID token has them all, the access token has none unless they are copied. */
import type { Json } from '../../core/decision.ts'
import { attributeName } from '../../core/options/attribute-name.ts'
import { checkOptions, optional, shape } from '../../core/options/check.ts'
import { either, record } from '../../core/options/collections.ts'
import { oneOf } from '../../core/options/values.ts'
import type { ClaimTarget } from '../claim.ts'
import { type ClaimSource, userSources } from '../claim-source.ts'
import { claimNameText, claimTarget, sourceName } from '../options.ts'
import type { WithoutReserved } from '../reserved-claims.ts'

/** What the text of an attribute becomes. `list`: JSON, `[a, b]` as SAML providers are mapped, or text with commas. */
export type AttributeType = 'string' | 'number' | 'boolean' | 'list' | 'json'

/** The attribute, as text, or with a type. */
export type AttributeMapping = string | { readonly attribute: string; readonly type: AttributeType }

export interface AttributeClaimsOptions<Claims, Target extends ClaimTarget> {
  /** Claim name → attribute. Do not authorise by an attribute that an app client may write: its user may, too. */
  readonly claims: Claims & WithoutReserved<Claims, Target>
  /** Default `both`. */
  readonly target?: Target
  /** Default `attribute-claims`; give each its own when there are several. */
  readonly name?: string
}

/** An attribute that is absent makes no claim. One that is not of its type makes none either, and withholds what earlier
 * sources, or the attribute itself, would show under the name of the claim. */
export function attributeClaims<
  const Claims extends Readonly<Record<string, AttributeMapping>>,
  const Target extends ClaimTarget = 'both',
>(options: AttributeClaimsOptions<Claims, Target>): ClaimSource {
  check: checkOptions<AttributeClaimsOptions<object, ClaimTarget>>('attributeClaims', options, {
    claims: record(either({ text: attributeName, object: typedAttribute() }), claimNameText),
    target: optional(claimTarget),
    name: optional(sourceName),
  })
  const mappings: readonly (readonly [string, AttributeMapping])[] = Object.entries(options.claims)
  const target = options.target ?? 'both'
  return {
    name: options.name ?? 'attribute-claims',
    sources: userSources,
    claimNames: mappings.map(([name]) => ({ name, target })),
    contribute({ event }) {
      const read = mappings.map(([name, mapping]) => {
        const { attribute, type } =
          typeof mapping === 'string' ? { attribute: mapping, type: 'string' as const } : mapping
        const text = event.userAttributes.get(attribute)
        return { name, text, value: text === undefined ? undefined : convert(text, type) }
      })
      const unreadable = read
        .filter(({ text, value }) => text !== undefined && value === undefined)
        .map(({ name }) => name)
      return {
        claims: read.flatMap(({ name, value }) => (value === undefined ? [] : [{ name, value, target }])),
        claimsToWithhold: unreadable.map((name) => ({ name, target })),
        dropped: unreadable,
      }
    },
  }
}

function typedAttribute() {
  return shape<Exclude<AttributeMapping, string>>({
    attribute: attributeName,
    type: oneOf(['string', 'number', 'boolean', 'list', 'json']),
  })
}

/** undefined when the text is not of the type. */
function convert(text: string, type: AttributeType): Json | undefined {
  switch (type) {
    case 'string':
      return text
    case 'number':
      return readNumber(text)
    case 'boolean':
      return readBoolean(text.toLowerCase())
    case 'list':
      return readList(text)
    case 'json':
      return readJson(text)
  }
}

/** undefined also for a number that JavaScript would change. */
function readNumber(text: string): number | undefined {
  const [, whole, fraction = ''] = /^[+-]?0*(\d+)(?:\.(?=\d)(\d*?)0*)?$/.exec(text) ?? []
  if (whole === undefined) return undefined
  const value = Number(text)
  const isExact = String(Math.abs(value)) === (fraction === '' ? whole : `${whole}.${fraction}`)
  if (!isExact || (fraction === '' && !Number.isSafeInteger(value))) return undefined
  return value === 0 ? 0 : value
}

function readBoolean(text: string): boolean | undefined {
  if (text === 'true') return true
  return text === 'false' ? false : undefined
}

function readList(text: string): readonly string[] {
  const json = readJson(text.replaceAll(/"(?:[^"\\]|\\.)*"|-?\d[\w.+-]*/g, quote))
  if (Array.isArray(json) && json.every((entry) => typeof entry === 'string' || typeof entry === 'boolean'))
    return json.map(String)
  return text
    .replace(/^\[(.*)\]$/s, '$1')
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '')
}

/** A number of a list is kept as its text, digit by digit. */
function quote(token: string): string {
  return token.startsWith('"') ? token : `"${token}"`
}

function readJson(text: string): Json | undefined {
  try {
    const value: Json = JSON.parse(text)
    return value
  } catch {
    return undefined
  }
}
