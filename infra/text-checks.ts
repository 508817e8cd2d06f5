/** Checks of texts that several settings hold. What CloudFormation fills in at the deployment is taken as it is. */
import { Duration, Token } from 'aws-cdk-lib/core'
import { RegionInfo } from 'aws-cdk-lib/region-info'

import { required, type RequiredCheck } from '@cognito-trigger-suite/triggers/internal/core/options/check'
import { list } from '@cognito-trigger-suite/triggers/internal/core/options/collections'
import { suggest } from '@cognito-trigger-suite/triggers/internal/core/options/nearest'
import { refuse, refuseBecause } from '@cognito-trigger-suite/triggers/internal/core/options/refuse'
import { text } from '@cognito-trigger-suite/triggers/internal/core/options/values'

/** A text for which `isOne` holds, or one with a token in it. */
export function textOrToken(what: string, isOne: (value: string) => boolean): RequiredCheck {
  return text(what, (value) => Token.isUnresolved(value) || isOne(value))
}

/** A Duration that is known at the synthesis, and whose milliseconds are right. */
export function durationThat(what: string, isOne: (ms: number) => boolean): RequiredCheck {
  return required(what, (value, at) => {
    if (!(value instanceof Duration)) refuse(at, what, value)
    if (value.isUnresolved() || !isOne(value.toMilliseconds()))
      refuseBecause(at, `must be ${what}, not ${value.toString()}`)
  })
}

const regions = RegionInfo.regions.map(({ name }) => name)

function isRegion(name: string): boolean {
  return regions.includes(name)
}

/** An ARN of the service in an account and Region, in the partition of the Region. */
export function regionalArn(what: string, service: string, resource: RegExp): RequiredCheck {
  return textOrToken(what, (arn) => {
    const [prefix, partition, ofService, name = '', account = '', ...rest] = arn.split(':')
    const found = RegionInfo.regions.find((each) => each.name === name)
    return (
      `${prefix}:${ofService}` === `arn:${service}` &&
      found?.partition === partition &&
      /^\d{12}$/.test(account) &&
      resource.test(rest.join(':'))
    )
  })
}

/** Ids of one form, none of them twice. A list that is known at the deployment is taken as it is. */
export function listOfIds(what: string, form: RegExp, least: number, most: number): RequiredCheck {
  const ids = list(
    textOrToken(what, (id) => form.test(id)),
    least,
  )
  return required(ids.allowed, (value, at) => {
    if (Token.isUnresolved(value)) return
    ids.test(value, at)
    if (!Array.isArray(value)) return
    const twice = value.find((id, index) => value.indexOf(id) !== index)
    if (twice !== undefined) refuseBecause(at, `holds '${twice}' twice: take one out`)
    if (value.length > most) refuseBecause(at, `must hold ${most} ids at most, not ${value.length}`)
  })
}

const someRegion = 'a Region that the CDK knows, such as eu-west-1'

export const region: RequiredCheck = required(someRegion, (value, at) => {
  if (typeof value !== 'string') refuse(at, someRegion, value)
  if (!Token.isUnresolved(value) && !isRegion(value))
    refuse(at, someRegion, value, true, suggest(value, regions, "'"))
})

/** An absolute address with a written host, without a user, a fragment, a blank or a wildcard. */
export function readWebAddress(address: string): URL | undefined {
  const isWritten = /^[\p{L}\p{M}\p{S}\p{N}\p{P}]{1,1024}$/u.test(address) && !/[#\\*]/.test(address)
  const url = URL.parse(address)
  if (!isWritten || url === null || url.username !== '' || url.password !== '') return undefined
  // The parser takes the first part of the path for a host that is not there.
  return ['https:', 'http:'].includes(url.protocol) && !/^https?:\/\/[^/?]/.test(address) ? undefined : url
}
