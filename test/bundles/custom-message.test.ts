/** The bundle of custom message, with every standard message. */
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { beforeAll, expect, test } from 'vitest'
import { buildTriggers } from '../../triggers/build/build.ts'
import { isObject } from '../../triggers/core/json.ts'

let meta: string
let code: string
beforeAll(async () => {
  const directory = await mkdtemp(join(tmpdir(), 'custom-message-'))
  const dist = join(directory, 'dist')
  const suiteFile = join(import.meta.dirname, '../suites/custom-message.ts')
  await buildTriggers(dist, { suiteFile, acceptsSuite: false })
  code = await readFile(join(dist, 'triggers/custom-message/index.mjs'), 'utf8')
  meta = await readFile(join(dist, 'meta/custom-message.json'), 'utf8')
  return () => rm(directory, { recursive: true })
})

test('it is at most 24 KB, 10 KB compressed', () => {
  expect(code.length).toBeLessThan(24_576)
  expect(gzipSync(code).length).toBeLessThan(10_240)
})

test('it holds no package, no adapter and no check of options', () => {
  const found: unknown = JSON.parse(meta)
  const outputs = isObject(found) && isObject(found['outputs']) ? Object.values(found['outputs']) : []
  const files = outputs.flatMap((output) =>
    isObject(output) && isObject(output['inputs']) ? Object.entries(output['inputs']) : [],
  )
  const held = files.flatMap(([path, input]) =>
    isObject(input) && Number(input['bytesInOutput']) > 0 ? [path] : [],
  )

  expect(held).toContain('triggers/custom-message/render.ts')
  expect(held.filter((path) => /node_modules|\/adapters\/|\/options/.test(path))).toEqual([])
})
