/** Builds the Lambda bundles: `dist/triggers/<function>/index.mjs`, and the sources of each in `dist/meta`. */
import { mkdir, mkdtemp, readdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join, relative, resolve } from 'node:path'
import { isObject, type RawObject } from '../core/json.ts'
import { acceptSuite } from './accept-suite.ts'
import { bundleInto } from './bundle.ts'
import { bundleBudgets, type BundleBudgets, type BuiltBundle, requireWithinBudget } from './bundle-budget.ts'
import { beginCheck } from './check-suite.ts'
import { describeForeignEsbuild, loadEsbuild } from './load-esbuild.ts'
import { findOtherCopy } from './one-copy.ts'
import { findProject } from './project.ts'
import { findSuiteFile } from './suite-file.ts'
import type { SuitePlans } from './suite-plans.ts'

const project = findProject()

type Esbuild = Awaited<ReturnType<typeof loadEsbuild>>

// Esbuild and the compiler are written in Go. Their garbage collection would cost half of a build's time, and the build
// ends before their memory matters.
process.env['GOGC'] ??= 'off'
process.env['GOMEMLIMIT'] ??= '1GiB'

export interface BuildOptions {
  /**
   * The file in place of `triggers/suite.ts`, such as the configuration of another pool.
   *
   * @default the file in SUITE_FILE, or else triggers/suite.ts
   */
  readonly suiteFile?: string
  /**
   * Whether the suite is loaded with the checks of its options. False only for a caller that loads it itself, such as
   * a synthesis.
   *
   * @default true
   */
  readonly acceptsSuite?: boolean
  /**
   * Whether the types of the suite are checked too. This takes seconds after a change.
   *
   * @default false
   */
  readonly checksTypes?: boolean
  /** How large each bundle may be.
   *
   * @default the usual sizes, which are not the team's in cdk.json */
  readonly budgets?: BundleBudgets
  /** Ends the build at once, and every other build of this process. */
  readonly signal?: AbortSignal
}

/** The number of running builds in this process. */
let running = 0

/** Builds every function into `directory`. The directory changes only after all of them built. Esbuild's service, some
 * hundred megabytes, ends with the last build. Returns the size and the budget of each.
 * @throws Error with one sentence for each place that does not build, for the refused option, or for a bundle that is over
 * its budget. */
export async function buildTriggers(
  directory: string,
  options: BuildOptions = {},
): Promise<readonly BuiltBundle[]> {
  const suiteFile = resolve(options.suiteFile ?? findSuiteFile())
  const fault = findOtherCopy(suiteFile)
  if (fault !== undefined) throw new TypeError(`${relative(process.cwd(), suiteFile)} ${fault}`)
  const esbuild = await loadEsbuild()
  await mkdir(dirname(directory), { recursive: true })
  const fresh = await mkdtemp(`${directory}-`)
  running += 1
  let types: ReturnType<typeof beginCheck> | undefined
  try {
    if (options.checksTypes === true) types = beginCheck(suiteFile, tellUnchecked)
    const accepted = options.acceptsSuite === false ? Promise.resolve(undefined) : acceptSuite(suiteFile)
    // A file that does not build is reported first, since esbuild knows the place.
    accepted.catch(() => {})
    await unlessAborted(bundleInto(esbuild, fresh, suiteFile), esbuild, options.signal)
    const plans = await accepted
    if (plans !== undefined) await writePlans(fresh, suiteFile, plans)
    await types?.sound
    const sizes = await measure(fresh, options.budgets ?? bundleBudgets())
    await rm(directory, { recursive: true, force: true })
    await rename(fresh, directory)
    return sizes
  } catch (error) {
    await rm(fresh, { recursive: true, force: true })
    throw new Error(describeFailure(error), { cause: error })
  } finally {
    await types?.stop()
    running -= 1
    if (running === 0) await esbuild.stop()
  }
}

async function measure(directory: string, budgets: BundleBudgets): Promise<readonly BuiltBundle[]> {
  const sizes: BuiltBundle[] = []
  for (const name of await readdir(join(directory, 'triggers'))) {
    const { size: bytes } = await stat(join(directory, 'triggers', name, 'index.mjs'))
    const budgetBytes = budgets.get(name) ?? 0
    requireWithinBudget(name, bytes, budgetBytes)
    sizes.push({ name, bytes, budgetBytes })
  }
  return sizes
}

/** Esbuild cannot end a single build, and never answers the builds that it was stopped in. */
async function unlessAborted(bundled: Promise<void>, esbuild: Esbuild, signal?: AbortSignal): Promise<void> {
  if (signal === undefined) return bundled
  const { promise: aborted, reject } = Promise.withResolvers<never>()
  const end = (): void => {
    void esbuild.stop()
    reject(new Error('The build was ended.'))
  }
  if (signal.aborted) end()
  signal.addEventListener('abort', end, { once: true })
  await Promise.race([bundled, aborted]).finally(() => signal.removeEventListener('abort', end))
}

function tellUnchecked(why: string): void {
  process.stderr.write(`${why}\n`)
}

/** Esbuild's findings, one sentence for each place. */
function describeFailure(error: unknown): string {
  const errors: unknown = isObject(error) ? error['errors'] : undefined
  const found = Array.isArray(errors) ? errors.filter(isObject) : []
  const places = found.map(describePlace)
  const message = error instanceof Error ? error.message : String(error)
  return places.length > 0 ? places.join('\n') : (describeForeignEsbuild(message) ?? message)
}

function describePlace({ location, text }: RawObject): string {
  if (!isObject(location)) return `The triggers do not build: ${String(text)}.`
  return `${String(location['file'])}:${String(location['line'])} does not build: ${String(text)}.`
}

/** The synthesis reads them beside the bundles: what is deployed and what it may call come from one suite. */
export async function writePlans(directory: string, suiteFile: string, plans: SuitePlans): Promise<void> {
  await mkdir(join(directory, 'meta'), { recursive: true })
  const suite = relative(project, resolve(suiteFile))
  await writeFile(join(directory, 'meta', 'plans.json'), JSON.stringify({ suite, plans }))
}
