/** One line of `doctor`. */

export interface Check {
  readonly name: string
  /** A note is no fault: it says what to know before something else, such as a deployment. */
  readonly outcome: 'good' | 'bad' | 'note'
  /** What is there, or what is wrong and what to do. */
  readonly says: string
}

export function good(name: string, says: string): Check {
  return { name, outcome: 'good', says }
}

export function bad(name: string, says: string): Check {
  return { name, outcome: 'bad', says }
}

export function note(name: string, says: string): Check {
  return { name, outcome: 'note', says }
}

/** What `look` finds; bad with the sentence of its error. */
export async function checkBy(name: string, look: () => Check | Promise<Check>): Promise<Check> {
  try {
    return await look()
  } catch (error) {
    return bad(name, (error instanceof Error ? error.message : String(error)).replaceAll('\n', ' '))
  }
}
