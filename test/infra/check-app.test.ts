import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { endAfterAll } from '../support/end-after-all.ts'

const keep = endAfterAll()
const check = join(import.meta.dirname, '../../infra/check-app.mjs')

function start(...imports: readonly string[]) {
  const args = [...imports.flatMap((each) => ['--import', each]), '--eval', 'console.log("the app")']
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' })
  return { status, stdout, stderr }
}

test('an app with all that it needs is started', () => {
  expect(start(check)).toEqual({ status: 0, stdout: 'the app\n', stderr: '' })
})

test('an older Node is refused in one sentence before it reads the app', () => {
  const older =
    'data:text/javascript,Object.defineProperty(process,"version",{value:"v20.20.2",configurable:true})'

  expect(start(older, check)).toEqual({
    status: 1,
    stdout: '',
    stderr: 'Node 20.20.2 is too old: install Node 24, which AWS Lambda runs too, and try again.\n',
  })
})

test('a package that the app lacks is named in one sentence', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lacking-'))
  keep(() => rmSync(folder, { recursive: true, force: true }))
  for (const file of ['check-app.mjs', 'package.json']) cpSync(join(check, '..', file), join(folder, file))

  expect(start(join(folder, 'check-app.mjs'))).toEqual({
    status: 1,
    stdout: '',
    stderr: 'The app needs aws-cdk-lib, which is not installed: run `npm install aws-cdk-lib`.\n',
  })
})
