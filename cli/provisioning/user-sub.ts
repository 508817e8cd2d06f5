/** Cognito's permanent id of a user. */
import { usageError } from '../cli-error.ts'

/** A `sub` in Cognito's form. In another letter case the key would belong to another user or to no user.
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-id-token.html */
export const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** @throws CliError when it is not a UUID in lower case */
export function checkSub(sub: string): void {
  if (!uuid.test(sub)) {
    throw usageError(
      'A user is named by their sub, a UUID in lower case such as 6a4f2c1e-8d3b-4c5a-9e7f-0b1c2d3e4f5a.',
    )
  }
}

/** Also takes a sub of another kind of pool. @throws CliError when it is not a sub of any kind */
export function checkAnySub(command: string, sub: string): void {
  if (!/^(?!__proto__$)[\w:-]{1,128}$/.test(sub))
    throw usageError(`${command} takes the user's sub, which has letters, digits, hyphens and colons only.`)
}
