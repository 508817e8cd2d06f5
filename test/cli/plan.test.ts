/** The plan of a load, against what docs/guide/cost.md counts by hand. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { planLoad } from '../../cli/plan/plan-load.ts'
import { prices } from '../../cli/plan/prices.ts'
import { runInside } from './cli-process.ts'

const cost = await readFile(join(import.meta.dirname, '../../docs/guide/cost.md'), 'utf8')

test('a million tokens cost what the page says', () => {
  const { dollars } = planLoad({ rps: 1e6 / (730 * 3_600), burst: 1, signUpsBurst: 0, signUpsMonth: 0 })

  expect(cost).toContain(`| **a million tokens** | | | **${dollars.toFixed(2)}** |`)
})

test('a thousand users cost what the page says', () => {
  const { dollars } = planLoad({ rps: 0, burst: 0, signUpsBurst: 0, signUpsMonth: 1_000 })

  expect(cost).toContain(`| **a thousand users** | | | **${dollars.toFixed(2)}** |`)
})

test('the page has each price', () => {
  const rows = cost.split('## What a stage costs')[0] ?? ''
  const listed = new Set([...rows.matchAll(/\| ([\d.]+) \|/g)].map(([, price]) => Number(price)))

  expect(Object.values(prices).filter((price) => !listed.has(price))).toEqual([])
})

test.each([
  [60, 'enough'],
  [61, 'tight: the account shares it'],
  [121, 'too little: ask AWS for more'],
])('%i sign-ins in a second against the quota of Cognito: %s', async (burst, judged) => {
  const ran = await runInside(['plan', '--rps', '1', '--burst', String(burst)])

  expect(ran.stdout).toMatch(new RegExp(`UserAuthentication, a second +${burst} +120 +${judged}\\n`))
})

test('a quota that AWS does not raise is told as one', async () => {
  const ran = await runInside(['plan', '--rps', '0', '--burst', '0', '--sign-ups-burst', '26'])

  expect(ran.stdout).toMatch(/UserUpdate, a second +26 +25 +too little, and AWS does not raise it\n/)
})

test.each(['-1', 'NaN', '1e99', '1e5', '0x10', '', '.5', '5.', '100001', '1'.repeat(400)])(
  '--rps %j is refused',
  async (rps) => {
    expect(await runInside(['plan', `--rps=${rps}`, '--burst', '5'])).toMatchObject({ exitCode: 64 })
  },
)

test('less than one sign-in a second is a load too', async () => {
  const ran = await runInside(['plan', '--rps', '0.5', '--burst', '5', '--json'])

  expect(JSON.parse(ran.stdout)).toEqual(planLoad({ rps: 0.5, burst: 5, signUpsBurst: 0, signUpsMonth: 0 }))
})

test('new users without a peak are refused: they would need nothing', async () => {
  const ran = await runInside(['plan', '--rps', '0', '--burst', '0', '--sign-ups', '20000'])

  expect(ran).toMatchObject({
    exitCode: 64,
    stderr:
      '--sign-ups-burst is 0, less than the average of --sign-ups 20000 a month: give it the peak, 1 or more.\n',
  })
})

test('a peak below the average is refused', async () => {
  expect(await runInside(['plan', '--rps', '5', '--burst', '4'])).toMatchObject({
    exitCode: 64,
    stderr: '--burst is 4, less than the average, --rps 5: give it the peak.\n',
  })
})
