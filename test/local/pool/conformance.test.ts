/** Nothing that the pool can do goes without a test: each operation is called by a client, each trigger source checked. */
import { readdirSync, readFileSync } from 'node:fs'
import { glob } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import {
  postConfirmationSources,
  preSignUpSources,
  preTokenGenerationSources,
} from '../../../triggers/events/sources.ts'

const root = join(import.meta.dirname, '../../..')
const files: string[] = []
for await (const file of glob('test/{local,clients,journeys}/**/*.ts', { cwd: root }))
  if (file !== 'test/local/pool/conformance.test.ts') files.push(file)
const texts = files.map((file) => readFileSync(join(root, file), 'utf8'))

const operations = readdirSync(join(root, 'local/pool/operations')).map((file) => {
  const name = file.replace('.ts', '').replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase())
  return name
})

test.each(operations)('%s is called by a client', (name) => {
  const command = `new ${name[0]?.toUpperCase()}${name.slice(1)}Command(`
  const calls = [`sdk.${name}(`, `.${name}({`, command]

  expect(texts.filter((text) => calls.some((call) => text.includes(call)))).not.toEqual([])
})

/** The pool remembers no devices: docs/local-fidelity.md. */
const withoutDevices = preTokenGenerationSources.filter(
  (source) => source !== 'TokenGeneration_AuthenticateDevice',
)

test.each([...preSignUpSources, ...postConfirmationSources, ...withoutDevices])(
  'the event of %s is checked',
  (source) => {
    expect(texts.filter((text) => text.includes(source))).not.toEqual([])
  },
)
