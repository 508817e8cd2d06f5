/** Reads the `scope` parameter and checks it against what an app client may ask for. */

/** Every allowed scope when none is asked for; undefined when a scope is not allowed. */
export function readScopes(
  parameter: string | undefined,
  allowed: readonly string[],
): readonly string[] | undefined {
  const asked = [...new Set((parameter ?? '').split(' ').filter((scope) => scope !== ''))]
  if (asked.length === 0) return allowed
  return asked.every((scope) => allowed.includes(scope)) ? asked : undefined
}
