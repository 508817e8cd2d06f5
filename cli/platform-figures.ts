/** Finds Lambda's own figures in the lines of a function's log. */

export interface PlatformFigures {
  readonly durationMs: number | undefined
  readonly initDurationMs: number | undefined
}

/** @see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-logging.html */
export function readPlatformFigures(lines: readonly string[]): PlatformFigures {
  const report = lines.find((line) => line.startsWith('REPORT ')) ?? ''
  const read = (pattern: RegExp): number | undefined => {
    const digits = pattern.exec(report)?.[1]
    return digits === undefined ? undefined : Number(digits)
  }
  return {
    durationMs: read(/\tDuration: ([\d.]+) ms/),
    initDurationMs: read(/\tInit Duration: ([\d.]+) ms/),
  }
}
