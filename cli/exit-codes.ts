/** The exit codes of the command line. They never change, since scripts depend on them. */

export const exitCodes = {
  success: 0,
  other: 1,
  denied: 2,
  failed: 3,
  timedOut: 4,
  changed: 5,
  /** 64 and 69 are EX_USAGE and EX_UNAVAILABLE. @see https://man.freebsd.org/cgi/man.cgi?query=sysexits */
  usage: 64,
  unavailable: 69,
} as const

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes]

/** The meaning of each code, for `--help` and the docs. */
export const exitCodeTexts: Readonly<Record<keyof typeof exitCodes, string>> = {
  success: 'done; for invoke and simulate: the function answered and denied nothing',
  other:
    'something else went wrong, one sentence says what; for doctor: a check failed; for status: an alarm rings; for reconcile: another walk goes on, or an effect threw',
  denied: 'a rule denied',
  failed: 'the function failed, or what it needs did',
  timedOut: 'no answer within the limit of the function or of the caller',
  changed:
    'diff --exit-code: a decision changed; attach, detach and rollback: --apply would change something; claims --check: the file is out of date',
  usage: 'wrong arguments, or a file that cannot be read as what it should be',
  unavailable: 'the endpoint cannot be reached, or it refused to run the function',
}

export function describeExitCodes(): string {
  return Object.entries(exitCodes)
    .map(([name, code]) => `  ${String(code).padEnd(4)}${findText(name)}`)
    .join('\n')
}

function findText(name: string): string {
  return Object.entries(exitCodeTexts).find(([key]) => key === name)?.[1] ?? ''
}
