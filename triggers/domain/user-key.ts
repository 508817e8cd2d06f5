/** Reads pool and `sub` back out of a user's partition key. */

const pattern = /^USER#([^#]+)#([^#]+)$/

/** Whether the key is a user's key with a readable pool and `sub`. */
export function isUserKey(pk: string): boolean {
  return pattern.test(pk)
}

/** Both are empty when the key is not a user's. It never throws, since reports read unknown keys too. Code that acts on
 * a user asks `isUserKey` first. */
export function readUserKey(pk: string): { readonly userPoolId: string; readonly sub: string } {
  const [, userPoolId = '', sub = ''] = pattern.exec(pk) ?? []
  return { userPoolId, sub }
}
