/** Patterns that cannot hang: a small part of regular expressions, anchored, with little backtracking. */

/** The most quantifiers without an upper bound, or with a range, in a pattern. Matching is at worst quadratic. */
const maxRepeats = 2
/** The most optional parts (`?`), each of which at worst doubles the work, and the most groups, each of which
 * multiplies it by its alternatives. */
const maxOptional = 4
const maxGroups = 4
/** The most paths through the pattern for one text: alternatives and optional parts, times the text for each repetition. */
const maxWays = 1_050_000
const maxPatternLength = 200

/** The pattern, checked for texts of up to `maxLength` characters.
 * @throws TypeError when it is not anchored at both ends, or could take long: a quantified group, a back reference, a
 * look-around, or too many quantifiers. `owner` names the factory of the option. */
export function checkPattern(owner: string, pattern: RegExp, maxLength: number): RegExp {
  const { source, flags } = pattern
  const refuse = (why: string): never => {
    throw new TypeError(`${owner}: the pattern ${why}; give it as ^...$ with at most ${maxRepeats} of * + {}`)
  }
  if (source.length > maxPatternLength) refuse(`is longer than ${maxPatternLength} characters`)
  if (/[^iu]/.test(flags)) refuse('has flags other than i and u')
  if (!source.startsWith('^') || !source.endsWith('$') || source.endsWith('\\$')) refuse('is not anchored')
  const bare = withoutEscapesAndClasses(source)
  if (/\\[1-9k]/.test(source)) refuse('has a back reference')
  if (/\(\?(?!:)/.test(bare)) refuse('has a look-around or a named group')
  if (/\)[*+?{]/.test(bare)) refuse('repeats a group')
  // An alternative at the top level is anchored at one end only.
  if (hasTopLevelAlternative(bare)) refuse('has an alternative outside of a group')
  if (count(bare, /\(/g) > maxGroups) refuse(`has more than ${maxGroups} groups`)
  const repeats = count(bare, /[*+]|\{\d+,\d*\}/g)
  if (repeats > maxRepeats) refuse(`has more than ${maxRepeats} open repetitions`)
  const optional = count(bare.replaceAll('(?:', '('), /\?/g)
  if (optional > maxOptional) refuse(`has more than ${maxOptional} optional parts`)
  if (countAlternatives(bare) * 2 ** optional * maxLength ** repeats > maxWays)
    refuse(`has too many alternatives and optional parts for texts of ${maxLength} characters`)
  return pattern
}

/** Replaces each escape and each character class by one letter, so that only structure is left. */
function withoutEscapesAndClasses(source: string): string {
  return source.replaceAll(/\\(?:[pP]\{[^}]*\}|u\{[^}]*\}|.)/gs, 'x').replaceAll(/\[[^\]]*\]/g, 'x')
}

function hasTopLevelAlternative(bare: string): boolean {
  let depth = 0
  for (const character of bare) {
    if (character === '(') depth += 1
    else if (character === ')') depth -= 1
    else if (character === '|' && depth === 0) return true
  }
  return false
}

/** The product of the alternatives of all groups. */
function countAlternatives(bare: string): number {
  const open: number[] = []
  let product = 1
  for (const character of bare) {
    if (character === '(') open.push(1)
    else if (character === '|') open.push((open.pop() ?? 0) + 1)
    else if (character === ')') product *= open.pop() ?? 1
  }
  return product
}

function count(text: string, part: RegExp): number {
  return text.match(part)?.length ?? 0
}
