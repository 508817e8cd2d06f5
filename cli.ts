/** The command line of the suite: `npm run cli -- <command>`. */
import { keepCompiledCode } from './scripts/compile-cache.ts'

keepCompiledCode()
// Imported after that, since only what is loaded from then on is kept.
const { runCli } = await import('./cli/program.ts')
const { systemClock } = await import('./triggers/core/deadline.ts')
const { env, stdin, stdout, stderr } = process

// A reader such as `head` may leave early; that is no error of ours.
stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit()
  throw error
})

const exitCode = await runCli(process.argv.slice(2), {
  stdin,
  stdout,
  stderr,
  env,
  // npm runs scripts in the folder of package.json; paths are meant from where the person is.
  directory: env['npm_lifecycle_event'] === 'cli' ? (env['INIT_CWD'] ?? process.cwd()) : process.cwd(),
  clock: systemClock,
  random: Math.random,
})
// What a suite has left running keeps nobody waiting; what was written is read first.
stdout.write('', () => stderr.write('', () => process.exit(exitCode)))
