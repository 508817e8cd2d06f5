/** Edits the suite and the pool as a team would, each edit in a copy of the project, and runs the product's tests there.
 * Takes the arguments of vitest; without them it runs the projects unit, contract and infra. */
import { execFileSync, spawnSync } from 'node:child_process'
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')
const given = process.argv.slice(2)
const projects =
  given.length > 0 ? given : ['unit', 'contract', 'infra'].flatMap((name) => ['--project', name])

type Edit = (project: string) => Promise<void>

const edits: Readonly<Record<string, Edit>> = {
  'another sender, another deny list, three more rules': (project) =>
    change(join(project, 'triggers/suite.ts'), [
      ['welcome@example.com', 'hello@shop.example'],
      [
        "emailDomains({ deny: ['blocked.example'] })",
        "emailDomains({ deny: ['rival.example'] }), disposableEmail(), attributes({ check: { name: { required: true, maxLength: 80 } } }), callers({ providers: ['Google'] })",
      ],
      [
        'export const preSignUp',
        `import { attributes } from './pre-sign-up/rules/attributes.ts'
import { callers } from './pre-sign-up/rules/callers.ts'
import { disposableEmail } from './pre-sign-up/rules/disposable-email.ts'

export const preSignUp`,
      ],
    ]),
  'everything that the journeys of the recipes configure': (project) =>
    writeFile(join(project, 'triggers/suite.ts'), everything),
  'settings of the pool': async (project) => {
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
    await change(join(project, 'triggers/suite.ts'), [["expectedVersion: '2'", "expectedVersion: '3'"]])
  },
  'half of a line': (project) =>
    change(join(project, 'triggers/suite.ts'), [['export const preSignUp', 'export const = preSignUp']]),
}

/** Each part of the suites that the journeys run, once; confirm-and-verify and one-account-per-address do not fit beside them. */
const everything = `
import { definePostConfirmation } from './post-confirmation/effect-definition.ts'
import { definePreSignUp } from './pre-sign-up/rule.ts'
import { definePreTokenGeneration } from './pre-token-generation/claim-source.ts'
import * as full from '../test/faults/full-suite.ts'
import * as attributes from '../test/journeys/suites/attributes.ts'
import * as callers from '../test/journeys/suites/callers.ts'
import * as disposable from '../test/journeys/suites/disposable-email.ts'
import * as domains from '../test/journeys/suites/email-domains-table.ts'
import * as human from '../test/journeys/suites/human-check.ts'
import * as invite from '../test/journeys/suites/invite-only.ts'
import * as link from '../test/journeys/suites/link-accounts.ts'
import * as tokens from '../test/journeys/suites/tokens.ts'

const suites = [full, attributes, callers, disposable, domains, human, invite, link, tokens]
const once = (parts) => [...new Map(parts.map((part) => [part.name, part])).values()]

export const preSignUp = () => definePreSignUp({ rules: once(suites.flatMap((suite) => suite.preSignUp().rules)) })
export const preTokenGeneration = () =>
  definePreTokenGeneration({ claims: once(suites.flatMap((suite) => suite.preTokenGeneration().claims)) })
export const { postConfirmation, provisioningWorker } = full
`

const failed: string[] = []
for (const [name, edit] of Object.entries(edits)) {
  const project = await copyProject()
  try {
    await edit(project)
    process.stdout.write(`\n${name}\n`)
    const { status, signal } = spawnSync('npm', ['test', '--', ...projects], {
      cwd: project,
      stdio: 'inherit',
    })
    if (status !== 0) failed.push(`${name} (${signal ?? `exit code ${status}`})`)
  } finally {
    await rm(project, { recursive: true, force: true })
  }
}
for (const name of failed) process.stderr.write(`Tests are red with ${name}.\n`)
process.exitCode = failed.length > 0 ? 1 : 0

/** What is in the repository, as it is in the working tree, without a build. */
async function copyProject(): Promise<string> {
  const project = await mkdtemp(join(tmpdir(), 'edited-suite-'))
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
  })
  for (const file of listed.split('\0').filter((each) => each !== ''))
    await cp(join(root, file), join(project, file))
  await symlink(join(root, 'node_modules'), join(project, 'node_modules'))
  return project
}

async function change(
  file: string,
  replacements: readonly (readonly [from: string, to: string])[],
): Promise<void> {
  let text = await readFile(file, 'utf8')
  for (const [from, to] of replacements) {
    if (!text.includes(from))
      throw new Error(`${file} does not hold ${from}: this edit is of the suite as it comes.`)
    text = text.replace(from, to)
  }
  await writeFile(file, text)
}
