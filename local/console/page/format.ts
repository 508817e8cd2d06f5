/** Writes numbers and times as a person reads them. */

/** A duration: `0.4 ms`, `41 ms`, `4.98 s`. */
export const formatMs = (ms: number): string => {
  if (ms >= 1000) return `${(ms / 1000).toFixed(2)} s`
  return ms < 10 ? `${ms.toFixed(1)} ms` : `${Math.round(ms)} ms`
}

/** A share of a whole: `< 0.1 %`, `0.8 %`, `41 %`. */
export const formatShare = (share: number): string => {
  if (share < 0.001) return '< 0.1 %'
  return share < 0.1 ? `${(share * 100).toFixed(1)} %` : `${Math.round(share * 100)} %`
}

/** The time of day with seconds, in the person's own time zone. */
export const formatTime = (atMs: number): string => new Date(atMs).toLocaleTimeString([], { hour12: false })

/** `1 call`, `2 calls`. */
export const formatCount = (count: number, noun: string): string =>
  `${count} ${noun}${count === 1 ? '' : 's'}`
