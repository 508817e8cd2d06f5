/** Starts a user pool with triggers on this machine, for the tests of an app or of the triggers. */
import { mkdtemp, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import {
  checkOptions,
  optional,
  required,
  shape,
  valueThat,
} from '@cognito-trigger-suite/triggers/internal/core/options/check'
import { either, list, record } from '@cognito-trigger-suite/triggers/internal/core/options/collections'
import { suggest } from '@cognito-trigger-suite/triggers/internal/core/options/nearest'
import { text, whole } from '@cognito-trigger-suite/triggers/internal/core/options/values'
import { type Fault, readFault } from './faults/fault.ts'
import { type Fidelity, fidelityShape, readFidelity } from './fidelity.ts'
import type { Message } from './stand-ins/mailbox.ts'
import { changePool, type PoolProperties } from './own/change-pool.ts'
import { prepareTemplate, prepareTriggers } from './own/prepare-own.ts'
import { poolShape } from './own/pool-shape.ts'
import { demandKnownTargets } from './template/read-functions.ts'
import type { TriggerFiles } from './own/trigger-files.ts'
import type { SeedUser } from './pool/users/seed-users.ts'
import type { StackOptions } from './stack-options.ts'
import { type LocalStack, startStack } from './stack.ts'
import type { StackDetails } from './details-file.ts'
import type { StackModel } from './template/stack-model.ts'

export type { Fault, Fidelity, Message, PoolProperties, SeedUser, StackDetails, TriggerFiles }

/** Exactly one of `suite`, `template` and `triggers`. Paths are relative to the working directory. */
export interface LocalStackOptions extends Pick<StackOptions, 'attempts' | 'origins'> {
  /** The file of a suite: it is built and synthesized, as `npm start` does. */
  readonly suite?: string
  /** A CloudFormation template in JSON with one user pool, such as `cdk.out/Auth.template.json`. Code of functions is an
   * asset of the CDK beside it, a folder as a path (`"Code": "./pre-sign-up"`), or text (`ZipFile`). */
  readonly template?: string
  /** A folder of handlers, a file each that is named like its trigger (`pre-sign-up.js`, `PreSignUp.mjs`, `preSignUp.ts`),
   * or a file for each trigger. */
  readonly triggers?: TriggerFiles
  /** Variables of the handlers of `triggers`. */
  readonly environment?: Readonly<Record<string, string>>
  /** Settings that replace those of the pool, as CloudFormation writes them. */
  readonly pool?: PoolProperties
  /** Users that are there from the start. */
  readonly users?: readonly SeedUser[]
  /** How the pool behaves where no document says how AWS does: switches, or the file that has them. */
  readonly fidelity?: string | Fidelity
  /** The console's port; the services take the three after it. Default 0, which picks free ones. */
  readonly port?: number
}

export interface RunningStack extends AsyncDisposable {
  /** Endpoints, pool, clients and issuer. */
  readonly details: StackDetails
  /** The app clients by their names. */
  readonly clients: Readonly<Record<string, { readonly clientId: string; readonly clientSecret?: string }>>
  /** What was sent to an address, or to all, newest first. */
  readonly mailbox: (to?: string) => readonly Message[]
  readonly faults: Faults
  /** What has no effect here, in a sentence or by its name: settings of the template, files of triggers. */
  readonly notes: readonly string[]
  /** Ends it; no process is left. */
  readonly close: () => Promise<void>
}

export interface Faults {
  /** The dependencies that can have one: `table`, `mail` and so on. */
  readonly names: () => readonly string[]
  /** Puts a fault on a dependency, or takes it off.
   * @throws TypeError that names the nearest when there is no such dependency */
  readonly set: (name: string, fault: Fault | null) => void
  /** Takes off all. */
  readonly clear: () => void
}

/** It may be empty. */
const anyText = valueThat('a text', (value) => typeof value === 'string')

const user = shape<SeedUser>({
  username: text(),
  password: optional(text()),
  attributes: optional(record(anyText)),
  groups: optional(list(text(), 0)),
  sub: optional(text()),
})

/** @throws Error with one sentence when the options, a file or a handler is not as it must be; nothing is left running */
export async function startLocalStack(options: LocalStackOptions): Promise<RunningStack> {
  checkOptions<LocalStackOptions>('startLocalStack', options, {
    suite: optional(text('the path of a suite')),
    template: optional(text('the path of a template')),
    triggers: optional(either({ text: text('a folder'), object: record(text('a file')) })),
    environment: optional(record(anyText)),
    pool: optional(poolShape),
    users: optional(list(user, 0)),
    port: optional(whole(0, 65_532)),
    attempts: optional(whole(1, 5)),
    fidelity: optional(either({ text: text('a file'), object: fidelityShape })),
    origins: optional(
      record(
        required('a text, or undefined', (value, at) => {
          if (value !== undefined) anyText.test(value, at)
        }),
      ),
    ),
  })
  demandOneSource(options)
  const { fidelity: given = {} } = options
  const fidelity = typeof given === 'string' ? readFidelity(given) : given
  const scratch = await realpath(await mkdtemp(join(tmpdir(), 'local-stack-')))
  const removeScratch = (): Promise<void> => rm(scratch, { recursive: true, force: true })
  try {
    const model = changePool(await prepare(options, scratch), options.pool)
    demandKnownTargets(model)
    const { port = 0, attempts, origins, users = [] } = options
    const stack = await startStack({
      model,
      port,
      seedUsers: users,
      fidelity,
      ...(attempts !== undefined && { attempts }),
      ...(origins !== undefined && { origins }),
    })
    return describeRunning(stack, model, async () => {
      await stack.close()
      await removeScratch()
    })
  } catch (error) {
    await removeScratch()
    throw error
  }
}

async function prepare(options: LocalStackOptions, scratch: string): Promise<StackModel> {
  const { suite, template, triggers, environment = {} } = options
  if (template !== undefined) return prepareTemplate(template, { scratch })
  if (triggers !== undefined) return prepareTriggers(triggers, { scratch, environment })
  // The build needs modules that hand-written triggers do without.
  const { prepareStack } = await import('./prepare-stack.ts')
  const directories = { directory: scratch, bundleDirectory: join(scratch, 'bundles') }
  return (await prepareStack({ ...directories, suiteFile: resolve(suite ?? '') })).model
}

function describeRunning(stack: LocalStack, model: StackModel, end: () => Promise<void>): RunningStack {
  const { details, mailbox, notSimulated, missing } = stack
  let ended: Promise<void> | undefined
  const close = (): Promise<void> => (ended ??= end())
  const clear = (): void => {
    for (const name of stack.faultNames()) stack.setFault(name, null)
  }
  return {
    details,
    clients: Object.fromEntries(
      model.clients.map(({ name, clientId, clientSecret }) => [
        name,
        clientSecret === undefined ? { clientId } : { clientId, clientSecret },
      ]),
    ),
    mailbox: (to) => mailbox.messages(to),
    faults: {
      names: stack.faultNames,
      set(name, fault) {
        const names = stack.faultNames()
        if (!names.includes(name)) {
          throw new TypeError(
            `There is no dependency ${name}${suggest(name, names) || `: there are ${names.join(', ')}`}`,
          )
        }
        const reading = readFault(name, fault)
        if (!reading.ok) throw new TypeError(reading.problem)
        stack.setFault(name, reading.fault)
      },
      clear,
    },
    notes: [...notSimulated, ...missing],
    close,
    [Symbol.asyncDispose]: close,
  }
}

function demandOneSource(options: LocalStackOptions): void {
  const sources = (['suite', 'template', 'triggers'] as const).filter((name) => options[name] !== undefined)
  if (sources.length === 1) return
  const given = sources.length === 0 ? 'none' : sources.join(' and ')
  throw new TypeError(`startLocalStack takes one of suite, template and triggers, not ${given}.`)
}
