/** User attributes as claims. The ID token has all of them; the access token has only copied ones. */
import type { Json } from '../../core/decision.ts'
import { attributeName } from '../../core/options/attribute-name.ts'
import {
  checkOptions,
  isPlain,
  optional,
  required,
  type RequiredCheck,
  shape,
} from '../../core/options/check.ts'
import { either, record } from '../../core/options/collections.ts'
import { oneOf } from '../../core/options/values.ts'
import { readJson } from '../../core/json.ts'
import { readList } from '../attribute-list.ts'
import type { ClaimTarget } from '../claim.ts'
import { type ClaimSource, userSources } from '../claim-source.ts'
import { tellNatures } from '../claim-natures.ts'
import { claimNameText, claimTarget, separatorText, sourceName } from '../options.ts'
import type { WithoutReserved } from '../reserved-claims.ts'

/** The type to which an attribute's text is converted. */
type SingleType = 'string' | 'number' | 'boolean' | 'json'

/** The attribute, as text, or with a type. */
export type AttributeMapping =
  | string
  | { readonly attribute: string; readonly type: SingleType }
  | {
      readonly attribute: string
      /** JSON, `[a, b]` as SAML providers are mapped, or text such as `a,b`. */
      readonly type: 'list'
      /** The separator of entries that are not JSON, such as `;`, or `, ` for LDAP names. Blanks count. A separator
       * after a backslash belongs to the entry. Default a comma: names that contain commas are then refused. */
      readonly separator?: string
    }

export interface AttributeClaimsOptions<Claims, Target extends ClaimTarget> {
  /** Claim name → attribute. Do not authorise by an attribute that an app client may write: its user may write it too. */
  readonly claims: Claims & WithoutReserved<Claims, Target>
  /** Default `both`. */
  readonly target?: Target
  /** Default `attribute-claims`. Give several sources different names. */
  readonly name?: string
}

/** An absent attribute makes no claim. An attribute of another type makes no claim either, and withholds what earlier
 * sources, or the attribute itself, would show under the claim's name. */
export function attributeClaims<
  const Claims extends Readonly<Record<string, AttributeMapping>>,
  const Target extends ClaimTarget = 'both',
>(options: AttributeClaimsOptions<Claims, Target>): ClaimSource {
  check: checkOptions<AttributeClaimsOptions<object, ClaimTarget>>('attributeClaims', options, {
    claims: record(either({ text: attributeName, object: typedAttribute() }), claimNameText),
    target: optional(claimTarget),
    name: optional(sourceName),
  })
  const mappings = Object.entries<AttributeMapping>(options.claims).map(([name, mapping]) => ({
    name,
    mapping: typeof mapping === 'string' ? { attribute: mapping, type: 'string' as const } : mapping,
  }))
  const target: ClaimTarget = options.target ?? 'both'
  const claimNames = mappings.map(({ name }) => ({ name, target }))
  check: tellNatures(
    claimNames,
    Object.fromEntries(mappings.map(({ name, mapping: { type } }) => [name, type])),
  )
  return {
    claimNames,
    name: options.name ?? 'attribute-claims',
    sources: userSources,
    reads: mappings.map(({ mapping }) => mapping.attribute),
    contribute({ event }) {
      const read = mappings.map(({ name, mapping }) => {
        const text = event.userAttributes.get(mapping.attribute)
        return { name, text, value: text === undefined ? undefined : convert(text, mapping) }
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

function typedAttribute(): RequiredCheck {
  const single = shape({
    attribute: attributeName,
    type: oneOf(['string', 'number', 'boolean', 'list', 'json']),
  })
  const list = shape({ attribute: attributeName, type: oneOf(['list']), separator: optional(separatorText) })
  return required(single.allowed, (value, at) =>
    (isPlain(value) && value['type'] === 'list' ? list : single).test(value, at),
  )
}

/** undefined when the text is not of the type. */
function convert(text: string, mapping: Exclude<AttributeMapping, string>): Json | undefined {
  switch (mapping.type) {
    case 'string':
      return text
    case 'number':
      return readNumber(text)
    case 'boolean':
      return readBoolean(text.toLowerCase())
    case 'list':
      return readList(text, mapping.separator)
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
