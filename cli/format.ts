/** Writes values as a person reads them. */

/** A value as JSON on one line, cut in the middle when it is long. */
export function formatValue(value: unknown, most = 60): string {
  const text = JSON.stringify(value) ?? 'undefined'
  return text.length <= most ? text : `${text.slice(0, most - 2)} …`
}
