/** Attributes of the team's own in the pool's schema, and what names them: app clients, providers and the suite. */
import type { ICustomAttribute } from 'aws-cdk-lib/aws-cognito'

import {
  type Check,
  isPlain,
  optional,
  required,
  type RequiredCheck,
  shape,
} from '@cognito-trigger-suite/triggers/internal/core/options/check'
import { record } from '@cognito-trigger-suite/triggers/internal/core/options/collections'
import { suggest } from '@cognito-trigger-suite/triggers/internal/core/options/nearest'
import { inside, refuseBecause } from '@cognito-trigger-suite/triggers/internal/core/options/refuse'
import { flag, never, oneOf, text, whole } from '@cognito-trigger-suite/triggers/internal/core/options/values'
import type { AttributeUse } from '@cognito-trigger-suite/triggers/internal/definitions'

/** As events, tokens and rules spell it. */
export type CustomAttributeName = `custom:${string}`

export interface CustomAttribute {
  /** What a value is. Events and tokens hold it as text, whatever the type. */
  readonly type: 'String' | 'Number' | 'DateTime' | 'Boolean'
  /**
   * Whether a value can change after the user was made. Must be true where an identity provider maps the attribute.
   *
   * @default true
   */
  readonly mutable?: boolean
  /**
   * The least length of a String, 0 to 2,048 characters, or the least Number.
   *
   * @default 0 characters, and any Number
   */
  readonly min?: number
  /**
   * The greatest length of a String, 0 to 2,048 characters, or the greatest Number.
   *
   * @default 2,048 characters, and any Number
   */
  readonly max?: number
}

export type CustomAttributes = Readonly<Record<CustomAttributeName, CustomAttribute>>

/** The suite's own. It decides whose data a token opens, so that no app client may ever write it. */
export const tenant = 'custom:tenant'

/** Cognito's maximum is 50, with the suite's own. */
const mostAttributes = 49

const attributeNameInPool: RequiredCheck = required(
  'custom: and 1 to 20 characters without blanks, such as custom:plan',
  (value, at) => {
    text(attributeNameInPool.allowed, (name) =>
      /^custom:(?!custom:)[\p{L}\p{M}\p{S}\p{N}\p{P}]{1,20}$/u.test(name),
    ).test(value, at)
    if (value === tenant) refuseBecause(at, `holds ${tenant}, which each pool has: leave it out`)
  },
)

const ranges: Readonly<Record<string, Check>> = {
  String: whole(0, 2_048),
  Number: whole(Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER),
}

const attribute: RequiredCheck = {
  allowed: 'an object with type, and mutable, min or max',
  isOptional: false,
  test(value, at) {
    const { type, min, max } = isPlain(value) ? value : {}
    const range = ranges[String(type)] ?? never('goes with the types String and Number')
    shape<CustomAttribute>({
      type: oneOf(['String', 'Number', 'DateTime', 'Boolean']),
      mutable: optional(flag),
      min: optional(range),
      max: optional(range),
    }).test(value, at)
    if (typeof min === 'number' && typeof max === 'number' && min > max)
      refuseBecause(inside(at, 'min'), `is ${min}, over max, ${max}: swap them`)
  },
}

const attributes = record(attribute, attributeNameInPool)

export const customAttributes: Check = {
  ...attributes,
  test(value, at) {
    attributes.test(value, at)
    const count = Object.keys(isPlain(value) ? value : {}).length
    if (count > mostAttributes)
      refuseBecause(at, `must hold ${mostAttributes} attributes at most, not ${count}`)
  },
}

/** By their names in the schema, which are without `custom:`. */
export function toSchema(declared: CustomAttributes): Readonly<Record<string, ICustomAttribute>> {
  return Object.fromEntries(
    Object.entries(declared).map(([name, each]) => [name.slice('custom:'.length), toSchemaAttribute(each)]),
  )
}

/** The CDK's own classes drop limits of 0. The limits of a text are always said, as Cognito then has them. */
function toSchemaAttribute({ type, mutable = true, min, max }: CustomAttribute): ICustomAttribute {
  const isLimited = min !== undefined || max !== undefined
  return {
    bind: () => ({
      dataType: type,
      mutable,
      ...(type === 'String' && { stringConstraints: { minLen: min ?? 0, maxLen: max ?? 2_048 } }),
      ...(isLimited && type === 'Number' && { numberConstraints: { min, max } }),
    }),
  }
}

/** @throws TypeError when the suite names an attribute that no user of the pool can have */
export function requireDeclared(uses: readonly AttributeUse[], names: readonly string[]): void {
  const strange = uses.find(({ attribute: name }) => /^(custom|dev):/.test(name) && !names.includes(name))
  if (strange === undefined) return
  const { by, attribute: name } = strange
  throw new TypeError(
    `${by.charAt(0).toUpperCase()}${by.slice(1)} names ${name}, which the pool does not have${suggest(name, names) || ': declare it in customAttributes of the pool.'}`,
  )
}
