import { mkdirSync, utimesSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { isOutdated } from '../../cli/simulate/bundle-age.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const directory = await temporaryFolder(afterAll)

const write = (path: string, changedAtS: number): void => {
  const file = join(directory, path)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, '')
  utimesSync(file, changedAtS, changedAtS)
}

test('bundles are outdated when any source was changed after the oldest of them', () => {
  write('dist/a/index.mjs', 200)
  write('dist/b/index.mjs', 300)
  write('triggers/core/step.ts', 100)

  const before = isOutdated(join(directory, 'dist'), join(directory, 'triggers'))
  write('triggers/core/step.ts', 250)
  const after = isOutdated(join(directory, 'dist'), join(directory, 'triggers'))

  expect([before, after]).toEqual([false, true])
})
