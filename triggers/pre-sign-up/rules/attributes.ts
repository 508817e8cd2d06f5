/** Checks the attributes of a sign-up: presence, form, values, age, and the accepted terms. */
import {
  attributeInvalid,
  attributeNotAccepted,
  attributeRequired,
  birthdateInvalid,
  birthdateRequired,
  termsNotAccepted,
  tooYoung,
} from '../../core/denial-catalogue.ts'
import type { Denial } from '../../core/denials.ts'
import { attributeName } from '../../core/options/attribute-name.ts'
import { checkOptions, optional, shape } from '../../core/options/check.ts'
import { list, record } from '../../core/options/collections.ts'
import { refuseBecause } from '../../core/options/refuse.ts'
import { preSignUpSourceList } from '../../events/source-lists.ts'
import { flag, regularExpression, text, whole } from '../../core/options/values.ts'
import type { PreSignUpEvent } from '../../events/pre-sign-up.ts'
import type { PreSignUpSource } from '../../events/sources.ts'
import { readAge } from '../../domain/birthdate.ts'
import type { PreSignUpRule } from '../rule.ts'
import { checkPattern } from '../safe-pattern.ts'

export interface AttributeCheck {
  /** Whether the attribute must be present and not blank. Default false: an absent attribute passes. */
  readonly required?: boolean
  /** In UTF-16 units; 1 to 2,048, with a pattern 1 to 256. Default 2,048, with a pattern 128. */
  readonly maxLength?: number
  /** Anchored, without repeated groups: see `checkPattern`. */
  readonly pattern?: RegExp
  readonly oneOf?: readonly string[]
}

export interface AttributesOptions {
  /** By attribute name: `name`, `phone_number`, `custom:department`. */
  readonly check?: Readonly<Record<string, AttributeCheck>>
  /** Attributes that a sign-up may not bring, whatever the app client may write: `custom:role`. */
  readonly notAccepted?: readonly string[]
  /** Full years that `birthdate` must give; 1 to 130. Makes `birthdate` required. */
  readonly minimumAge?: number
  /** The versions of the terms that are in force, and where the accepted version arrives: in an attribute or, by
   * default, in the field `terms_version` of validation data or client metadata. */
  readonly terms?: { readonly versions: readonly string[]; readonly attribute?: string }
  /** Default `['PreSignUp_SignUp']`, since the attributes of administrators and providers are not the person's input. */
  readonly sources?: readonly PreSignUpSource[]
}

type Check = (event: PreSignUpEvent, nowMs: number) => Denial | undefined

/** The longest value that Cognito accepts, and the longest that is matched against a pattern. */
const maxValueLength = 2_048
const maxMatchedLength = 256
const termsField = 'terms_version'
const owner = 'attributes'

/** The denial's code names the wrong field where it can. No denial holds a value.
 * @throws TypeError that names the attribute and what is wrong with its check. */
export function attributes(options: AttributesOptions): PreSignUpRule {
  check: checkOptions<AttributesOptions>(owner, options, {
    check: optional(record(attributeCheck(), attributeName, 1)),
    notAccepted: optional(list(attributeName)),
    minimumAge: optional(whole(1, 130)),
    terms: optional(
      shape<NonNullable<AttributesOptions['terms']>>({
        versions: list(text('a version')),
        attribute: optional(attributeName),
      }),
    ),
    sources: optional(preSignUpSourceList),
  })
  const { notAccepted = [] } = options
  const checks = [
    ...notAccepted.map(refuseAttribute),
    ...Object.entries(options.check ?? {}).map(([name, check]) => checkAttribute(name, check)),
    ...(options.minimumAge === undefined ? [] : [checkAge(options.minimumAge)]),
    ...(options.terms === undefined ? [] : [checkTerms(options.terms)]),
  ]
  check: if (checks.length === 0) throw new TypeError(`${owner}: give at least one check, or remove the rule`)
  return {
    name: 'attributes',
    sources: options.sources ?? ['PreSignUp_SignUp'],
    reads: [...notAccepted, ...Object.keys(options.check ?? {}), options.terms?.attribute ?? []].flat(),
    // A person who may write it later could bring it after the sign-up.
    refusesBy: notAccepted.filter((name) => name.startsWith('custom:')),
    decide({ event, nowMs }) {
      for (const check of checks) {
        const denial = check(event, nowMs)
        if (denial !== undefined) return { kind: 'deny', denial }
      }
      return { kind: 'pass' }
    },
  }
}

function refuseAttribute(name: string): Check {
  return ({ userAttributes }) => (userAttributes.has(name) ? attributeNotAccepted : undefined)
}

function checkAttribute(name: string, check: AttributeCheck): Check {
  const { required = false, pattern, oneOf } = check
  const maxLength = check.maxLength ?? (pattern === undefined ? maxValueLength : 128)
  check: if (!required && pattern === undefined && oneOf === undefined && check.maxLength === undefined) {
    refuseBecause(
      { member: owner, path: `check.${name}` },
      'checks nothing: give required: true, maxLength, pattern or oneOf',
    )
  }
  check: if (pattern !== undefined) {
    whole(1, maxMatchedLength).test(maxLength, { member: owner, path: `check.${name}.maxLength` })
    checkPattern(`${owner}: ${name}`, pattern, maxLength)
  }

  return ({ userAttributes }) => {
    const value = userAttributes.get(name)
    if (value === undefined || value.trim() === '') return required ? attributeRequired : undefined
    if (value.length > maxLength) return attributeInvalid
    if (oneOf !== undefined && !oneOf.includes(value)) return attributeInvalid
    return pattern === undefined || pattern.test(value) ? undefined : attributeInvalid
  }
}

/** The checks of one attribute. */
function attributeCheck() {
  return shape<AttributeCheck>({
    required: optional(flag),
    maxLength: optional(whole(1, maxValueLength)),
    pattern: optional(regularExpression),
    oneOf: optional(list(text('a value'))),
  })
}

function checkAge(minimumAge: number): Check {
  return ({ userAttributes }, nowMs) => {
    const birthdate = userAttributes.get('birthdate') ?? ''
    if (birthdate.trim() === '') return birthdateRequired
    const age = readAge(birthdate, nowMs)
    if (age === undefined) return birthdateInvalid
    return age < minimumAge ? tooYoung : undefined
  }
}

function checkTerms({ versions, attribute }: NonNullable<AttributesOptions['terms']>): Check {
  return ({ userAttributes, validationData, clientMetadata }) => {
    const accepted =
      attribute === undefined
        ? (validationData.get(termsField) ?? clientMetadata.get(termsField))
        : userAttributes.get(attribute)
    return versions.some((version) => version === accepted) ? undefined : termsNotAccepted
  }
}
