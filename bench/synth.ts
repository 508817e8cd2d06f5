/** How long the synthesis of the starter's suite takes, against that of a stack with one queue. */
import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { isObject } from '../triggers/core/json.ts'
import { median } from '../scripts/median.ts'
import { type Cells, type synth, times } from './tables.ts'

type Row = (typeof synth.rows)[number]

const root = join(import.meta.dirname, '..')

const queueApp = `
  import { App, Stack } from 'aws-cdk-lib'
  import { Queue } from 'aws-cdk-lib/aws-sqs'
  const app = new App()
  new Queue(new Stack(app, 'One'), 'Queue')
  app.synth()`

/** Each round has the queue, the suite with its build and the suite of a build, as programs of their own. */
export async function measureSynth(rounds: number): Promise<Cells<Row>> {
  const directory = await mkdtemp(join(root, '.bench-'))
  const outdir = await mkdtemp(join(tmpdir(), 'synth-'))
  try {
    const queue = join(directory, 'queue.mjs')
    await writeFile(queue, queueApp)
    const cdk: unknown = JSON.parse(await readFile(join(root, 'cdk.json'), 'utf8'))
    const flags = isObject(cdk) && isObject(cdk['context']) ? cdk['context'] : {}
    const time = async (app: string, more: object): Promise<number> => {
      const context = JSON.stringify({ ...flags, stage: 'prod', ...more })
      const env = { ...process.env, CDK_OUTDIR: outdir, CDK_CONTEXT_JSON: context }
      const startedAt = performance.now()
      await promisify(execFile)(process.execPath, [app], { cwd: root, env })
      return performance.now() - startedAt
    }
    const starter = 'starter/infra/app.ts'
    const built: number[] = []
    const builds: number[] = []
    for (let round = 0; round < rounds; round += 1) {
      const bareMs = await time(queue, {})
      built.push((await time(starter, { bundleDirectory: 'dist/triggers' })) / bareMs)
      builds.push((await time(starter, {})) / bareMs)
    }
    const tell = (ratios: readonly number[]): readonly string[] => [
      `${times(median(ratios))} that of one queue`,
    ]
    return new Map<Row, readonly string[]>([
      ['of a build', tell(built)],
      ['with the build', tell(builds)],
    ])
  } finally {
    for (const each of [directory, outdir]) await rm(each, { recursive: true, force: true })
  }
}
