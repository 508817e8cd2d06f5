/** Reads what a source of TypeScript imports, in each way that there is. What it cannot read for certain is a problem. */

export interface Imports {
  readonly specifiers: readonly string[]
  /** Clauses about imports that cannot be followed. */
  readonly problems: readonly string[]
}

interface Token {
  readonly kind: 'word' | 'text' | 'template' | 'mark'
  readonly value: string
}

export function readImports(source: string): Imports {
  const { tokens, problem } = tokenize(source)
  const specifiers: string[] = []
  const problems = problem === undefined ? [] : [problem]
  const isMark = (at: number, value: string): boolean =>
    tokens[at]?.kind === 'mark' && tokens[at].value === value
  const isWord = (at: number, value: string): boolean =>
    tokens[at]?.kind === 'word' && tokens[at].value === value
  const take = (at: number, what: string): void => {
    const token = tokens[at]
    const isPlain = token?.kind === 'text' && !token.value.includes('\\')
    if (isPlain) specifiers.push(token.value)
    else problems.push(`has ${what} of no plain text`)
  }

  for (const [at, { kind, value }] of tokens.entries()) {
    if (kind !== 'word' || isMark(at - 1, '.')) continue
    const next = tokens[at + 1]
    if ((value === 'import' || value === 'require') && isMark(at + 1, '(')) {
      take(at + 2, `an ${value}()`)
      if (!isMark(at + 3, ')') && !isMark(at + 3, ',')) problems.push(`has an ${value}() of no plain text`)
    } else if (value === 'import' && next?.kind === 'text') take(at + 1, 'an import')
    else if (value === 'import' && !isMark(at + 1, '.') && !isMark(at + 1, ':')) {
      // `import a = b.c` is an alias, and `import a = require('b')` is read above.
      const from = tokens.findIndex(
        (token, index) =>
          index > at + 1 &&
          ((isWord(index, 'from') && tokens[index + 1]?.kind === 'text') ||
            (token.kind === 'mark' && token.value === '=')),
      )
      if (from === -1) problems.push('has an import that cannot be read')
      else if (!isMark(from, '=')) take(from + 1, 'an import')
    } else if (value === 'export') {
      const start = isWord(at + 1, 'type') ? at + 2 : at + 1
      const end = isMark(start, '{')
        ? tokens.findIndex((_, index) => index > start && isMark(index, '}'))
        : start
      const from = isMark(start, '*') && isWord(start + 1, 'as') ? start + 3 : end + 1
      if ((isMark(start, '{') || isMark(start, '*')) && isWord(from, 'from')) take(from + 1, 'an export')
    } else if (value === 'createRequire' && isMark(at + 1, '(') && !isResolve(tokens, at + 1))
      problems.push('makes a require() of its own')
  }
  for (const [, path = ''] of source.matchAll(/^\s*\/\/\/\s*<reference\s+path\s*=\s*["']([^"']*)/gm))
    specifiers.push(path.startsWith('.') ? path : `./${path}`)
  return { specifiers, problems: [...new Set(problems)] }
}

/** `createRequire(…).resolve` only finds a file. */
function isResolve(tokens: readonly Token[], open: number): boolean {
  let depth = 0
  const close = tokens.findIndex(({ kind, value }, index) => {
    if (index < open || kind !== 'mark') return false
    depth += value === '(' ? 1 : value === ')' ? -1 : 0
    return depth === 0
  })
  return tokens[close + 1]?.value === '.' && tokens[close + 2]?.value === 'resolve'
}

const patterns = {
  blank: /(?:\s|\/\/.*|\/\*[^]*?\*\/)+/y,
  word: /[\p{ID_Start}$_][\p{ID_Continue}$\u200C\u200D]*/uy,
  number: /\d[\w.]*/y,
  text: /'(?:[^'\\\n]|\\[^])*'|"(?:[^"\\\n]|\\[^])*"/y,
  chunk: /(?:[^`\\$]|\\[^]|\$(?!\{))*(?:`|\$\{)/y,
  regularExpression: /\/(?:[^/\\\n[]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/[a-z]*/y,
}
const beforeExpression = /^(?:return|typeof|case|in|delete|void|instanceof|new|do|else|throw|await|yield)$/
const beforeCondition = /^(?:if|while|for|with)$/

/** Comments are left out, and a regular expression is the word `/`. */
function tokenize(source: string): { readonly tokens: readonly Token[]; readonly problem?: string } {
  const tokens: Token[] = []
  // For each open brace whether its end goes on with a template, and for each parenthesis whether a condition is in it.
  const braces: boolean[] = []
  const parentheses: boolean[] = []
  let hasCondition = false
  let at = /^#!.*/.exec(source)?.[0].length ?? 0
  const match = (kind: keyof typeof patterns): string | undefined => {
    const pattern = patterns[kind]
    pattern.lastIndex = at
    const found = pattern.exec(source)?.[0]
    at += found?.length ?? 0
    return found
  }
  const add = (kind: Token['kind'], value: string): void => void tokens.push({ kind, value })

  while (at < source.length) {
    if (match('blank') !== undefined) continue
    const word = match('word') ?? match('number')
    const text = word === undefined ? match('text') : undefined
    if (word !== undefined) {
      add('word', word)
      continue
    }
    if (text !== undefined) {
      add('text', text.slice(1, -1))
      continue
    }
    const mark = source.charAt(at)
    const goesOn = mark === '}' && braces.pop() === true
    if (mark === '`' || goesOn) {
      at += 1
      if (mark === '`') add('template', '')
      const chunk = match('chunk')
      if (chunk === undefined) return { tokens, problem: 'has a template without an end' }
      if (chunk.endsWith('${')) braces.push(true)
      continue
    }
    if (mark === '/') {
      const expected = expectsExpression(tokens, hasCondition)
      if (expected === undefined) return { tokens, problem: 'has a / that may be a division or not' }
      if (expected) {
        if (match('regularExpression') === undefined)
          return { tokens, problem: 'has a regular expression without an end' }
        add('word', '/')
        continue
      }
    }
    if (mark === "'" || mark === '"') return { tokens, problem: 'has a text without an end' }
    if (mark === '{') braces.push(false)
    if (mark === '(') parentheses.push(beforeCondition.test(wordAt(tokens, -1)))
    if (mark === ')') hasCondition = parentheses.pop() === true
    add('mark', mark)
    at += 1
  }
  return { tokens }
}

function wordAt(tokens: readonly Token[], index: number): string {
  const token = tokens.at(index)
  return token?.kind === 'word' ? token.value : ''
}

/** Whether a `/` here begins a regular expression; undefined when that depends on more than the tokens before it. */
function expectsExpression(tokens: readonly Token[], hasCondition: boolean): boolean | undefined {
  const last = tokens.at(-1)
  if (last === undefined) return true
  if (last.kind !== 'mark') return beforeExpression.test(wordAt(tokens, -1))
  const before = tokens.at(-2)
  if (last.value === ')') return hasCondition
  if (last.value === ']') return false
  const isAfterValue =
    before?.kind === 'mark'
      ? ')]}'.includes(before.value)
      : before !== undefined && !beforeExpression.test(before.value)
  if (last.value === '}' || (last.value === '!' && isAfterValue)) return undefined
  return '+-'.includes(last.value) && before?.value === last.value ? undefined : true
}
