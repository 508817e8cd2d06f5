import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readFidelity, switches } from '../../../local/fidelity.ts'
import { readStartOptions } from '../../../local/options.ts'
import { type LocalStackOptions, startLocalStack } from '../../../local/start-local-stack.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

async function write(content: unknown): Promise<string> {
  const folder = await temporaryFolder()
  const file = join(folder, 'fidelity.json')
  await writeFile(file, JSON.stringify(content))
  return file
}

test.each(Object.entries(switches).flatMap(([name, settings]) => settings.map((each) => ({ [name]: each }))))(
  'the file of switches may say %j',
  async (given) => {
    const file = await write(given)

    expect(readFidelity(file)).toEqual(given)
    expect(readStartOptions(['--fidelity', file])).toMatchObject({ fidelity: given })
  },
)

test.each([
  [{ preTokenAs: 'sign-in' }, 'preTokenAs is no option: did you mean preTokenAt?'],
  [{ preTokenAt: 'sign-on' }, "preTokenAt must be 'sign-in' or 'token-endpoint', not 'sign-on'"],
  [{ attempts: 6 }, 'a whole number from 1 to 5'],
  [{ attempts: '3' }, 'a whole number from 1 to 5'],
  [[], 'holds no JSON object'],
])('%j is refused by command and function alike', async (given, sentence) => {
  const file = await write(given)

  expect(() => readStartOptions(['--fidelity', file])).toThrow(sentence)
  await expect(startLocalStack({ triggers: 'test/local/own/plain', fidelity: file })).rejects.toThrow(
    sentence,
  )
})

test('startLocalStack refuses a setting that is no setting', async () => {
  const options: LocalStackOptions = { triggers: 'x', fidelity: JSON.parse('{ "linkingSignIn": "maybe" }') }

  await expect(startLocalStack(options)).rejects.toThrow(
    "fidelity.linkingSignIn must be 'fails' or 'succeeds', not 'maybe'",
  )
})
