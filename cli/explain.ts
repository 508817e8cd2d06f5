/** `explain <event>`: which rules decided, what each said, which facts they used, and what the tokens get. */
import type { Command } from 'commander'
import { readTime } from './arguments.ts'
import { usageError } from './cli-error.ts'
import type { CliContext, CliResult, RunAction } from './context.ts'
import { shortNames } from './fixtures.ts'
import { describeExamples } from './help.ts'
import { readEvent, readJsonObject } from './read-input.ts'
import { applySetValues, type SetValue, setOption } from './set-values.ts'

interface ExplainOptions {
  readonly facts?: string
  readonly suite?: string
  readonly now?: number
  readonly set: readonly SetValue[]
}

export function addExplain(program: Command, run: RunAction): void {
  program
    .command('explain')
    .summary('tells what is decided about an event, and why')
    .description(
      'Tells what the configuration decides about an event: which rules, claim sources, effects or messages speak, what each says, which facts they use, and which claims the tokens get with their bytes. It calls nothing: facts come from a file, and one that is not in it is what its step declares for its failure.',
    )
    .argument('<event>', `a fixture, a file, - for standard input, or one of ${shortNames.join(', ')}`)
    .option(
      '--facts <file>',
      'a JSON object of fact name → value, {"missing": true} for one that cannot be read',
    )
    .option('--suite <file>', 'another configuration than triggers/suite.ts')
    .option(
      '--now <time>',
      'the time of the decision in UTC, such as 2026-11-24T09:00:00Z (default: now)',
      readTime,
    )
    .addOption(setOption('the event'))
    .addHelpText(
      'after',
      describeExamples([
        'explain sign-up --set request.userAttributes.email=jane@blocked.example',
        'explain token --facts facts.json',
        'explain captured-events/event.json --json',
      ]),
    )
    .action(run(explainEvent))
}

async function explainEvent(context: CliContext, name: string, options: ExplainOptions): Promise<CliResult> {
  const input = await readEvent(context, name)
  const given =
    options.facts === undefined
      ? input.facts
      : await readJsonObject(context, options.facts, 'a file of facts')
  const { loadSound } = await import('./suite-file.ts')
  const suite = await loadSound(context, options.suite)

  const { judgeEvent } = await import('./explain/judge-event.ts')
  const { checkFactNames } = await import('./explain/facts.ts')
  const { explain } = await import('./explain/explanation.ts')
  const { drawExplanation } = await import('./explain/draw-explanation.ts')
  const judging = judgeEvent(suite, applySetValues(input.event, options.set), input.label)
  switch (judging.kind) {
    case 'not configured':
      throw usageError(`The configuration has no trigger for ${input.label}: add it to the suite.`)
    case 'malformed':
      throw usageError(`${input.label} cannot be read as an event: ${judging.problem}.`)
    case 'judge': {
      const { judge } = judging
      checkFactNames(judge.factNames, given)
      const explanation = explain(judge, input.label, given, options.now ?? context.clock.epochMs())
      return { json: explanation, text: drawExplanation(context, explanation) }
    }
  }
}
