/** Walks a factory: gives it every wrong variant of its options, and tells what it took or refused badly. */
import { mutate, type Mutant } from './mutate.ts'
import type { Make, OptionSet } from './rows.ts'

export interface Walked {
  readonly count: number
  /** What is wrong with the factory, a sentence each. */
  readonly findings: readonly string[]
}

/** A refusal is one sentence with a limited number of characters. */
const maxSentence = 700

export function walk(member: string, make: Make, sets: readonly OptionSet[]): Walked {
  const walked = sets.map((set) => walkSet(member, make, set))
  return {
    count: walked.reduce((sum, { count }) => sum + count, 0),
    findings: walked.flatMap(({ findings }) => findings),
  }
}

function walkSet(member: string, make: Make, set: OptionSet): Walked {
  const valid = refusal(make, set.options)
  if (valid !== undefined)
    return { count: 0, findings: [`${member} refuses its valid options: ${valid.message}`] }
  const frozen = refusal(make, freeze(set.options))
  const findings = frozen === undefined ? [] : [`${member} refuses frozen options: ${frozen.message}`]
  const needed = new Set<string>()
  const taken = new Set<string>()
  let count = 0
  for (const mutant of mutate(set.options)) {
    const error = refusal(make, mutant.options)
    count += 1
    if (mutant.kind === 'missing' && error !== undefined) needed.add(mutant.path)
    if (mutant.kind === 'text' && error === undefined && !isAny(mutant.path, set)) taken.add(mutant.path)
    const finding =
      error === undefined
        ? mayTake(mutant, set)
          ? undefined
          : 'is taken'
        : describeBadRefusal(member, mutant, error)
    if (finding !== undefined) findings.push(`${member}: ${mutant.what} ${finding}`)
  }
  return {
    count,
    findings: [
      ...findings,
      ...compare(member, 'must be given', needed, set.required),
      ...compare(member, 'takes any text', taken, set.open ?? []),
    ],
  }
}

/** The variants that are no mistakes: what is declared of the set. */
function mayTake(
  { kind, path, value }: Mutant,
  { open = [], cased = [], prose = [], ...set }: OptionSet,
): boolean {
  if (path === '' && value === undefined) return set.isOptional === true
  if (set.takesUndefined === true && value === undefined && !/[.[]/.test(path)) return true
  if (isAny(path, set)) return true
  switch (kind) {
    case 'missing':
    case 'text':
      // Compared as a whole.
      return true
    case 'case':
      return open.includes(path) || cased.includes(path)
    case 'blank':
      return prose.includes(path)
    case 'name':
    case 'type':
    case 'shape':
      return false
  }
}

function isAny(path: string, { any = [] }: Pick<OptionSet, 'any'>): boolean {
  return any.some((each) => path === each || path.startsWith(`${each}[`) || path.startsWith(`${each}.`))
}

function describeBadRefusal(member: string, { path, kind }: Mutant, error: Error): string | undefined {
  if (!(error instanceof TypeError)) return `ends in ${error.name}: ${error.message}`
  const { message } = error
  if (/Cannot |is not a function|is not iterable|Invalid value|\n/.test(message))
    return `ends in "${message}"`
  if (message.length > maxSentence) return `ends in a sentence of ${message.length} characters`
  const option = path.split('.').at(-1)?.replace('[]', '') ?? ''
  // What is refused together with others may name the other one.
  const isNamed = option === '' || message.toLowerCase().includes(option.toLowerCase()) || kind === 'missing'
  return isNamed &&
    /^[\w .-]+: /.test(message) &&
    (kind === 'text' || message.includes(member) || kind === 'missing')
    ? undefined
    : `ends in "${message}", which does not name member and option`
}

function compare(
  member: string,
  what: string,
  found: ReadonlySet<string>,
  declared: readonly string[],
): readonly string[] {
  return [
    ...[...found]
      .filter((path) => !declared.includes(path))
      .map((path) => `${member}: ${path} ${what}, and is not declared so`),
    ...declared
      .filter((path) => !found.has(path))
      .map((path) => `${member}: ${path} is declared as what ${what}, and is not`),
  ]
}

function refusal(make: Make, options: unknown): Error | undefined {
  try {
    Reflect.apply(make, undefined, [options])
    return undefined
  } catch (error) {
    return error instanceof Error ? error : new Error(`something else was thrown: ${typeof error}`)
  }
}

function freeze<Value>(value: Value): Value {
  if (typeof value === 'object' && value !== null) {
    for (const member of Object.values(value)) freeze(member)
    Object.freeze(value)
  }
  return value
}
