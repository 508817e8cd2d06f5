/** Turns answers into the switches of the local pool. */
import { own, ownText } from '@cognito-trigger-suite/triggers/internal/core/json'
import { type Question, unclear } from './question.ts'

export interface Applied {
  /** For `npm start -- --fidelity FILE`. */
  readonly switches: Readonly<Record<string, string | number>>
  /** Questions with an answer that no setting is for. Their switches keep their defaults. */
  readonly without: readonly string[]
}

/** @throws TypeError with one sentence when there is a question that is not known, twice the same one, or another answer */
export function toSwitches(results: unknown, questions: readonly Question[]): Applied {
  if (!Array.isArray(results)) throw new TypeError('The file holds no list of answers.')
  const answered = new Set<string>()
  const switches: Record<string, string | number> = {}
  const without: string[] = []
  for (const [index, result] of results.entries()) {
    const name = ownText(result, 'question') ?? ''
    const question = questions.find((each) => each.name === name)
    if (question === undefined) throw new TypeError(`Answer ${index + 1} is to no question that there is.`)
    if (answered.has(name)) throw new TypeError(`The question ${name} is answered twice.`)
    answered.add(name)
    const answer = ownText(result, 'answer') ?? ''
    if (answer !== unclear && !question.answers.includes(answer))
      throw new TypeError(`The answer to ${name} is none of ${[...question.answers, unclear].join(', ')}.`)
    if (question.sets === undefined) continue
    const setting = own(question.sets.settings, answer)
    if (typeof setting === 'string' || typeof setting === 'number') switches[question.sets.name] = setting
    else without.push(name)
  }
  return { switches, without }
}
