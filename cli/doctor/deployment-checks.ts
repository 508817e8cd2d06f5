/** What can be told of a deployment without asking AWS. */
import { existsSync, statSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join, relative } from 'node:path'
import { pathToFileURL } from 'node:url'
import { readBundleBudgets } from '@cognito-trigger-suite/triggers/internal/build/bundle-budget'
import { readProjectContext, readProjectJson } from '@cognito-trigger-suite/triggers/internal/build/project'
import {
  findPlaceholderSender,
  type SuitePlans,
} from '@cognito-trigger-suite/triggers/internal/build/suite-plans'
import { own, ownText, readJson } from '@cognito-trigger-suite/triggers/internal/core/json'
import { bad, type Check, checkBy, good, note } from './check.ts'

/** The project's settings, read as the app reads them. */
export async function checkSettings(project: string): Promise<Check> {
  return checkBy('cdk.json', async () => {
    const context = readProjectContext(project)
    readBundleBudgets(project)
    const construct = await loadConstruct(project)
    if (construct === undefined)
      return note('cdk.json', '@cognito-trigger-suite/cdk is not installed, which reads its settings.')
    construct.readContext(context)
    construct.readPoolSettings(context['pool'])
    return existsSync(join(project, 'cdk.json'))
      ? good('cdk.json', 'its settings can be read')
      : note('cdk.json', 'is not there: the defaults count.')
  })
}

interface Construct {
  /** @throws TypeError that names the entry */
  readonly readContext: (context: unknown) => unknown
  /** @throws TypeError that names the setting */
  readonly readPoolSettings: (pool: unknown) => unknown
}

/** What reads them in the project's construct. A project that deploys nothing does without. */
async function loadConstruct(project: string): Promise<Construct | undefined> {
  const { resolve } = createRequire(join(project, 'package.json'))
  try {
    const [context, settings] = ['context', 'pool-checks'].map(
      (file) => pathToFileURL(resolve(`@cognito-trigger-suite/cdk/internal/${file}`)).href,
    )
    return { ...(await import(context ?? '')), ...(await import(settings ?? '')) }
  } catch {
    return undefined
  }
}

/** The template that was synthesized last, against what it is made of. */
export async function checkTemplate(project: string, suiteFile: string): Promise<readonly Check[]> {
  const output = ownText(readProjectJson(project), 'output') ?? 'cdk.out'
  const folder = join(project, output)
  const names = existsSync(folder)
    ? (await readdir(folder)).filter((name) => name.endsWith('.template.json'))
    : []
  if (names.length === 0) return [note('template', `none in ${output}: \`npm run synth\` writes it.`)]
  const newest = await findNewest(project, suiteFile)
  return Promise.all(
    names.map((name) =>
      checkBy('template', async () => {
        const file = join(folder, name)
        const place = relative(project, file)
        const source = relative(project, newest)
        const isOld = statSync(file).mtimeMs < statSync(newest).mtimeMs
        if (isOld) return bad('template', `${place} is older than ${source}: run \`npm run synth\`.`)
        const policies = readPoolPolicies(await readFile(file, 'utf8'))
        return policies.includes('Delete')
          ? note(
              'template',
              `${place} removes its user pool with the stack: synthesize a stage such as -c stage=prod for people's accounts.`,
            )
          : good('template', `${place} is as new as the suite`)
      }),
    ),
  )
}

async function findNewest(project: string, suiteFile: string): Promise<string> {
  const entries = await readdir(dirname(suiteFile), { recursive: true, withFileTypes: true })
  const files = [
    join(project, 'cdk.json'),
    suiteFile,
    ...entries
      .filter(
        (entry) =>
          entry.isFile() && /\.[cm]?[jt]s$/.test(entry.name) && !entry.parentPath.includes('node_modules'),
      )
      .map((entry) => join(entry.parentPath, entry.name)),
  ].filter((file) => existsSync(file))
  return files.reduce(
    (newest, file) => (statSync(file).mtimeMs > statSync(newest).mtimeMs ? file : newest),
    suiteFile,
  )
}

function readPoolPolicies(template: string): readonly string[] {
  const resources = own(readJson(template), 'Resources')
  return Object.values(Object(resources))
    .filter((resource) => ownText(resource, 'Type') === 'AWS::Cognito::UserPool')
    .map((resource) => ownText(resource, 'DeletionPolicy') ?? 'Delete')
}

export function checkSender(plans: SuitePlans): Check {
  const placeholder = findPlaceholderSender(plans)
  return placeholder === undefined
    ? good('sender', plans.mailSenders.join(', ') || 'no mail is sent')
    : note('sender', `${placeholder} cannot be verified in SES: name an address of yours in the suite.`)
}

export function checkCallbacks(project: string): Check {
  const urls = own(readProjectContext(project)['pool'], 'callbackUrls')
  const named: readonly unknown[] = Array.isArray(urls) ? urls : ['http://localhost:3000/callback']
  const isLocal = named.every((url) => /^http:\/\/(?:localhost|127\.0\.0\.1|\[::1\])[:/]/.test(String(url)))
  return isLocal
    ? note('callbacks', `${named.join(', ')}: name those of your app in cdk.json, context.pool.callbackUrls.`)
    : good('callbacks', named.join(', '))
}
