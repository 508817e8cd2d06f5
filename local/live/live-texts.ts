/** The sentences about an edit. */

export function describeSwapped(names: readonly string[], tookMs: number): string {
  return `${list(names)} ${names.length > 1 ? 'run' : 'runs'} the new code after ${tookMs} ms.`
}

export function describeWaiting(names: readonly string[]): string {
  return `A new template is made for ${list(names)}.`
}

export function describeAdded(name: string): string {
  return `${name} is asked from now on.`
}

export function describeRemoved(name: string): string {
  return `${name} is not asked any more.`
}

export function describeRestarted(name: string, settings: readonly string[]): string {
  return settings.length === 0
    ? `${name} was restarted with the new code.`
    : `${name} was restarted with another ${list(settings)}.`
}

/** `settings` of cdk.json changed. `parts` of the stack need a restart. */
export function describeRestart(settings: readonly string[], parts: readonly string[]): string {
  const of =
    settings.length === 0
      ? list(parts)
      : `cdk.json: ${listSettings(settings)} changed, and with it ${list(parts)}`
  const what = settings.length === 0 ? `${of} changed` : of
  return `${what}: restart npm start to have it. Users stay if it was started with --data.`
}

export function describeAdopted(settings: readonly string[], isSeen: boolean): string {
  const names = `cdk.json: ${listSettings(settings)} changed`
  return isSeen
    ? `${names} and holds now: no restart is needed.`
    : `${names}, which has no effect on this machine: no restart is needed.`
}

/** What runs when an edit does not build. `behind` are functions whose code is older than that of the last one that did. */
export function describeLast(behind: readonly string[]): string {
  return behind.length === 0
    ? 'The last good edit runs.'
    : `The last good edit runs, but not in ${list(behind)}.`
}

/** What runs when the synthesis refuses. `behind` are functions that need its template. */
export function describeKept(behind: readonly string[]): string {
  return behind.length === 0
    ? 'The template stays as it was.'
    : `${list(['The template', ...behind])} stay as they were.`
}

/** One sentence a line. */
export function describeError(error: unknown): readonly string[] {
  return (error instanceof Error ? error.message : String(error)).split('\n')
}

/** The first five, by which a person knows the edit. */
function listSettings(names: readonly string[]): string {
  const left = names.length - 5
  return list(left > 0 ? [...names.slice(0, 5), `${left} more`] : names)
}

function list(names: readonly string[]): string {
  return names.join(', ')
}
