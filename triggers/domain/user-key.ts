/** Reads pool and `sub` back out of a user's partition key. */

const pattern = /^USER#([^#]+)#([^#]+)$/

/** Whether the key is a user's, from which pool and `sub` can be read. */
export function isUserKey(pk: string): boolean {
  return pattern.test(pk)
}

/** Both are empty for a key that is no user's. Total, since reports read strange keys too; whoever acts on a user asks
 * `isUserKey` first. */
export function readUserKey(pk: string): { readonly userPoolId: string; readonly sub: string } {
  const [, userPoolId = '', sub = ''] = pattern.exec(pk) ?? []
  return { userPoolId, sub }
}
