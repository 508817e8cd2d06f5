/** Type-checks a suite and what it imports with the project's TypeScript, and remembers what was sound. */
import { existsSync } from 'node:fs'
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join, relative, resolve } from 'node:path'
import { findProject } from './project.ts'
import { startProgram } from './start-program.ts'
import { isKnownSound, keepProgress, progressOf, rememberSound } from './sound-suites.ts'

const project = findProject()
const machine = `${process.platform}-${process.arch}`

/** The most findings that are reported. */
const maxFindings = 5
/** The longest sentence of the compiler, in characters. */
const maxSentence = 300

export interface CheckOptions {
  /** Called with one sentence that says why the suite was not checked. */
  readonly onUnchecked: (why: string) => void
  readonly signal?: AbortSignal
  /**
   * The platform and processor whose compiler is used.
   *
   * @default this machine's, such as linux-x64
   */
  readonly platform?: string
}

/** Begins the check and returns its result as a promise, so that other work can go on meanwhile. `stop` ends it early,
 * and waits until its processes have ended. */
export function beginCheck(
  file: string,
  onUnchecked: CheckOptions['onUnchecked'],
): { readonly sound: Promise<void>; readonly stop: () => Promise<void> } {
  const ending = new AbortController()
  const sound = checkSuite(file, { onUnchecked, signal: ending.signal })
  // The caller gets the error only when it waits. Until then other work may fail first with a clearer error.
  sound.catch(() => {})
  const stop = async (): Promise<void> => {
    ending.abort()
    await Promise.allSettled([sound])
  }
  return { sound, stop }
}

/**
 * Resolves when the suite's types are sound, or cannot be checked here.
 *
 * @throws Error with file, line and sentence of each finding
 */
export async function checkSuite(file: string, options: CheckOptions): Promise<void> {
  const { onUnchecked, signal, platform = machine } = options
  if (await isKnownSound(file)) return
  const compiler = findCompiler(platform)
  if (compiler === undefined) {
    return onUnchecked(
      `The types of ${relative(process.cwd(), file)} are not checked: TypeScript 7 is not installed here for ` +
        `${platform}, which \`npm install --save-dev typescript\` brings.`,
    )
  }
  const sinceMs = Date.now()
  const { isSound, lines } = await compile(compiler, file, signal)
  if (signal?.aborted === true) return
  if (isSound) {
    return rememberSound(
      file,
      lines.filter((line) => existsSync(line)),
      sinceMs,
    )
  }
  const findings = lines.flatMap(readFinding)
  // A compiler that fails without a finding says nothing about the suite.
  if (findings.length === 0)
    return onUnchecked(`The types are not checked: the compiler ended with "${describeEnd(lines)}".`)
  const left = findings.length - maxFindings
  throw new Error([...findings.slice(0, maxFindings), ...(left > 0 ? [`And ${left} more.`] : [])].join('\n'))
}

/** The compiler itself, not its start script, so that ending this process ends the compiler. */
export function findCompiler(platform: string = machine): string | undefined {
  try {
    const typescript = createRequire(join(project, 'package.json')).resolve('typescript/package.json')
    const native = `@typescript/typescript-${platform}/package.json`
    const folder = dirname(createRequire(typescript).resolve(native))
    const program = join(folder, 'lib', process.platform === 'win32' ? 'tsc.exe' : 'tsc')
    return existsSync(program) ? program : undefined
  } catch {
    return undefined
  }
}

/** The compiler's own sentence without a line, when it has one. */
function describeEnd(lines: readonly string[]): string {
  const [sentence] = lines.flatMap((line) => /^error TS\d+: (.*)$/.exec(line)?.[1] ?? [])
  return (sentence ?? lines.at(-1) ?? '').slice(0, maxSentence)
}

async function compile(
  compiler: string,
  file: string,
  signal: AbortSignal | undefined,
): Promise<{ readonly isSound: boolean; readonly lines: readonly string[] }> {
  const directory = await mkdtemp(join(tmpdir(), 'suite-types-'))
  try {
    // The compiler checks anew what is other than in its own record of the last check. Each check has a copy, since two
    // may run at once, or be ended.
    const progress = join(directory, 'progress.json')
    await copyFile(progressOf(file), progress).catch(() => {})
    const ofTeam = join(project, 'tsconfig.json')
    const settings = {
      ...(existsSync(ofTeam) ? { extends: ofTeam } : {}),
      compilerOptions: {
        ...(existsSync(ofTeam) ? {} : strict),
        // A workspace has its packages in a folder above.
        typeRoots: foldersAbove(project).map((folder) => join(folder, 'node_modules/@types')),
        noEmit: true,
        composite: false,
        incremental: true,
        tsBuildInfoFile: progress,
        allowImportingTsExtensions: true,
        // A suite is a module wherever it lies, as for Node, whatever the nearest package.json says.
        module: 'preserve',
        moduleResolution: 'bundler',
        ...(isJavaScript(file) ? ofJavaScript : {}),
      },
      files: [resolve(file)],
      include: [],
      exclude: [],
    }
    await writeFile(join(directory, 'tsconfig.json'), JSON.stringify(settings))
    const flags = ['-p', directory, '--pretty', 'false', '--listFiles']
    const limits = {
      cwd: project,
      maxBuffer: 64 * 1_024 * 1_024,
      ...(signal === undefined ? {} : { signal }),
    }
    const { error, stdout, stderr } = await startProgram(compiler, flags, limits).ended
    if (signal?.aborted !== true) await keepProgress(file, progress)
    const lines = `${stdout}\n${stderr}`.split('\n').filter((line) => line.trim() !== '')
    return { isSound: error === null, lines: error === null ? lines : [...lines, error.message] }
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}

/** With the folder itself. */
function foldersAbove(folder: string): readonly string[] {
  const parent = dirname(folder)
  return parent === folder ? [folder] : [folder, ...foldersAbove(parent)]
}

/** For a project without settings of its own. */
const strict = {
  target: 'es2025',
  lib: ['es2025'],
  types: ['node'],
  strict: true,
  noUncheckedIndexedAccess: true,
  skipLibCheck: true,
}

/** A suite in JavaScript is checked as far as its types can be inferred: its calls are typed, its own parameters are not. */
const ofJavaScript = { allowJs: true, checkJs: true, noImplicitAny: false, noUncheckedIndexedAccess: false }

function isJavaScript(file: string): boolean {
  return /\.m?js$/.test(file)
}

/** `file(line,column): error TS2353: sentence` in readable form, without the further lines that explain. */
function readFinding(line: string): readonly string[] {
  const [, file, row, sentence] = /^(.+?)\((\d+),\d+\): error TS\d+: (.*)$/.exec(line) ?? []
  if (file === undefined || row === undefined || sentence === undefined) return []
  const shown = sentence.length > maxSentence ? `${sentence.slice(0, maxSentence)}…` : sentence
  return [`${relative(process.cwd(), resolve(project, file))}:${row} does not type-check: ${shown}`]
}
