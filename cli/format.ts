/** Writes numbers, durations and values as a person reads them. */

/** `2.3 ms`, `41 ms`, `1,260 ms`. */
export function formatMs(ms: number): string {
  return ms < 10 ? `${ms.toFixed(1)} ms` : `${formatNumber(Math.round(ms))} ms`
}

/** With thousands separated: `5,000`. */
export function formatNumber(value: number): string {
  return value.toLocaleString('en-US')
}

/** `1 event`, `2 events`. */
export function formatCount(count: number, noun: string): string {
  return `${formatNumber(count)} ${noun}${count === 1 ? '' : 's'}`
}

/** A value as JSON on one line, cut in the middle when it is long. */
export function formatValue(value: unknown, most = 60): string {
  const text = JSON.stringify(value) ?? 'undefined'
  return text.length <= most ? text : `${text.slice(0, most - 2)} …`
}
