/** The app as the CDK runs it: what it deploys is built from the suite whose permissions it grants. */
import { spawnSync } from 'node:child_process'
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'

import { bundleNames } from '../../triggers/registry.ts'

/** The most that one run of the compiler, esbuild and the CDK may take: more is a hang. */
const hungMs = 180_000

let project: string
beforeAll(() => {
  project = mkdtempSync(join(tmpdir(), 'checked-app-'))
  for (const part of ['infra', 'scripts', 'triggers', 'package.json', 'tsconfig.json'])
    cpSync(part, join(project, part), { recursive: true })
  symlinkSync(join(process.cwd(), 'node_modules'), join(project, 'node_modules'))
})
afterAll(() => rmSync(project, { recursive: true, force: true }))

test(
  'deploys the code of the suite that it takes the permissions from, whatever was built before',
  () => {
    for (const name of bundleNames) {
      mkdirSync(join(project, 'dist/triggers', name), { recursive: true })
      writeFileSync(join(project, 'dist/triggers', name, 'index.mjs'), '// built from another suite')
    }
    const suite = readFileSync(join(project, 'triggers/suite.ts'), 'utf8')
    writeFileSync(
      join(project, 'triggers/other-suite.ts'),
      suite.replace('welcome@example.com', 'hello@shop.example'),
    )

    const { status, stderr } = runApp({}, 'triggers/other-suite.ts')

    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
    expect(findFiles('hello@shop.example', /\.template\.json$/)).toHaveLength(1)
    // Of post confirmation and of the worker.
    expect(findFiles('hello@shop.example', /index\.mjs$/)).toHaveLength(2)
    expect(findFiles('built from another suite', /index\.mjs$/)).toEqual([])
  },
  hungMs,
)

test(
  'refuses bundles that were built elsewhere',
  () => {
    const { status, stderr } = runApp({ bundleDirectory: 'elsewhere/triggers' })

    expect({ status, stderr }).toEqual({
      status: 1,
      stderr:
        'Context bundleDirectory is not taken here: the CDK builds the suite into dist each time, and deploys that.\n',
    })
  },
  hungMs,
)

function runApp(context: Readonly<Record<string, unknown>>, suiteFile = 'triggers/suite.ts') {
  return spawnSync(process.execPath, ['infra/checked-app.ts'], {
    cwd: project,
    encoding: 'utf8',
    env: {
      ...process.env,
      SUITE_FILE: suiteFile,
      CDK_OUTDIR: join(project, 'cdk.out'),
      CDK_CONTEXT_JSON: JSON.stringify(context),
    },
  })
}

/** Files of the assembly with such a name and the text in them. */
function findFiles(text: string, name: RegExp): readonly string[] {
  return readdirSync(join(project, 'cdk.out'), { recursive: true, encoding: 'utf8' }).filter(
    (file) => name.test(file) && readFileSync(join(project, 'cdk.out', file), 'utf8').includes(text),
  )
}
