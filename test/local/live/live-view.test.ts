/** Which lines of an edit the terminal shows. */
import { expect, test } from 'vitest'
import { createTeller } from '../../../local/live/live-view.ts'

const restart = 'the domain changed: restart npm start to have it.'

test('a line that the view before had is told once', () => {
  const tell = createTeller()

  expect(tell({ kind: 'runs', lines: ['a runs.'] })).toEqual(['a runs.'])
  expect(tell({ kind: 'runs', lines: ['a runs.', 'b was restarted.'] })).toEqual(['b was restarted.'])
})

test('an error is told at each save that has it', () => {
  const tell = createTeller()

  expect(tell({ kind: 'broken', lines: ['wrong'] })).toEqual(['wrong'])
  expect(tell({ kind: 'broken', lines: ['wrong'] })).toEqual(['wrong'])
})

test('a restart is told once, also over edits and errors after it, until nothing waits for it', () => {
  const tell = createTeller()

  expect(tell({ kind: 'restart', lines: [restart] })).toEqual([restart])
  expect(tell({ kind: 'restart', lines: ['a runs.', restart] })).toEqual(['a runs.'])
  expect(tell({ kind: 'broken', lines: ['wrong'] })).toEqual(['wrong'])
  expect(tell({ kind: 'restart', lines: ['b runs.', restart] })).toEqual(['b runs.'])
  expect(tell({ kind: 'runs', lines: ['What is saved runs.'] })).toEqual(['What is saved runs.'])
  expect(tell({ kind: 'restart', lines: [restart] })).toEqual([restart])
})
