/** Notices when AWS's runtime client changes the private file and functions that the sandbox answers in its place. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { expect, test } from 'vitest'
import { runtimeClientPath } from '../../../local/lambda/sandbox/sandbox-process.ts'

const source = readFileSync(runtimeClientPath, 'utf8')

test('the runtime client is the version that the stand-in was written for', () => {
  const require = createRequire(import.meta.url)

  const { version } = JSON.parse(readFileSync(require.resolve('aws-lambda-ric/package.json'), 'utf8'))

  expect(version).toBe('4.0.2')
})

test('the runtime client asks for its native part once, by the name that the sandbox answers', () => {
  const asked = source.match(/[A-Za-z]+\("\.\/rapid-client\.node"\)/g)

  expect(asked).toEqual(['cjsRequire("./rapid-client.node")'])
})

test('the runtime client uses the three functions of its native part and no others', () => {
  const used = [...source.matchAll(/this\.nativeClient\.(\w+)\(([^;]*)\);/g)].map(
    ([, name, parameters]) => `${name}(${parameters})`,
  )

  expect(used).toEqual([
    'next()',
    'done(encodeURIComponent(id), bodyString)',
    'error(encodeURIComponent(id), bodyString, xrayString)',
  ])
})
