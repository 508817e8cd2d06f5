/** Draws one difference between two values. */
import type { Change } from '@cognito-trigger-suite/local/internal/console/page/value-diff'
import { formatValue } from './format.ts'
import type { Paint } from './terminal.ts'

/** `+ path = value`, `- path = value`, `~ path = value → value`. */
export function drawChange(paint: Paint, { kind, path, before, after }: Change): string {
  switch (kind) {
    case 'added':
      return `${paint.good('+')} ${path} = ${formatValue(after)}`
    case 'removed':
      return `${paint.bad('-')} ${path} = ${formatValue(before)}`
    case 'changed':
      return `${paint.refused('~')} ${path} = ${formatValue(before)} → ${formatValue(after)}`
  }
}
