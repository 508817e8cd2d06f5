/** Writes values in readable form. */

/** A value as JSON on one line. The middle of a long value is left out. */
export function formatValue(value: unknown, most = 60): string {
  const text = JSON.stringify(value) ?? 'undefined'
  return text.length <= most ? text : `${text.slice(0, most - 2)} …`
}
