/** The app as the CDK runs it: what it deploys is built from the suite whose permissions it grants. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'

import { readFeatureFlags } from './synthesize-suite.ts'

/** The most that one run of the compiler, esbuild and the CDK may take: more is a hang. */
const hungMs = 180_000

let directory: string
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'app-'))
})
afterAll(() => rmSync(directory, { recursive: true, force: true }))

test(
  'the app deploys the code of the suite that it takes the permissions from',
  () => {
    const { status, stderr } = runApp((text) => text.replace('welcome@example.com', 'hello@shop.example'))

    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
    expect(findFiles('hello@shop.example', /\.template\.json$/)).toHaveLength(1)
    // Of post confirmation and of the worker.
    expect(findFiles('hello@shop.example', /index\.mjs$/)).toHaveLength(2)
  },
  hungMs,
)

test(
  'the app is refused with the place of a wrong type in the suite',
  () => {
    const { status, stderr } = runApp((text) => `${text}export const limit: number = 'seven'\n`)

    expect(status).toBe(1)
    expect(stderr).toMatch(
      /^\S+suite\.ts:\d+ does not type-check: Type 'string' is not assignable to type 'number'\.\n$/,
    )
  },
  hungMs,
)

function runApp(change: (suite: string) => string) {
  const suiteFile = join(directory, 'suite.ts')
  const shipped = readFileSync('test/suites/shipped.ts', 'utf8')
  const own = shipped.replaceAll("'../../triggers/", `'${process.cwd()}/triggers/`)
  expect(change(own)).not.toBe(own)
  writeFileSync(suiteFile, change(own))
  return spawnSync(process.execPath, ['starter/infra/app.ts'], {
    encoding: 'utf8',
    env: {
      ...process.env,
      SUITE_FILE: suiteFile,
      CDK_OUTDIR: join(directory, 'cdk.out'),
      CDK_CONTEXT_JSON: JSON.stringify(readFeatureFlags()),
    },
  })
}

/** Files of the assembly with such a name and the text in them. */
function findFiles(text: string, name: RegExp): readonly string[] {
  return readdirSync(join(directory, 'cdk.out'), { recursive: true, encoding: 'utf8' }).filter(
    (file) => name.test(file) && readFileSync(join(directory, 'cdk.out', file), 'utf8').includes(text),
  )
}
