/** The fault matrix holds what it promises, and its page is up to date. */
import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, test } from 'vitest'
import { faultMatrixFile } from '../../scripts/fault-matrix.ts'
import { mark } from './happenings.ts'
import { type LastingRow, runLasting } from './lasting.ts'
import { type Cell, dependencies, effectColumns, isOnce, renderMatrix, runMatrix } from './matrix.ts'

/** The timeout of the function, under Cognito's 5 s. */
const functionTimeoutMs = 4_000

/** The table has three beginnings of its trouble, mail two faults of its own; the others have as many as faults and calls. */
const cellsOf: Readonly<Record<string, number>> = { table: 119, mail: 63 }

let cells: readonly Cell[]
let lasting: readonly LastingRow[]
beforeAll(async () => {
  cells = await runMatrix()
  lasting = await runLasting()
})

describe.each(dependencies)('while %s fails', (dependency) => {
  const ofDependency = (): readonly Cell[] => cells.filter((cell) => cell.dependency === dependency)

  test('every call of Cognito is answered within its limit, and never with an error', () => {
    expect(ofDependency()).toHaveLength(cellsOf[dependency] ?? 49)
    for (const { aftermath } of ofDependency()) {
      expect(aftermath.slowestAnswerMs).toBeLessThan(functionTimeoutMs)
      expect(aftermath.refused).toBe(0)
    }
  })

  test('every user is provisioned afterwards', () => {
    expect(ofDependency().filter(({ aftermath }) => aftermath.provisionedAtMs === undefined)).toEqual([])
  })

  test('every effect happens as often as it declares', () => {
    for (const cell of ofDependency()) {
      for (const column of effectColumns) {
        expect(
          column.allowed,
          `${column.title}, ${cell.fault}, ${cell.calls.count} ${cell.calls.order}`,
        ).toContain(column.count(cell.aftermath))
      }
    }
  })

  test('all that is sent for one user carries one idempotency key for each effect', () => {
    for (const { aftermath } of ofDependency()) {
      for (const keys of [aftermath.targets.events, aftermath.targets.webhooks])
        expect(new Set(keys).size).toBe(1)
    }
  })
})

test('nothing is sent twice unless a call was done and its answer was lost', () => {
  const doubled = cells.filter(({ aftermath }) => effectColumns.some((column) => column.count(aftermath) > 1))

  expect(doubled.length).toBeGreaterThan(0)
  expect(doubled.filter(({ fault, after }) => !isOnce(fault) && after !== 'claim')).toEqual([])
})

test('a mail that is declared at most once fails only when it is unknown whether it was sent, and waits for replay', () => {
  const failed = cells.filter(({ aftermath }) => aftermath.states['welcome-mail-once'] === 'failed')

  expect(failed.every(({ dependency }) => dependency === 'mail')).toBe(true)
  expect(new Set(failed.map(({ fault }) => fault))).toEqual(
    new Set(['hang', 'error', 'answer-lost', 'taken-then-error', 'answer-cut', 'crash']),
  )
})

describe('trouble that lasts, an erasure and a restored table', () => {
  test('leave every call of Cognito answered within its limit, and never with an error', () => {
    expect(lasting).toHaveLength(56)
    for (const { aftermath } of lasting) {
      expect(aftermath.slowestAnswerMs).toBeLessThan(functionTimeoutMs)
      expect(aftermath.refused).toBe(0)
    }
  })

  test('repeat no effect more often than is promised', () => {
    for (const { title, calls, bounds, aftermath } of lasting) {
      const [idempotent, withKey, mail, mailOnce] = bounds
      const allowed = [idempotent, idempotent, idempotent, withKey, withKey, mail, mailOnce]
      for (const [index, column] of effectColumns.entries()) {
        expect(column.count(aftermath), `${column.title}, ${title}, ${calls.count}`).toBeLessThanOrEqual(
          allowed[index] ?? 0,
        )
      }
    }
  })

  test('lose nothing: what is not done has failed, and waits for replay', () => {
    const ends = lasting.map(({ title, aftermath: { states, provisionedAtMs, targets } }) => {
      const found = new Set(Object.values(states))
      if (provisionedAtMs === undefined) return [title, 'never']
      if (found.size === 0)
        return [title, [...targets.items.values()].every((item) => item === mark) && 'erased']
      const closed = found.has('failed') ? 'failed' : 'done'
      return [title, [...found].every((state) => state === 'done' || state === closed) && closed]
    })

    expect(ends).toEqual(lasting.map(({ title, end }) => [title, end]))
  })
})

test('docs/fault-matrix.md is what `node scripts/fault-matrix.ts` writes', () => {
  expect(readFileSync(faultMatrixFile, 'utf8')).toBe(renderMatrix(cells, lasting))
})
