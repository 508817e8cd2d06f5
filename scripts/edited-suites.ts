/** Runs the product's tests in a copy of the project whose suite cannot be loaded and whose pool has other settings. No
 * edit by a team can fail more tests than this. Takes vitest's arguments. */
import { execFileSync, spawnSync } from 'node:child_process'
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')
const project = await copyProject()
try {
  await writeFile(
    join(project, 'starter/triggers/suite.ts'),
    'throw new Error("a test loads the suite of the team")\n',
  )
  const file = join(project, 'cdk.json')
  const settings: { readonly context: object } = JSON.parse(await readFile(file, 'utf8'))
  const pool = {
    callbackUrls: ['https://shop.example/callback'],
    writableAttributes: ['email', 'name', 'locale', 'birthdate'],
    preTokenGenerationVersion: 'V3_0',
  }
  await writeFile(
    file,
    JSON.stringify({ ...settings, context: { ...settings.context, pool, stage: 'prod' } }),
  )
  // The project `suite` tests the team's file, and must fail.
  const args = ['test', '--', '--project', '!suite', ...process.argv.slice(2)]
  process.exitCode = spawnSync('npm', args, { cwd: project, stdio: 'inherit' }).status ?? 1
} finally {
  await rm(project, { recursive: true, force: true })
}

/** The repository's files in their current state, without a build. */
async function copyProject(): Promise<string> {
  const copy = await mkdtemp(join(tmpdir(), 'edited-suite-'))
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
  })
  for (const path of listed.split('\0').filter((each) => each !== ''))
    await cp(join(root, path), join(copy, path))
  await symlink(join(root, 'node_modules'), join(copy, 'node_modules'))
  return copy
}
