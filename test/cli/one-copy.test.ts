/** A suite of another copy of the package than the one that reads it is refused in one sentence. */
import { appendFile, mkdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { type Ran, runProcess } from './cli-process.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const root = join(import.meta.dirname, '../..')
const name = '@cognito-trigger-suite/triggers'

/** A project whose suite imports the package by its name. */
async function makeProject(): Promise<string> {
  const directory = await temporaryFolder()
  await mkdir(join(directory, 'triggers'))
  await mkdir(join(directory, 'node_modules/@cognito-trigger-suite'), { recursive: true })
  const shipped = await readFile(join(root, 'test/suites/shipped.ts'), 'utf8')
  await writeFile(
    join(directory, 'triggers/suite.ts'),
    shipped.replaceAll(/'\.\.\/\.\.\/triggers\/(.+)\.ts'/g, `'${name}/$1'`),
  )
  return directory
}

/** A copy that resolves, of version 9.9.9. */
async function layCopy(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true })
  await writeFile(
    join(folder, 'package.json'),
    JSON.stringify({
      name,
      version: '9.9.9',
      type: 'module',
      exports: { './package.json': './package.json', './*': './any.js' },
    }),
  )
  await writeFile(join(folder, 'any.js'), 'export const made = 1\n')
}

async function run(directory: string, ...args: readonly string[]): Promise<Ran> {
  return runProcess(args, { directory, env: { SUITE_FILE: join(directory, 'triggers/suite.ts') } })
}

test.each([
  [['build', '--out', 'built']],
  [['explain', 'sign-up']],
  [['explain', 'sign-up', '--suite', 'triggers/suite.ts']],
])('the project has another copy: %j', async (args) => {
  const directory = await makeProject()
  await layCopy(join(directory, 'node_modules', name))

  const ran = await run(directory, ...args)

  expect(ran.exitCode).toBeGreaterThan(0)
  expect(ran.stdout).toBe('')
  expect(ran.stderr).toMatch(
    /^[^\n]*takes @cognito-trigger-suite\/triggers 9\.9\.9 in node_modules\/@cognito-trigger-suite\/triggers, and this program is of \d+\.\d+\.\d+ in [^\n]+: keep one copy, by one version in every package\.json and `npm dedupe`\.$/m,
  )
})

test('a package of the suite brings another copy', async () => {
  const directory = await makeProject()
  await symlink(join(root, 'triggers'), join(directory, 'node_modules', name))
  const rules = join(directory, 'node_modules/their-rules')
  await layCopy(join(rules, 'node_modules', name))
  await writeFile(
    join(rules, 'package.json'),
    '{ "name": "their-rules", "type": "module", "exports": "./rules.js" }',
  )
  await writeFile(join(rules, 'rules.js'), `export { made } from '${name}/anything'\n`)
  const suite = join(directory, 'triggers/suite.ts')
  await appendFile(
    suite,
    "import { made } from 'their-rules'\nexport const used = made\nif (made !== 1) throw new Error('changed')\n",
  )

  const ran = await run(directory, 'build', '--out', 'built')

  expect(ran).toMatchObject({
    exitCode: 1,
    stderr: expect.stringMatching(
      /^The suite takes @cognito-trigger-suite\/triggers 9\.9\.9 in node_modules\/their-rules\/node_modules\/@cognito-trigger-suite\/triggers, and /m,
    ),
  })
})

test('a suite that lies outside of every folder with the package says so', async () => {
  const directory = await makeProject()

  expect(await run(directory, 'build', '--out', 'built')).toMatchObject({
    exitCode: 1,
    stderr:
      'triggers/suite.ts cannot find @cognito-trigger-suite/triggers: it lies outside of every folder where that is installed, so move it into the project, or install the package beside it.\n',
  })
})

const withoutEsbuild = `--import=data:text/javascript,${encodeURIComponent(
  `import { registerHooks } from 'node:module'; registerHooks({ resolve(specifier, context, next) { if (specifier === 'esbuild') return { url: 'data:text/javascript,throw new Error()', shortCircuit: true }; return next(specifier, context) } });`,
)}`

test('without esbuild the build is refused in one sentence', async () => {
  const directory = await makeProject()
  await symlink(join(root, 'triggers'), join(directory, 'node_modules', name))

  const ran = await runProcess(['build', '--out', 'built'], {
    directory,
    env: { SUITE_FILE: join(directory, 'triggers/suite.ts'), NODE_OPTIONS: withoutEsbuild },
  })

  expect(ran).toMatchObject({
    exitCode: 1,
    stderr: 'esbuild is not installed here: run `npm install --save-dev esbuild`.\n',
  })
})
