/** The golden events of the authorizers are read as what they are. */
import { globSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { expect, test } from 'vitest'
import { readAuthorizerEvent } from '../../../../callers/guards/api-authorizer.ts'

const folder = join(import.meta.dirname, '../../../../callers/golden/api-authorizer')

test.each([
  ['http-api.1.0', 'http-api', '1.0'],
  ['http-api.2.0', 'http-api', '2.0'],
  ['rest-api.request', 'rest-api', 'REQUEST'],
  ['rest-api.token', 'rest-api', 'TOKEN'],
])('%s', (name, source, version) => {
  const file: unknown = JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8'))
  const parsed = readAuthorizerEvent(Object(file).event ?? file)

  expect(parsed).toMatchObject({
    kind: 'event',
    event: { source, version, stageArn: expect.stringMatching(/\/$/), token: expect.any(String) },
  })
})

test('there is no other', () => {
  expect(globSync(join(folder, '*.json')).map((file) => basename(file))).toHaveLength(4)
})
