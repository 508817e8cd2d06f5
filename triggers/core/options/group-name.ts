/** The name of a group of the pool. */
import { text } from './values.ts'

/** @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateGroup.html */
export const groupName = text('a group of 1 to 128 characters without blanks', (name) =>
  /^[\p{L}\p{M}\p{S}\p{N}\p{P}]{1,128}$/u.test(name),
)
