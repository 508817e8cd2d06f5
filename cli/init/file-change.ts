/** One file of the plan. A file that has all it needs is kept. */
export interface FileChange {
  /** From the project's folder. */
  readonly file: string
  readonly outcome: 'added' | 'extended' | 'kept'
  /** The entries that are new in a file of JSON. */
  readonly entries: readonly string[]
  /** The text to write; undefined for a file that is kept. */
  readonly text?: string
}
