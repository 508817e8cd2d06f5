import { describe, expect, test } from 'vitest'
import { exitCodes, exitCodeTexts } from '../../cli/exit-codes.ts'
import { runCli } from '../../cli/program.ts'
import { systemClock } from '../../triggers/core/deadline.ts'
import { runInside, runProcess } from './cli-process.ts'
import { expectGolden } from './golden.ts'

const commandNames = ['invoke', 'events', 'simulate', 'explain', 'diff', 'invitations']

/** Runs on a terminal of that width, with what the terminal says of its colours. */
const runOnTerminal = async (args: readonly string[], hasColors: boolean): Promise<string> => {
  let written = ''
  const terminal = {
    isTTY: true,
    columns: 80,
    write: (chunk: string) => (written += chunk),
    hasColors: () => hasColors,
  }
  await runCli(args, {
    stdin: (async function* () {})(),
    stdout: terminal,
    stderr: { write: () => {} },
    env: {},
    directory: '/',
    clock: systemClock,
    random: () => 0,
  })
  return written
}

describe('help', () => {
  test('names the commands, examples and exit codes', async () => {
    const ran = await runProcess(['--help'])

    await expectGolden('help', ran)
    expect(ran).toMatchObject({ exitCode: 0, stderr: '' })
  })

  test.each(commandNames)('of %s has an example and every exit code', async (command) => {
    const ran = await runInside([command, '--help'])

    expect(ran).toMatchObject({ exitCode: 0, stderr: '' })
    expect(ran.stdout).toContain(`Examples:\n  cts ${command} `)
    for (const [name, text] of Object.entries(exitCodeTexts)) {
      expect(ran.stdout).toContain(
        `${String(Object.entries(exitCodes).find(([key]) => key === name)?.[1]).padEnd(4)}${text}`,
      )
    }
    expect(ran.stdout).toContain('--json')
  })

  test('is what a call without a command gets, which is a wrong call', async () => {
    const ran = await runInside([])

    expect(ran.stdout).toMatch(/^Usage: cts <command>/)
    expect(ran.exitCode).toBe(64)
  })

  test('is one JSON document too when asked', async () => {
    const ran = await runInside(['--help', '--json'])

    expect(JSON.parse(ran.stdout)).toMatchObject({ help: expect.stringMatching(/^Usage:/) })
  })
})

describe('a wrong call', () => {
  test('of a command that there is not is one sentence that names the nearest', async () => {
    const ran = await runProcess(['simulat', 'sign-up'])

    expect(ran).toMatchObject({
      exitCode: 64,
      stdout: '',
      stderr: "Unknown command 'simulat' (Did you mean simulate?): see `cts --help`.\n",
    })
  })

  test('is a JSON document when asked, before or after the command', async () => {
    const runs = await Promise.all([
      runInside(['--json', 'explain', 'nobody']),
      runInside(['explain', 'nobody', '--json']),
    ])

    for (const ran of runs) expect(JSON.parse(ran.stdout)).toMatchObject({ error: { exitCode: 64 } })
  })

  test.each([
    ['--suite', ['explain', 'sign-up', '--suite', 'a.ts', '--suite', 'b.ts']],
    ['--stack', ['--stack', 'a', 'faults', '--stack=b']],
    ['--attempts', ['simulate', 'sign-up', '--attempts', '1', '--attempts', '2']],
    ['--pool', ['erase', 'a', '--pool', 'a', '--pool', 'b']],
  ])('of %s, given twice, says so', async (option, args) => {
    expect(await runInside(args)).toMatchObject({
      exitCode: 64,
      stderr: `${option} is given more than once: give it one value.\n`,
    })
  })

  test('names the help of the command inside of a command', async () => {
    expect((await runInside(['domains', 'add', 'moon', 'example.com'])).stderr).toContain(
      'see `cts domains add --help`.',
    )
    expect((await runInside(['domains', 'moon'])).stderr).toContain('see `cts domains --help`.')
  })

  test('has no stack trace', async () => {
    const ran = await runInside(['explain', 'one', 'two'])

    expect(ran.stderr).toBe(
      "Too many arguments for 'explain', expected 1 argument but got 2: one, two: see `cts explain --help`.\n",
    )
  })
})

describe('colour', () => {
  const escape = '\u001B['

  test('is there on a terminal that has it', async () => {
    expect(await runOnTerminal(['events', 'list'], true)).toContain(escape)
  })

  test('is not there where the terminal or NO_COLOR forbids it, and not in a pipe', async () => {
    expect(await runOnTerminal(['events', 'list'], false)).not.toContain(escape)
    expect((await runInside(['events', 'list'])).stdout).not.toContain(escape)
    expect((await runInside(['--help'])).stdout).not.toContain(escape)
  })

  test('is never in JSON', async () => {
    expect(await runOnTerminal(['events', 'list', '--json'], true)).not.toContain(escape)
  })
})
