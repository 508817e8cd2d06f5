/** Makes the member. */
export type Make = (options: never) => unknown

/** Sets that a factory takes, together with every option in at least one of them. */
export type Rows = Readonly<Record<string, readonly OptionSet[]>>

export interface OptionSet {
  readonly options: unknown
  /** The options that may not be left out; the others may. */
  readonly required: readonly string[]
  /** Options that take a text of the team's own; every other text is one of a closed set, or has a form. */
  readonly open?: readonly string[]
  /** Texts of a form in which letter case is free. */
  readonly cased?: readonly string[]
  /** Options that hold any JSON, or anything at all. */
  readonly any?: readonly string[]
  /** Texts whose blanks are their own. */
  readonly prose?: readonly string[]
  /** Whether an option that is undefined counts as left out, as in the props of CDK. */
  readonly takesUndefined?: true
  /** Whether the factory may be called without options. */
  readonly isOptional?: true
}
