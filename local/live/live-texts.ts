/** The sentences about an edit. */

export function describeSwapped(names: readonly string[], tookMs: number): string {
  return `${list(names)} ${names.length > 1 ? 'run' : 'runs'} the new code after ${tookMs} ms.`
}

export function describeWaiting(names: readonly string[]): string {
  return `${list(names)} ${names.length > 1 ? 'call' : 'calls'} something else than before: a new template is made.`
}

export function describeRestarted(name: string, settings: readonly string[]): string {
  return settings.length === 0
    ? `${name} was restarted with the new code.`
    : `${name} was restarted with another ${list(settings)}.`
}

/** `settings` of cdk.json changed. `parts` of the stack need a restart. */
export function describeRestart(settings: readonly string[], parts: readonly string[]): string {
  const of =
    settings.length === 0 ? list(parts) : `cdk.json: ${list(settings)} changed, and with it ${list(parts)}`
  const what = settings.length === 0 ? `${of} changed` : of
  return `${what}: restart npm start to have it. Users stay if it was started with --data.`
}

export function describeAdopted(settings: readonly string[], isSeen: boolean): string {
  const names = `cdk.json: ${list(settings)} changed`
  return isSeen
    ? `${names} and holds now: no restart is needed.`
    : `${names}, which has no effect on this machine: no restart is needed.`
}

/** One sentence a line. */
export function describeError(error: unknown): readonly string[] {
  return (error instanceof Error ? error.message : String(error)).split('\n')
}

function list(names: readonly string[]): string {
  return names.join(', ')
}
