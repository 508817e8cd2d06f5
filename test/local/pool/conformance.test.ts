/** Nothing that the pool can do goes without a test: each operation is called by a client, each trigger source checked. */
import { readFileSync } from 'node:fs'
import { glob } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { operations } from '../../../local/pool/operations.ts'
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

test.each([...operations.keys()])('%s is called by a client', (name) => {
  const method = `${name[0]?.toLowerCase()}${name.slice(1)}`
  const calls = [`sdk.${method}(`, `.${method}({`, `new ${name}Command(`]

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
