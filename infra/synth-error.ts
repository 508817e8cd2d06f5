/** Turns the errors of a synthesis into sentences that a person can act on. */

/** The construct's own message without CDK's heading and construct paths. */
export function describeSynthError(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return error.message
    .split('\n')
    .filter((line) => line.trim() !== 'Validation failed with the following errors:')
    .map((line) => line.replace(/^\s*\[[^\]]+\]\s*/, ''))
    .join('\n')
    .trim()
}
