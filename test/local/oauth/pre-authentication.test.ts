/** Pre authentication at the pages, and at sign-ins by a provider. */
import { afterEach, expect, test } from 'vitest'
import { email, emailPool, enroll, fail, type Harness } from '../pool/pool-harness.ts'
import { grace, signInByAcme, startFederation } from './federation-harness.ts'
import { signInByPage, startOAuth } from './oauth-harness.ts'
import { backAtApp, problemOf } from './visitor.ts'

const arn = 'arn:aws:lambda:eu-west-1:111122223333:function:pre-authentication'
const pool = { ...emailPool, LambdaConfig: { PreAuthentication: arn } }
const denied = '[under_maintenance] We are doing maintenance'

let opened: { close(): Promise<void> }
afterEach(() => opened.close())

function sources({ events }: Harness): unknown[] {
  return events.map(({ event }) => Object(event).triggerSource)
}

test('the page asks before it looks at the password, and shows the denial', async () => {
  const harness = await startOAuth({ pool })
  opened = harness
  await enroll()
  expect(backAtApp(await signInByPage(email))['code']).toBeDefined()
  expect(sources(harness)).toEqual(['PreAuthentication_Authentication'])
  harness.functions.set(arn, fail(denied))

  const page = await signInByPage(email)

  expect(problemOf(page)).toBe(`PreAuthentication failed with error ${denied}.`)
})

test('of a sign-in by a provider it is asked from the second on, with the attributes of before', async () => {
  const federation = await startFederation({ pool })
  opened = federation
  const { harness } = federation
  expect(backAtApp(await signInByAcme())['code']).toBeDefined()
  expect(sources(harness)).toEqual([])
  federation.acme.setPerson({ ...grace, name: 'Grace B. Hopper' })
  harness.functions.set(arn, fail(denied))

  const answer = backAtApp(await signInByAcme())

  expect(answer['error_description']).toContain('[under_maintenance]')
  expect(harness.events).toMatchObject([{ event: { request: { userAttributes: { name: grace.name } } } }])
  expect(harness.pool.dump().users).toMatchObject([{ attributes: { name: grace.name } }])
})
