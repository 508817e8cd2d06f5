/** What is beside the triggers is no trigger. */
export function claimsFor(groups: readonly string[]): Readonly<Record<string, string>> {
  return { level: groups.includes('editors') ? 'high' : 'low' }
}
