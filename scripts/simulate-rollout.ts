/** Prints how often the alarms of a rollout are wrong, by plan and calls a minute: `node scripts/simulate-rollout.ts [runs]`.
 * Plans, alarms and bounds are those of the template that the starter's suite synthesizes for production. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isObject, own } from '../triggers/core/json.ts'
import { readRollouts, type RolloutOfFunction } from './rollout-simulation/read-rollouts.ts'
import { share, simulate, waveFrom } from './rollout-simulation/simulate.ts'
import { minutesOf } from './rollout-simulation/traffic.ts'

const rates = [1, 2, 5, 10, 20, 50]
const scenarios = [
  ...(['crash', 'defect', 'step-failed', 'slow'] as const).flatMap((end) => [
    share(`${end}: every call`, 1, end),
    share(`${end}: 1 in 5`, 0.2, end),
  ]),
  ...(['crash', 'defect', 'step-failed'] as const).flatMap((end) => [
    share(`false, ${end} 0.1 %`, 0.001, end),
    share(`false, ${end} 0.5 %`, 0.005, end),
  ]),
  waveFrom(0),
  waveFrom(12),
]

function synthesizeRollout(rollout: 'linear' | 'canary'): RolloutOfFunction {
  const root = join(import.meta.dirname, '..')
  const outdir = mkdtempSync(join(tmpdir(), 'rollout-'))
  try {
    const cdk: unknown = JSON.parse(readFileSync(join(root, 'cdk.json'), 'utf8'))
    const flags = own(cdk, 'context')
    const context = { ...(isObject(flags) ? flags : {}), stage: 'prod', pool: { rollout } }
    const env = { ...process.env, CDK_OUTDIR: outdir, CDK_CONTEXT_JSON: JSON.stringify(context) }
    execFileSync(process.execPath, ['starter/infra/app.ts'], {
      cwd: root,
      env,
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    const file = readdirSync(outdir).find((name) => name.endsWith('.template.json')) ?? ''
    const rollouts = readRollouts(JSON.parse(readFileSync(join(outdir, file), 'utf8')))
    const ofTrigger = rollouts.find(({ id }) => id.includes('PreSignUp'))
    if (ofTrigger === undefined) throw new TypeError('The template rolls out no pre sign-up.')
    return ofTrigger
  } finally {
    rmSync(outdir, { recursive: true, force: true })
  }
}

const runs = Number(process.argv[2] ?? 300)
if (!Number.isInteger(runs) || runs < 1)
  throw new TypeError('Say how many rollouts a figure is of, such as 300.')
const print = (line: string): void => void process.stdout.write(`${line}\n`)
for (const kind of ['linear', 'canary'] as const) {
  const rollout = synthesizeRollout(kind)
  const { percent, minutes } = rollout.plan
  print(
    `${kind}, ${percent} %, ${minutes} minutes, done after ${minutesOf(rollout.plan)}: rollouts that an alarm ends, in percent; bad calls until then in brackets`,
  )
  print(`${'calls a minute'.padEnd(26)}${rates.map((rate) => String(rate).padStart(14)).join('')}`)
  for (const scenario of scenarios) {
    const cells = rates.map((callsPerMinute) => {
      const { ended, badCalls } = simulate(rollout, scenario, { callsPerMinute, runs, seed: 1 })
      return `${(100 * ended).toFixed(1)} (${badCalls.toFixed(1)})`.padStart(14)
    })
    print(`${scenario.name.padEnd(26)}${cells.join('')}`)
  }
  print('')
}
