/** The commands of the page about live editing are ones that `npm start` takes; test/e2e runs what they do. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readStartOptions } from '../../local/options.ts'

const page = await readFile(join(import.meta.dirname, '../../docs/recipes/live-editing.md'), 'utf8')

test('each command is taken', () => {
  const commands = [...page.matchAll(/^npm start(?: -- ([^#\n]*))?/gm)].map(([, args = '']) =>
    args.split(' ').filter((arg) => arg !== ''),
  )

  expect(commands.map((args) => readStartOptions(args))).toMatchObject([
    { watches: true, data: undefined },
    { watches: false, data: undefined },
    { watches: true, data: '.local/data' },
  ])
})
