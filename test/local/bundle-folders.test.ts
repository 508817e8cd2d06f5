/** The folders in which starts keep their bundles. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { takeBundleFolder } from '../../local/bundle-folders.ts'
import { readStartOptions } from '../../local/options.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

test('a start removes what killed starts left, and nothing of those that run or of others', async () => {
  const directory = await temporaryFolder()
  const child = spawn(process.execPath, ['-e', ''])
  await once(child, 'exit')
  const kept = [String(process.pid), `${process.pid}-Ab12cd`, 'triggers', '7x', 'meta-7']
  for (const name of [...kept, String(child.pid), `${child.pid}-Ab12cd`])
    await mkdir(join(directory, 'dist', name), { recursive: true })

  expect(await takeBundleFolder(directory, 1)).toBe(join(directory, 'dist', '1'))

  expect((await readdir(join(directory, 'dist'))).sort()).toEqual([...kept].sort())
})

test.each(['1e3', '0x10', ' 5', '+5', '1_0', '5.0', '٣'])(
  'the port %j is no plain number, and refused',
  (text) => {
    expect(() => readStartOptions(['--port', text])).toThrow(
      `--port takes a whole number from 0 to 65532, not '${text}'`,
    )
  },
)

test.each(['port', 'attempts', 'directory', 'data'])('--%s, given twice, is refused', (name) => {
  expect(() => readStartOptions([`--${name}`, '1', `--${name}=2`])).toThrow(
    `--${name} is given more than once: see`,
  )
})

test.each(['', '  ', '--no-open'])('the folder %j, which names none, is refused', (text) => {
  expect(() => readStartOptions([`--directory=${text}`])).toThrow(
    `--directory takes the name of a folder, not '${text}': see `,
  )
})

test.each(['--port', '--attempts'])('%s with a number below 0 is refused as such', (name) => {
  expect(() => readStartOptions([name, '-1'])).toThrow(/ takes a whole number from [01] to \d+, not '-1'/)
})

test.each([[['--port']], [['--port', '--no-open']]])('%j, an option without its value, is told', (args) => {
  expect(() => readStartOptions(args)).toThrow('--port is given no value: see ')
})
