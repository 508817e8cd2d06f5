/** Request members that several operations share, with the limits the API reference gives. */
import { defaulted, list, optional, required, structure, text, textMap } from './input.ts'

export const clientId = text({ min: 1, max: 128, pattern: /^[\w+]+$/ })
export const userPoolId = text({ min: 1, max: 55, pattern: /^[\w-]+_[0-9a-zA-Z]+$/ })
export const username = text({ min: 1, max: 128, pattern: /^[\p{L}\p{M}\p{S}\p{N}\p{P}]+$/u })
export const password = text({ max: 256, pattern: /^[\S]+.*[\S]+$/ })
const secretHash = text({ min: 1, max: 128, pattern: /^[\w+=/]+$/ })
export const confirmationCode = text({ min: 1, max: 2_048, pattern: /^[\S]+$/ })
export const accessToken = text({ pattern: /^[A-Za-z0-9-_=.]+$/ })
export const session = text({ min: 20, max: 2_048 })
export const groupName = text({ min: 1, max: 128, pattern: /^[\p{L}\p{M}\p{S}\p{N}\p{P}]+$/u })

export const attributeName = text({ min: 1, max: 32, pattern: /^[\p{L}\p{M}\p{S}\p{N}\p{P}]+$/u })

const attribute = structure({
  Name: required(attributeName),
  Value: defaulted(text({ max: 2_048 }), ''),
})

/** `UserAttributes` and `ValidationData`: a list of names and values; a missing value counts as empty. */
export const attributes = list(attribute)

/** How an app names the person that a call is about, beside its own id. */
export const namedByClient = {
  SecretHash: optional(secretHash),
  Username: required(username),
  ClientMetadata: optional(textMap()),
}
