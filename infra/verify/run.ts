/** Makes the throw-away stack, asks the questions, and removes the stack whatever happens. */
import { randomBytes } from 'node:crypto'
import { pause, systemClock } from '@cognito-trigger-suite/triggers/core/deadline'
import type { Account } from './account.ts'
import { createProbe, type Recorder } from './probe.ts'
import { type Question, unclear } from './question.ts'
import { makeStage, removeStage, type Stage } from './stage.ts'

/** One answer, as it stands in the file. It has no id of the account and no name. */
export interface Result {
  readonly question: string
  readonly sent: string
  readonly answer: string
  /** What each call was answered. */
  readonly seen: readonly string[]
  readonly date: string
  readonly region: string
}

export interface Run {
  readonly account: Account
  readonly region: string
  readonly questions: readonly Question[]
  /** Ends the questions; the stack is removed still. */
  readonly signal: AbortSignal
  readonly tell: (line: string) => void
  readonly onResult: (result: Result) => void
}

/** @throws Error with one sentence when the stack was not made, or is not gone */
export async function verifyAccount(run: Run): Promise<void> {
  const { account, signal, tell } = run
  const id = randomBytes(4).toString('hex')
  tell(`probe-${id} is made, and removed at the end. If something is left: --clean ${id}`)
  try {
    const stage = await makeStage(account, id, signal)
    const recorder = createProbe(account, stage, signal)
    await waitUntilReady(recorder, stage, signal)
    for (const question of run.questions) await askOne(run, recorder, question)
  } catch (error) {
    // The end of this tells it.
    if (!signal.aborted) throw error
  } finally {
    tell(`probe-${id} is removed.`)
    await removeStage(account, id)
  }
}

async function askOne(
  { region, signal, tell, onResult }: Run,
  { probe, take }: Recorder,
  question: Question,
): Promise<void> {
  const { name, sent, answers } = question
  take()
  let answer: string
  try {
    answer = await question.ask(probe)
  } catch (error) {
    if (signal.aborted) throw error
    answer = unclear
    probe.note('the question ended', error instanceof Error ? error.message : 'for an unknown reason')
  }
  const known = answers.includes(answer) ? answer : unclear
  tell(`${name.padEnd(28)} ${known}`)
  onResult({ question: name, sent, answer: known, seen: take(), date: new Date().toISOString(), region })
}

const pauseMs = 5_000
const maxTries = 60

/** The rights of a new role and the name of a new domain take a while to be known everywhere. */
async function waitUntilReady({ probe }: Recorder, { loginUrl }: Stage, signal: AbortSignal): Promise<void> {
  const tries = [
    async () => (await probe.signUp(probe.mark('plain'))).exception === '',
    async () =>
      fetch(`${loginUrl}/login`, { signal, redirect: 'manual' }).then(
        ({ status }) => status < 500,
        () => false,
      ),
  ]
  for (const isReady of tries) {
    for (let count = 1; !(await isReady()); count += 1) {
      signal.throwIfAborted()
      if (count === maxTries) throw new Error('The stack was made, and its pool does not answer.')
      await pause(systemClock, pauseMs, signal)
    }
  }
}
