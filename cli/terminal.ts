/** What the terminal supports: colour, progress, width. Outside a terminal the text stays plain. */
import { createColors } from 'picocolors'
import yoctoSpinner from 'yocto-spinner'

/** An output stream: a terminal, a pipe or a file. */
export interface Output {
  readonly isTTY?: boolean
  readonly columns?: number
  write(text: string): unknown
  /** True when the terminal has colours and neither `NO_COLOR` nor `TERM=dumb` forbids them. */
  hasColors?(): boolean
}

/** Colours by meaning. Each colour is also a word or a sign in the text, so that colour alone carries nothing. */
export interface Paint {
  strong(text: string): string
  quiet(text: string): string
  good(text: string): string
  refused(text: string): string
  bad(text: string): string
  accent(text: string): string
}

/** It ends at the end of the block that holds it by `using`. */
export interface Progress extends Disposable {
  show(text: string): void
}

/** The width of text outside a terminal, in columns. */
const plainColumns = 100
const leastColumns = 60
const mostColumns = 160

export function createPaint(output: Output): Paint {
  const isColored = output.isTTY === true && output.hasColors?.() === true
  const colors = createColors(isColored)
  return {
    strong: colors.bold,
    quiet: colors.dim,
    good: colors.green,
    refused: colors.yellow,
    bad: colors.red,
    accent: colors.cyan,
  }
}

export function readColumns(output: Output): number {
  if (output.isTTY !== true) return plainColumns
  return Math.min(mostColumns, Math.max(leastColumns, output.columns ?? plainColumns))
}

export const noProgress: Progress = { show: () => {}, [Symbol.dispose]: () => {} }

/** A spinner on a terminal; nothing elsewhere. */
export function startProgress(output: Output, text: string): Progress {
  if (output.isTTY !== true) return noProgress
  const spinner = yoctoSpinner({ text }).start()
  return {
    show(next) {
      spinner.text = next
    },
    [Symbol.dispose]: () => void spinner.stop(),
  }
}
