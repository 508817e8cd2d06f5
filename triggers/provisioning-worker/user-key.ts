/** Reads pool and `sub` back out of a user's partition key. */

/** @throws TypeError when the key is no user's. */
export function readUserKey(pk: string): { readonly userPoolId: string; readonly sub: string } {
  const [, userPoolId, sub] = /^USER#([^#]+)#([^#]+)$/.exec(pk) ?? []
  if (userPoolId === undefined || sub === undefined)
    throw new TypeError('the partition key is no user: USER#<pool>#<sub>')
  return { userPoolId, sub }
}
