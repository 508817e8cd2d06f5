/** Writes numbers and times as a person reads them. */

/** A duration: `0.4 ms`, `41 ms`, `1,260 ms`. */
export function formatMs(ms: number): string {
  return ms < 10 ? `${ms.toFixed(1)} ms` : `${formatNumber(Math.round(ms))} ms`
}

/** With thousands separated: `5,000`. */
export function formatNumber(value: number): string {
  return value.toLocaleString('en-US')
}

/** `1 call`, `2 calls`. */
export function formatCount(count: number, noun: string): string {
  return `${formatNumber(count)} ${noun}${count === 1 ? '' : 's'}`
}

/** A share of a whole: `< 0.1 %`, `0.8 %`, `41 %`. */
export function formatShare(share: number): string {
  if (share < 0.001) return '< 0.1 %'
  return share < 0.1 ? `${(share * 100).toFixed(1)} %` : `${Math.round(share * 100)} %`
}

/** The time of day with seconds, in the person's own time zone. */
export function formatTime(atMs: number): string {
  return new Date(atMs).toLocaleTimeString([], { hour12: false })
}
