/** The part of CloudWatch's metric math that the alarms of the suite use. A value that is missing makes the result missing.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html */

/** The value of a metric in the period that is asked about. */
export type ReadMetric = (id: string) => number | undefined
export type Expression = (read: ReadMetric) => number | undefined

const operators: readonly Readonly<Record<string, (left: number, right: number) => number>>[] = [
  { '>=': (left, right) => Number(left >= right) },
  { '+': (left, right) => left + right, '-': (left, right) => left - right },
  { '*': (left, right) => left * right, '/': (left, right) => left / right },
]

/** @throws TypeError at what it does not know, so that no alarm is simulated wrongly */
export function parseExpression(text: string): Expression {
  const tokens = text.match(/>=|[A-Za-z_]\w*|[\d.]+|\S/g) ?? []
  let next = 0
  const expect = (token: string): void => {
    if (tokens[next] !== token) throw new TypeError(`${text}: there is no ${token} at word ${next + 1}`)
    next += 1
  }

  function parseLevel(level: number): Expression {
    const known = operators[level]
    if (known === undefined) return parseValue()
    let left = parseLevel(level + 1)
    for (;;) {
      const apply = known[tokens[next] ?? '']
      if (apply === undefined) return left
      next += 1
      const [first, second] = [left, parseLevel(level + 1)]
      left = (read) => {
        const values = [first(read), second(read)]
        const [a, b] = values
        return a === undefined || b === undefined ? undefined : finite(apply(a, b))
      }
    }
  }

  function parseValue(): Expression {
    const token = tokens[next] ?? ''
    next += 1
    if (token === '(') {
      const inner = parseLevel(0)
      expect(')')
      return inner
    }
    if (/^\d/.test(token)) return () => Number(token)
    if (token === 'FILL' || token === 'IF') return parseCall(token)
    if (!/^[a-z]\w*$/.test(token)) throw new TypeError(`${text}: ${token} is not known`)
    return (read) => read(token)
  }

  function parseCall(name: 'FILL' | 'IF'): Expression {
    expect('(')
    const given = [parseLevel(0)]
    while (tokens[next] === ',') {
      next += 1
      given.push(parseLevel(0))
    }
    expect(')')
    const [first, second, third] = given
    if (first === undefined || second === undefined)
      throw new TypeError(`${text}: ${name} has too few values`)
    if (name === 'FILL') return (read) => first(read) ?? second(read)
    if (third === undefined) throw new TypeError(`${text}: IF has two values`)
    return (read) => {
      const condition = first(read)
      return condition === undefined ? undefined : condition === 0 ? third(read) : second(read)
    }
  }

  const parsed = parseLevel(0)
  if (next < tokens.length) throw new TypeError(`${text}: it goes on with ${tokens[next]}`)
  return parsed
}

function finite(value: number): number | undefined {
  return Number.isFinite(value) ? value : undefined
}
